import { IsOptional } from 'class-validator';
import { Describe } from '../../http/contract';
import { PageQuery } from '../../http/page.query';
import { IsText } from '../../http/text';
import { IsMoment } from '../../orders';
import type { AuditFilters } from '../audit-events.repository';

const LONGEST = 200;

/** Each is matched exactly, and all have to hold. */
export class ListAuditEventsQuery extends PageQuery {
  @IsOptional()
  @IsText(1, LONGEST)
  @Describe('`token:tok_…`, `admin`, `cli:…`.')
  actor?: string;

  @IsOptional() @IsText(1, LONGEST) action?: string;

  @IsOptional()
  @IsText(1, LONGEST)
  @Describe('The id of what was acted upon.')
  subject?: string;

  @IsOptional()
  @IsMoment()
  @Describe('Inclusive.')
  from?: string;

  @IsOptional()
  @IsMoment()
  @Describe('Exclusive.')
  to?: string;
}

export function toAuditFilters({
  actor,
  action,
  subject,
  from,
  to,
}: ListAuditEventsQuery): AuditFilters {
  return {
    actor,
    action,
    subject,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}
