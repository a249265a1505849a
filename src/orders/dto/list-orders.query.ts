import { IsIn, IsOptional } from 'class-validator';
import { ENVIRONMENTS, type Environment } from '../../config/environment';
import { Describe } from '../../http/contract';
import { PageQuery } from '../../http/page.query';
import { IsFlag } from '../../http/query-rules';
import { IsText } from '../../http/text';
import type { OrderFilters } from '../order-list.repository';
import { ORDER_STATES, type OrderState } from '../order-state';
import { IsMoment } from './order-rules';

/** The filters of an order list; `state` may be repeated. */
export class ListOrdersQuery extends PageQuery {
  @IsOptional()
  @IsIn(ORDER_STATES, { each: true, message: `must be one of ${ORDER_STATES.join(', ')}` })
  state?: OrderState | OrderState[];

  @IsOptional()
  @IsIn(ENVIRONMENTS, { message: `must be one of ${ENVIRONMENTS.join(', ')}` })
  environment?: Environment;

  @IsOptional() @IsText(1, 50) referenceId?: string;
  @IsOptional() @IsText(1, 25) gatewayOrderId?: string;
  @IsOptional() @IsText(1, 100) transactionId?: string;

  @IsOptional()
  @IsFlag()
  @Describe('Only orders that need a human, or only the others.')
  attention?: 'true' | 'false';

  @IsOptional() @IsMoment() createdFrom?: string;
  @IsOptional() @IsMoment() createdTo?: string;
}

export function toFilters(
  query: ListOrdersQuery,
  merchantIds: readonly string[] | null,
): OrderFilters {
  return {
    merchantIds,
    ...(query.state && { states: [query.state].flat() }),
    ...(query.environment && { environment: query.environment }),
    ...(query.referenceId !== undefined && { referenceId: query.referenceId }),
    ...(query.gatewayOrderId !== undefined && { gatewayOrderId: query.gatewayOrderId }),
    ...(query.transactionId !== undefined && { transactionId: query.transactionId }),
    ...(query.attention && { attention: query.attention === 'true' }),
    ...(query.createdFrom && { createdFrom: new Date(query.createdFrom) }),
    ...(query.createdTo && { createdTo: new Date(query.createdTo) }),
  };
}
