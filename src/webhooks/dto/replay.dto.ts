import { IsRFC3339, ValidateIf } from 'class-validator';
import { Describe } from '../../http/contract';

const MESSAGE = { message: 'must be an RFC 3339 time' };

/** Events from `from` on, and before `to`. */
export class ReplayDto {
  @IsRFC3339(MESSAGE)
  from!: string;

  @ValidateIf((_dto, value) => value !== undefined)
  @IsRFC3339(MESSAGE)
  @Describe('Absent: now.')
  to?: string;
}
