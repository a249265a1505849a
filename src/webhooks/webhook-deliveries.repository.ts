import { Injectable } from '@nestjs/common';
import type { SealedSecret } from '../crypto/envelope';
import { Database } from '../database/database';
import { selectList } from '../database/select-list';
import type { KeysetCursor } from '../http/page';
import { newUuid } from '../http/typed-id';
import { RELEASED, backlog, giveBack, leased, type Backlog } from '../queue/lease';
import { GIVE_UP_AFTER_MS } from './delivery-schedule';
import type { DisabledReason } from './webhook-endpoint.entity';
import { WebhookDeliveryEntity } from './webhook-delivery.entity';
import { TEST_EVENT, type WebhookEventType } from './webhook-events';

/** A delivery that somebody has claimed: the token is the job's id. */
export interface ClaimedDelivery {
  endpointId: string;
  deliveryId: string;
  leaseToken: string;
}

/** A claimed delivery that starts, with all that it takes to send it. */
export interface StartedDelivery extends ClaimedDelivery {
  attempts: number;
  /** Whose endpoint it is; null: it hears all merchants. */
  ownerId: string | null;
  url: string;
  secret: SealedSecret;
  /** The secret of before a rotation, while it still signs. */
  previousSecret: SealedSecret | null;
  eventId: string;
  type: WebhookEventType;
  eventAt: Date;
  /** The order's row as of the event; null for a test. */
  snapshot: Readonly<Record<string, unknown>> | null;
  /** Database time of this attempt, in whole seconds since the epoch. */
  timestamp: number;
}

/** What came of an attempt, for the row. */
export interface AttemptRecord {
  isDelivered: boolean;
  /** The receiver wants no more of it, ever. */
  isGone: boolean;
  httpStatus: number | null;
  error: string | null;
  answer: string | null;
  durationMs: number;
  /** Null: not again. */
  retryInMs: number | null;
}

export interface Recorded {
  /** False: the lease was lost, and nothing is written. */
  isRecorded: boolean;
  /** Why this attempt has disabled the endpoint, if it has. */
  disabledAs: DisabledReason | null;
  /** Claimed along. */
  next: ClaimedDelivery | null;
}

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export type DeliveryRow = WebhookDeliveryEntity & {
  state: DeliveryState;
  createdAtMicros: string;
};

/** A delivery beside those of other endpoints. */
export type OrderDeliveryRow = DeliveryRow & {
  endpointUrl: string;
  /** Whose endpoint it is; null: it hears all merchants. */
  ownerId: string | null;
};

/** Attempts at one endpoint at once: a slow receiver holds up nobody but itself. */
const SHARE = 4;
/** While all its attempts fail: enough to notice that it is back. */
const SHARE_WHILE_FAILING = 1;

/** What one replay may bring back. */
export const MAX_REPLAYED = 10_000;

/** Few enough to stay far below the statement's time limit. */
const REMOVED_AT_ONCE = 10_000;

/**
 * The due deliveries, a turn for each endpoint. Endpoints are found by hopping along the index, so
 * the cost follows who has open deliveries, not how many. Of one endpoint only as many are claimed
 * as its share has room for; `claims` sees to it that nobody else has claimed for it since this
 * statement counted. A claimed row's `next_attempt_at` is the end of its lease: when that runs out,
 * the row is due again by itself.
 *
 * Rows are locked one by one and written where they lie: left the choice, Postgres overestimates
 * what is chosen and reads the whole backlog.
 */
const CLAIM_DUE = {
  name: 'deliveries.claim-due',
  text: `
    WITH RECURSIVE open AS (
      (SELECT endpoint_id FROM webhook_deliveries
        WHERE next_attempt_at IS NOT NULL ORDER BY endpoint_id LIMIT 1)
      UNION ALL
      SELECT n.endpoint_id FROM open CROSS JOIN LATERAL (
        SELECT d.endpoint_id FROM webhook_deliveries d
        WHERE d.next_attempt_at IS NOT NULL AND d.endpoint_id > open.endpoint_id
        ORDER BY d.endpoint_id LIMIT 1
      ) n
    ),
    endpoint AS (
      SELECT w.id, w.claims,
        CASE WHEN w.failing_since IS NULL THEN ${SHARE} ELSE ${SHARE_WHILE_FAILING} END
          - (SELECT count(*) FROM webhook_deliveries d
            WHERE d.endpoint_id = w.id AND d.lease_until > now()) AS room
      FROM open JOIN webhook_endpoints w ON w.id = open.endpoint_id AND w.enabled
    ),
    due AS (
      SELECT d.*, row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at) AS turn
      FROM endpoint CROSS JOIN LATERAL (
        SELECT d.endpoint_id, d.id, d.next_attempt_at FROM webhook_deliveries d
        WHERE d.endpoint_id = endpoint.id AND d.next_attempt_at <= now()
        ORDER BY d.next_attempt_at LIMIT GREATEST(endpoint.room, 0)
      ) d
    ),
    chosen AS (
      SELECT endpoint_id, id FROM due ORDER BY turn, next_attempt_at LIMIT $1
    ),
    unclaimed AS (
      SELECT w.id FROM webhook_endpoints w JOIN endpoint ON endpoint.id = w.id
      WHERE w.enabled AND w.claims = endpoint.claims
        AND w.id IN (SELECT endpoint_id FROM chosen)
      FOR UPDATE OF w SKIP LOCKED
    ),
    counted AS (
      UPDATE webhook_endpoints w SET claims = w.claims + 1
      FROM unclaimed WHERE w.id = unclaimed.id
      RETURNING w.id
    ),
    locked AS (
      SELECT d.ctid FROM chosen JOIN counted ON counted.id = chosen.endpoint_id
      CROSS JOIN LATERAL (
        SELECT d.ctid FROM webhook_deliveries d
        WHERE d.endpoint_id = chosen.endpoint_id AND d.id = chosen.id AND d.next_attempt_at <= now()
        FOR UPDATE SKIP LOCKED
      ) d
    )
    UPDATE webhook_deliveries d
    SET lease_token = gen_random_uuid(), ${leased('next_attempt_at', '$2')}
    WHERE d.ctid = ANY (ARRAY (SELECT ctid FROM locked))
    RETURNING d.endpoint_id AS "endpointId", d.id AS "deliveryId", d.lease_token AS "leaseToken"`,
};

/** Renews the lease under a token of its own, so that a claim starts once; reads what is to be sent. */
const START = {
  name: 'deliveries.start',
  text: `
    WITH d AS (
      UPDATE webhook_deliveries d
      SET lease_token = gen_random_uuid(), ${leased('next_attempt_at', '$4')}
      FROM webhook_endpoints w
      WHERE d.endpoint_id = $1 AND d.id = $2 AND d.lease_token = $3 AND d.lease_until > now()
        AND w.id = d.endpoint_id AND w.enabled
      RETURNING d.*
    )
    SELECT d.endpoint_id AS "endpointId", d.id AS "deliveryId", d.lease_token AS "leaseToken",
      d.attempts, w.merchant_id AS "ownerId", w.url,
      jsonb_build_object('ciphertext', w.secret_ciphertext, 'keyId', w.secret_key_id) AS secret,
      CASE WHEN w.previous_valid_until > now() THEN jsonb_build_object(
        'ciphertext', w.previous_secret_ciphertext, 'keyId', w.previous_secret_key_id)
      END AS "previousSecret",
      d.event_id AS "eventId", d.type, coalesce(e.at, d.created_at) AS "eventAt", e.snapshot,
      floor(extract(epoch FROM now()))::float8 AS timestamp
    FROM d JOIN webhook_endpoints w ON w.id = d.endpoint_id
    LEFT JOIN order_events e
      ON e.merchant_id = d.merchant_id AND e.order_id = d.order_id AND e.seq = d.seq`,
};

/** For so long an attempt of the same outcome need not be noted at the endpoint, whose row all share. */
const NOTED_EVERY = `interval '10 seconds'`;

/**
 * The attempt, and what it means for the endpoint, which is written only where that changes. Whoever
 * has delivered one may take the endpoint's next in the same statement: its share is as full as
 * before.
 */
const RECORD = {
  name: 'deliveries.record',
  text: `
    WITH d AS (
      UPDATE webhook_deliveries SET attempts = attempts + 1, ${RELEASED},
        delivered_at = CASE WHEN $4 THEN now() END,
        last_attempt_at = now() - $6::integer * interval '1 millisecond', last_duration_ms = $6,
        last_status = $7, last_error = $8, last_answer = $9,
        next_attempt_at = now() + $10::bigint * interval '1 millisecond'
      WHERE endpoint_id = $1 AND id = $2 AND lease_token = $3
      RETURNING endpoint_id, last_attempt_at
    ),
    judged AS (
      SELECT w.id, d.last_attempt_at, CASE
        WHEN NOT w.enabled OR $4 THEN NULL
        WHEN $5 THEN 'gone'
        WHEN w.failing_since <= now() - $11::bigint * interval '1 millisecond' THEN 'failing'
      END AS verdict
      FROM d JOIN webhook_endpoints w ON w.id = d.endpoint_id
    ),
    w AS (
      UPDATE webhook_endpoints w SET
        failing_since = CASE WHEN $4 THEN NULL ELSE coalesce(w.failing_since, now()) END,
        enabled = w.enabled AND judged.verdict IS NULL,
        disabled_reason = coalesce(judged.verdict, w.disabled_reason),
        disabled_at = CASE WHEN judged.verdict IS NULL THEN w.disabled_at ELSE now() END,
        last_attempt_at = judged.last_attempt_at, last_duration_ms = $6, last_status = $7,
        last_error = $8
      FROM judged
      WHERE w.id = judged.id AND (
        judged.verdict IS NOT NULL OR $4 = (w.failing_since IS NOT NULL)
        OR (w.last_status, w.last_error) IS DISTINCT FROM ($7, $8)
        OR w.last_attempt_at IS NULL OR w.last_attempt_at <= now() - ${NOTED_EVERY})
    ),
    next AS (
      SELECT n.endpoint_id, n.id
      FROM d JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.enabled
      CROSS JOIN LATERAL (
        SELECT n.endpoint_id, n.id FROM webhook_deliveries n
        WHERE n.endpoint_id = d.endpoint_id AND n.next_attempt_at <= now()
        ORDER BY n.next_attempt_at LIMIT 1
        FOR UPDATE SKIP LOCKED
      ) n
      WHERE $12
    ),
    taken AS (
      UPDATE webhook_deliveries t
      SET lease_token = gen_random_uuid(), ${leased('next_attempt_at', '$13')}
      FROM next WHERE t.endpoint_id = next.endpoint_id AND t.id = next.id
      RETURNING t.id, t.lease_token
    )
    SELECT (SELECT count(*) > 0 FROM d) AS "isRecorded",
      (SELECT verdict FROM judged) AS "disabledAs",
      (SELECT jsonb_build_object('endpointId', $1::uuid, 'deliveryId', id,
        'leaseToken', lease_token) FROM taken) AS next`,
};

/** An attempt that broke on our side before anything was sent. */
const POSTPONE = {
  name: 'deliveries.postpone',
  text: `
    UPDATE webhook_deliveries SET ${RELEASED}, next_attempt_at = now() + interval '1 minute'
    WHERE endpoint_id = $1 AND id = $2 AND lease_token = $3`,
};

const GIVE_BACK = {
  name: 'deliveries.give-back',
  text: giveBack('webhook_deliveries', ['endpoint_id', 'id'], 'next_attempt_at'),
};

/** From the beginning of the schedule, whatever came of it before. */
const DUE_AGAIN = `next_attempt_at = now(), attempts = 0, delivered_at = NULL, ${RELEASED}`;

/** One that is under way right now is left to whoever has it. */
const NOT_UNDER_WAY = `
  (webhook_deliveries.lease_until IS NULL OR webhook_deliveries.lease_until <= now())`;

const DELIVERY_ROW = `
  ${selectList(WebhookDeliveryEntity, 'd')},
  CASE WHEN d.next_attempt_at IS NOT NULL THEN 'pending'
    WHEN d.delivered_at IS NOT NULL THEN 'delivered' ELSE 'failed' END AS state,
  (extract(epoch FROM d.created_at) * 1000000)::bigint::text AS "createdAtMicros"`;

const IN_STATE: Record<DeliveryState, string> = {
  pending: 'd.next_attempt_at IS NOT NULL',
  delivered: 'd.next_attempt_at IS NULL AND d.delivered_at IS NOT NULL',
  failed: 'd.next_attempt_at IS NULL AND d.delivered_at IS NULL',
};

/** What one order shows: an endpoint too many events are listed by itself. */
const MOST_OF_AN_ORDER = 200;

/**
 * By way of the order's events, which are few: each endpoint that may have been told of one is
 * probed for it, so that deliveries need no index by order.
 */
const OF_ORDER = {
  name: 'deliveries.of-order',
  text: `
    SELECT ${DELIVERY_ROW}, w.url AS "endpointUrl", w.merchant_id AS "ownerId"
    FROM order_events e
    JOIN webhook_endpoints w ON w.merchant_id = e.merchant_id OR ($3 AND w.merchant_id IS NULL)
    JOIN webhook_deliveries d ON d.endpoint_id = w.id AND d.event_id = e.id
    WHERE e.merchant_id = $1 AND e.order_id = $2 AND e.snapshot IS NOT NULL
    ORDER BY d.id DESC LIMIT ${MOST_OF_AN_ORDER}`,
};

/** $1: the endpoint. What it subscribes to of the window; of too many, one more than may be sent. */
const EVENTS_OF_WINDOW = `
  SELECT e.id, e.type, e.merchant_id, e.order_id, e.seq
  FROM webhook_endpoints w
  JOIN merchants m ON w.merchant_id IS NULL OR m.id = w.merchant_id
  JOIN order_events e ON e.merchant_id = m.id AND e.snapshot IS NOT NULL
    AND e.at >= $2 AND e.at < $3 AND e.type = ANY (w.events)
  WHERE w.id = $1
  LIMIT ${MAX_REPLAYED} + 1`;

const COUNT_REPLAY = {
  name: 'deliveries.count-replay',
  text: `SELECT count(*)::integer AS count FROM (${EVENTS_OF_WINDOW}) told`,
};

/** Nothing where they are too many. */
const REPLAY = {
  name: 'deliveries.replay',
  text: `
    WITH told AS (${EVENTS_OF_WINDOW}),
    again AS (
      INSERT INTO webhook_deliveries (endpoint_id, id, event_id, type, merchant_id, order_id, seq)
      SELECT $1, new_uuid_v7(), id, type, merchant_id, order_id, seq FROM told
      WHERE (SELECT count(*) FROM told) <= ${MAX_REPLAYED}
      ON CONFLICT (endpoint_id, event_id) DO UPDATE SET ${DUE_AGAIN} WHERE ${NOT_UNDER_WAY}
    )
    SELECT count(*)::integer AS count FROM told`,
};

const BACKLOG = {
  name: 'deliveries.backlog',
  text: `
    SELECT ${backlog('d.next_attempt_at')}
    FROM webhook_deliveries d JOIN webhook_endpoints w ON w.id = d.endpoint_id AND w.enabled
    WHERE d.next_attempt_at IS NOT NULL`,
};

/** All SQL of the deliveries: what is still to be told, who tells it now, and what came of it. */
@Injectable()
export class WebhookDeliveriesRepository {
  constructor(private readonly database: Database) {}

  claimDue(limit: number, leaseMs: number): Promise<ClaimedDelivery[]> {
    return this.database.query<ClaimedDelivery>(CLAIM_DUE, [limit, leaseMs]);
  }

  /** @returns null when the lease is lost, or the endpoint is disabled or gone */
  async start(claimed: ClaimedDelivery, leaseMs: number): Promise<StartedDelivery | null> {
    const values = [...keyOf(claimed), leaseMs];
    const [row] = await this.database.query<StartedDelivery>(START, values);
    return row ?? null;
  }

  /** @param leaseMs of the endpoint's next due delivery, which is claimed along; null: none is */
  async record(
    delivery: ClaimedDelivery,
    attempt: AttemptRecord,
    leaseMs: number | null,
  ): Promise<Recorded> {
    const [row] = await this.database.query<Recorded>(RECORD, [
      ...keyOf(delivery),
      attempt.isDelivered,
      attempt.isGone,
      attempt.durationMs,
      attempt.httpStatus,
      attempt.error,
      attempt.answer,
      attempt.retryInMs,
      GIVE_UP_AFTER_MS,
      leaseMs !== null,
      leaseMs ?? 0,
    ]);
    return row ?? { isRecorded: false, disabledAs: null, next: null };
  }

  async postpone(delivery: ClaimedDelivery): Promise<void> {
    await this.database.query(POSTPONE, keyOf(delivery));
  }

  async giveBack(claimed: readonly ClaimedDelivery[]): Promise<void> {
    if (claimed.length === 0) return;
    await this.database.query(GIVE_BACK, [
      claimed.map(({ endpointId }) => endpointId),
      claimed.map(({ deliveryId }) => deliveryId),
      claimed.map(({ leaseToken }) => leaseToken),
    ]);
  }

  /** Newest first, one row more than the limit. */
  list(
    endpointId: string,
    state: DeliveryState | undefined,
    { limit, after }: { limit: number; after: KeysetCursor | null },
  ): Promise<DeliveryRow[]> {
    // Ids sort by the time they were made, and the primary key by ids.
    return this.database.query<DeliveryRow>(
      {
        name: `deliveries.list:${state ?? ''}`,
        text: `
          SELECT ${DELIVERY_ROW} FROM webhook_deliveries d
          WHERE d.endpoint_id = $1 AND ($2::uuid IS NULL OR d.id < $2)
            ${state ? `AND ${IN_STATE[state]}` : ''}
          ORDER BY d.id DESC LIMIT $3`,
      },
      [endpointId, after?.id ?? null, limit + 1],
    );
  }

  /**
   * What was told of an order, and is to be told, newest first.
   * @param withPlatform also the endpoints that hear all merchants
   */
  ofOrder(merchantId: string, orderId: string, withPlatform: boolean): Promise<OrderDeliveryRow[]> {
    return this.database.query<OrderDeliveryRow>(OF_ORDER, [merchantId, orderId, withPlatform]);
  }

  /** A test event for one endpoint. */
  async addTest(endpointId: string): Promise<DeliveryRow | null> {
    const [row] = await this.database.query<DeliveryRow>(
      {
        name: 'deliveries.add-test',
        text: `
          WITH d AS (
            INSERT INTO webhook_deliveries (endpoint_id, id, event_id, type)
            VALUES ($1, $2, $3, '${TEST_EVENT}') RETURNING *
          )
          SELECT ${DELIVERY_ROW} FROM d`,
      },
      [endpointId, newUuid(), newUuid()],
    );
    return row ?? null;
  }

  /**
   * @param endpointId null: whichever of the owner's endpoints it is of
   * @returns null where there is no such delivery
   */
  async redeliver(
    merchantId: string | null,
    endpointId: string | null,
    deliveryId: string,
  ): Promise<DeliveryRow | null> {
    const values = [merchantId, endpointId, deliveryId];
    const [row] = await this.database.query<DeliveryRow>(
      {
        name: 'deliveries.redeliver',
        text: `
          WITH found AS (
            SELECT d.* FROM webhook_endpoints w
            JOIN webhook_deliveries d ON d.endpoint_id = w.id AND d.id = $3
            WHERE w.merchant_id IS NOT DISTINCT FROM $1 AND ($2::uuid IS NULL OR w.id = $2)
          ),
          again AS (
            UPDATE webhook_deliveries SET ${DUE_AGAIN} FROM found
            WHERE webhook_deliveries.endpoint_id = found.endpoint_id
              AND webhook_deliveries.id = found.id AND ${NOT_UNDER_WAY}
            RETURNING webhook_deliveries.*
          ),
          d AS (
            SELECT * FROM again
            UNION ALL
            SELECT * FROM found WHERE NOT EXISTS (SELECT FROM again)
          )
          SELECT ${DELIVERY_ROW} FROM d`,
      },
      values,
    );
    return row ?? null;
  }

  /** @returns what {@link replay} would; nothing is done */
  async countReplay(endpointId: string, from: Date, to: Date): Promise<number> {
    const values = [endpointId, from, to];
    const [row] = await this.database.query<{ count: number }>(COUNT_REPLAY, values);
    return row?.count ?? 0;
  }

  /** @returns the number of events in the window; above {@link MAX_REPLAYED} nothing was done */
  async replay(endpointId: string, from: Date, to: Date): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(REPLAY, [endpointId, from, to]);
    return row?.count ?? 0;
  }

  /** What is left of an endpoint that was removed. */
  async removeAll(endpointId: string): Promise<void> {
    let removed: unknown[];
    do {
      removed = await this.database.query(
        {
          name: 'deliveries.remove-all',
          text: `
            DELETE FROM webhook_deliveries WHERE endpoint_id = $1 AND id IN (
              SELECT id FROM webhook_deliveries WHERE endpoint_id = $1 LIMIT ${REMOVED_AT_ONCE})
            RETURNING id`,
        },
        [endpointId],
      );
    } while (removed.length === REMOVED_AT_ONCE);
  }

  async backlog(): Promise<Backlog> {
    const [row] = await this.database.query<Backlog>(BACKLOG);
    return row ?? { open: 0, oldestDueSeconds: 0 };
  }

  /** Endpoints that the service has disabled, and nobody has enabled again. */
  async disabledEndpoints(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>({
      name: 'deliveries.disabled-endpoints',
      text: `
        SELECT count(*)::float8 AS count FROM webhook_endpoints
        WHERE disabled_reason IS NOT NULL AND NOT enabled`,
    });
    return row?.count ?? 0;
  }
}

function keyOf({ endpointId, deliveryId, leaseToken }: ClaimedDelivery): string[] {
  return [endpointId, deliveryId, leaseToken];
}
