import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { PageRequest } from '../http/page.query';

/** A row of the trail, and where it stands in the list. */
export interface AuditEventRow {
  id: string;
  at: Date;
  actor: string;
  action: string;
  subject: string | null;
  detail: Record<string, unknown>;
  createdAtMicros: string;
}

/** Reads the audit trail. */
@Injectable()
export class AuditEventsRepository {
  constructor(private readonly database: Database) {}

  list({ limit, after }: PageRequest): Promise<AuditEventRow[]> {
    return this.database.query<AuditEventRow>(
      {
        name: 'audit.list',
        text: `
          SELECT id, at, actor, action, subject, detail,
            (extract(epoch FROM at) * 1000000)::bigint::text AS "createdAtMicros"
          FROM audit_events
          WHERE ($1::bigint IS NULL OR (at, id) <
              (timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::uuid))
          ORDER BY at DESC, id DESC
          LIMIT $3`,
      },
      [after?.createdAtMicros ?? null, after?.id ?? null, limit + 1],
    );
  }
}
