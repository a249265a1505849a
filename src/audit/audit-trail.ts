import { Injectable, Logger, SetMetadata } from '@nestjs/common';
import { Database } from '../database/database';
import { ServiceUnavailable } from '../http/http.problems';
import { Problem } from '../http/problem';
import type { Action } from './trail-action';

export interface AuditEvent {
  /** `token:tok_…`, `admin`, or `cli:` and the user of the machine. */
  actor: string;
  action: Action;
  /** The id of what was acted upon; null where it is the whole service. */
  subject: string | null;
  /** Facts, never a secret. */
  detail: Readonly<Record<string, unknown>>;
}

const INSERT = 'INSERT INTO audit_events (actor, action, subject, detail)';
const RECORD = { name: 'audit.record', text: `${INSERT} VALUES ($1, $2, $3, $4::jsonb)` };

/**
 * The part of a statement that writes the trail in the commit of what it does: an event for each row
 * of `done`, so none where nothing was done.
 * @param first the number of the first of four parameters: {@link trailValues}
 */
export function trailPart(done: string, first: number): string {
  const [actor, action, subject, detail] = [0, 1, 2, 3].map((i) => `$${first + i}`);
  return `${INSERT} SELECT ${actor}, ${action}, ${subject}, ${detail}::jsonb FROM ${done}`;
}

export function trailValues({ actor, action, subject, detail }: AuditEvent): unknown[] {
  return [actor, action, subject, JSON.stringify(detail)];
}

const WRITES_TRAIL = 'audit:writes-trail';

/** What the handler does writes itself into the trail, in the same commit. */
export const WritesTrail = () => SetMetadata(WRITES_TRAIL, true);

export function writesTrailItself(handler: object): boolean {
  return Reflect.hasMetadata(WRITES_TRAIL, handler);
}

/** Who did what through the console, the token API and the command line. Rows never change. */
@Injectable()
export class AuditTrail {
  private readonly logger = new Logger(AuditTrail.name);

  constructor(private readonly database: Database) {}

  /** @throws Problem `service-unavailable`, whatever the reason: what is not recorded is not done */
  async record(event: AuditEvent): Promise<void> {
    try {
      await this.database.query(RECORD, trailValues(event));
    } catch (error) {
      this.logger.error({ err: error }, 'the audit trail could not be written');
      throw new Problem(ServiceUnavailable, 'The audit trail cannot be written; come again', {
        headers: { 'retry-after': '1' },
        cause: error,
      });
    }
  }
}
