import { IsIn, IsOptional } from 'class-validator';
import { Describe } from '../../http/contract';
import { IsMoment } from '../../orders';
import { BUCKETS, type Bucket } from '../stats-period';

export class StatsQuery {
  @IsOptional()
  @IsMoment()
  @Describe('Inclusive; the last 30 days in Dhaka where neither is given.')
  from?: string;

  @IsOptional()
  @IsMoment()
  @Describe('Exclusive.')
  to?: string;

  @IsOptional()
  @IsIn(BUCKETS, { message: `must be one of ${BUCKETS.join(', ')}` })
  bucket?: Bucket;
}
