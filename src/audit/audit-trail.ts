import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';

export interface AuditEvent {
  /** `token:tok_…`, `admin`, or `cli:` and the user of the machine. */
  actor: string;
  /** `token.issued`, `keys.rotated`, … */
  action: string;
  /** The id of what was acted upon; null where it is the whole service. */
  subject: string | null;
  /** Facts, never a secret. */
  detail: Readonly<Record<string, unknown>>;
}

const RECORD = {
  name: 'audit.record',
  text: 'INSERT INTO audit_events (actor, action, subject, detail) VALUES ($1, $2, $3, $4::jsonb)',
};

/** Who did what through the token API and the command line. Rows are added and never changed. */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  async record({ actor, action, subject, detail }: AuditEvent): Promise<void> {
    await this.database.query(RECORD, [actor, action, subject, JSON.stringify(detail)]);
  }
}
