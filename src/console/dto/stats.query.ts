import { IsIn, IsOptional } from 'class-validator';
import { IsMoment } from '../../orders';
import { BUCKETS, type Bucket } from '../stats-period';

export class StatsQuery {
  /** Inclusive. */
  @IsOptional() @IsMoment() from?: string;
  /** Exclusive. */
  @IsOptional() @IsMoment() to?: string;

  @IsOptional()
  @IsIn(BUCKETS, { message: `must be one of ${BUCKETS.join(', ')}` })
  bucket?: Bucket;
}
