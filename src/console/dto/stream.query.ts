import { IsOptional, IsString } from 'class-validator';
import { Describe } from '../../http/contract';

export class StreamQuery {
  @IsOptional()
  @IsString()
  @Describe('Only the events of this merchant (`mrc_…`).')
  merchant?: string;
}
