import { IsIn, IsOptional } from 'class-validator';
import { Describe } from '../../http/contract';
import { PageQuery } from '../../http/page.query';
import { IsText } from '../../http/text';
import { ENDPOINT_STATES, type EndpointState } from '../endpoint-state';

export class ListWatchedWebhooksQuery extends PageQuery {
  @IsOptional()
  @IsText(1, 50)
  @Describe('`mrc_…`: only the endpoints of this merchant.')
  merchant?: string;

  @IsOptional()
  @IsIn(ENDPOINT_STATES, { message: `must be one of ${ENDPOINT_STATES.join(', ')}` })
  state?: EndpointState;
}
