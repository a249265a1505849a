import { Injectable } from '@nestjs/common';
import { Conditions } from '../database/conditions';
import { Database } from '../database/database';
import type { PageRequest } from '../http/page.query';
import { fromTypedId } from '../http/typed-id';

/** A row of the trail, and where it stands in the list. */
export interface AuditEventRow {
  id: string;
  at: Date;
  actor: string;
  /** Of the token; null where it is none. */
  actorName: string | null;
  action: string;
  subject: string | null;
  detail: Record<string, unknown>;
  createdAtMicros: string;
}

export interface AuditFilters {
  actor: string | undefined;
  action: string | undefined;
  subject: string | undefined;
  from: Date | undefined;
  /** Not in it any more. */
  to: Date | undefined;
}

const TOKEN = 'token:';

/** Reads the audit trail. */
@Injectable()
export class AuditEventsRepository {
  constructor(private readonly database: Database) {}

  /** Newest first, one row more than the limit. */
  async list(filters: AuditFilters, { limit, after }: PageRequest): Promise<AuditEventRow[]> {
    const where = new Conditions();
    where.add('a', (p) => `actor = ${p}`, filters.actor);
    where.add('w', (p) => `action = ${p}`, filters.action);
    where.add('s', (p) => `subject = ${p}`, filters.subject);
    where.add('f', (p) => `at >= ${p}`, filters.from);
    where.add('u', (p) => `at < ${p}`, filters.to);
    if (after) {
      const micros = where.value(after.createdAtMicros);
      const id = where.value(after.id);
      where.always(
        'p',
        `(at, id) < (timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond', ${id}::uuid)`,
      );
    }
    const rows = await this.database.query<Omit<AuditEventRow, 'actorName'>>(
      {
        name: `audit.list:${where.name}`,
        text: `
          SELECT id, at, actor, action, subject, detail,
            (extract(epoch FROM at) * 1000000)::bigint::text AS "createdAtMicros"
          FROM audit_events
          WHERE ${where.sql || 'true'}
          ORDER BY at DESC, id DESC
          LIMIT ${where.value(limit + 1)}`,
      },
      where.values,
    );
    const names = await this.namesOf(rows.map(({ actor }) => actor));
    return rows.map((row) => ({ ...row, actorName: names.get(row.actor) ?? null }));
  }

  /** Tokens that are revoked have a name still. */
  private async namesOf(actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const tokens = new Map(
      actors
        .filter((actor) => actor.startsWith(TOKEN))
        .map((actor) => [fromTypedId('tok', actor.slice(TOKEN.length)), actor]),
    );
    if (tokens.size === 0) return new Map();
    const found = await this.database.query<{ id: string; name: string }>(
      {
        name: 'audit.token-names',
        text: 'SELECT id, name FROM api_tokens WHERE id = ANY ($1::uuid[])',
      },
      [[...tokens.keys()]],
    );
    return new Map(found.map(({ id, name }) => [tokens.get(id) ?? '', name]));
  }
}
