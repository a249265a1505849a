import { IsIn, IsOptional } from 'class-validator';
import { Describe } from '../../http/contract';
import { IsCount } from '../../http/query-rules';
import type { WaitUntil } from '../order-wait.service';

const MOST_SECONDS = 30;

/** How long a read may wait, and for what. */
export class ReadOrderQuery {
  @IsOptional()
  @IsCount(0, MOST_SECONDS)
  @Describe('Seconds to wait for an end, or for what `until` says; answered at once when it is so.')
  wait?: string;

  @IsOptional()
  @IsIn(['payable'], { message: 'must be payable' })
  @Describe('Wait only until there is a `paymentUrl`.')
  until?: 'payable';
}

export function toWait({ wait = '0', until }: ReadOrderQuery): {
  waitMs: number;
  until: WaitUntil;
} {
  return { waitMs: Number(wait) * 1_000, until: until ?? 'end' };
}
