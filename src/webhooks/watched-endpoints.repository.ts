import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { TurnCursor } from '../http/page';
import { TURN } from './endpoint-state';
import type { WebhookEndpointEntity } from './webhook-endpoint.entity';
import { VISIBLE_COLUMNS, type EndpointRow } from './webhook-endpoints.repository';

/** An endpoint beside those of other owners, with what it is still to be told. */
export type WatchedEndpointRow = EndpointRow &
  Pick<WebhookEndpointEntity, 'lastAttemptAt' | 'lastDurationMs' | 'lastStatus' | 'lastError'> & {
    turn: number;
    /** At most {@link MOST_COUNTED}. */
    waiting: number;
    /** When the first of what waits is due, or was; null where nothing waits. */
    oldestDueAt: Date | null;
  };

/** After a day of silence there are too many to count for a list. */
export const MOST_COUNTED = 1_000;

const NEWEST_FIRST = 'w.created_at DESC, w.id DESC';

/** $1: turns, $2: of the last row of the page before, $3 and $4: where that stands, $5: how many. */
const AFTER = `
  (w.created_at, w.id) < (
    CASE WHEN t.turn = $2 THEN timestamptz 'epoch' + $3::bigint * interval '1 microsecond'
      ELSE 'infinity' END,
    coalesce($4::uuid, '00000000-0000-0000-0000-000000000000'))`;

/** Each turn is a range of an index, so that those who need somebody are found among any number. */
const PAGE_OF_ALL = `
  SELECT w.*, t.turn
  FROM unnest($1::integer[]) AS t (turn)
  CROSS JOIN LATERAL (
    SELECT w.* FROM webhook_endpoints w
    WHERE ${TURN} = t.turn AND ${AFTER}
    ORDER BY ${NEWEST_FIRST} LIMIT $5
  ) w
  ORDER BY t.turn, ${NEWEST_FIRST} LIMIT $5`;

/** What some merchants have is few: it is all read, and sorted. */
const PAGE_OF_MERCHANTS = `
  SELECT w.*, t.turn
  FROM webhook_endpoints w JOIN unnest($1::integer[]) AS t (turn) ON ${TURN} = t.turn
  WHERE w.merchant_id = ANY ($6::uuid[]) AND ${AFTER}
  ORDER BY t.turn, ${NEWEST_FIRST} LIMIT $5`;

/** Backlogs are counted for what is on the page, and for nothing else. */
function watched(name: string, page: string): { name: string; text: string } {
  return {
    name: `webhooks.watched-${name}`,
    text: `
      WITH page AS MATERIALIZED (${page})
      SELECT ${VISIBLE_COLUMNS}, turn, waiting, due AS "oldestDueAt",
        last_attempt_at AS "lastAttemptAt", last_duration_ms AS "lastDurationMs",
        last_status AS "lastStatus", last_error AS "lastError"
      FROM page
      CROSS JOIN LATERAL (
        SELECT count(*)::integer AS waiting, min(next_attempt_at) AS due FROM (
          SELECT d.next_attempt_at FROM webhook_deliveries d
          WHERE d.endpoint_id = page.id AND d.next_attempt_at IS NOT NULL
          ORDER BY d.next_attempt_at LIMIT ${MOST_COUNTED}
        ) d
      ) backlog
      ORDER BY turn, created_at DESC, id DESC`,
  };
}

const OF_ALL = watched('all', PAGE_OF_ALL);
const OF_MERCHANTS = watched('of-merchants', PAGE_OF_MERCHANTS);

/** Reads the endpoints of all owners at once. */
@Injectable()
export class WatchedEndpointsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Turn by turn, newest first; one row more than the limit.
   * @param merchantIds null: of every merchant, and those that hear all merchants
   */
  list(
    merchantIds: readonly string[] | null,
    turns: readonly number[],
    { limit, after }: { limit: number; after: TurnCursor | null },
  ): Promise<WatchedEndpointRow[]> {
    const left = turns.filter((turn) => after === null || turn >= after.turn);
    const { turn = null, createdAtMicros = null, id = null } = after ?? {};
    const values = [left, turn, createdAtMicros, id, limit + 1];
    if (merchantIds === null) return this.database.query<WatchedEndpointRow>(OF_ALL, values);
    return this.database.query<WatchedEndpointRow>(OF_MERCHANTS, [...values, merchantIds]);
  }
}
