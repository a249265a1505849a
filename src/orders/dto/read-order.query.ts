import { IsIn, IsOptional, Matches } from 'class-validator';
import { validationFailed } from '../../http/http.problems';
import type { WaitUntil } from '../order-wait.service';

const MOST_SECONDS = 30;
const SENTENCE = `must be a whole number of seconds from 0 to ${MOST_SECONDS}`;

/** How long a read may wait, and for what. */
export class ReadOrderQuery {
  @IsOptional()
  @Matches(/^\d{1,2}$/, { message: SENTENCE })
  wait?: string;

  @IsOptional()
  @IsIn(['payable'], { message: 'must be payable' })
  until?: 'payable';
}

/** @throws Problem `validation-failed` */
export function toWait({ wait = '0', until }: ReadOrderQuery): {
  waitMs: number;
  until: WaitUntil;
} {
  const seconds = Number(wait);
  if (seconds > MOST_SECONDS) throw validationFailed([{ field: 'wait', message: SENTENCE }]);
  return { waitMs: seconds * 1_000, until: until ?? 'end' };
}
