import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../../http/page.query';
import { DELIVERY_STATES, type DeliveryState } from '../webhook-deliveries.repository';

export class ListDeliveriesQuery extends PageQuery {
  @IsOptional()
  @IsIn(DELIVERY_STATES, { message: `must be one of ${DELIVERY_STATES.join(', ')}` })
  state?: DeliveryState;
}
