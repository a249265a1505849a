import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { ORDER_ROW, type OrderRow } from '../orders';
import { RELEASED, backlog, giveBack, leased, type Backlog } from '../queue/lease';

/** A check that somebody has claimed: the token is the job's id. */
export interface ClaimedCheck {
  merchantId: string;
  orderId: string;
  leaseToken: string;
}

/**
 * The due checks, most urgent first, a share for each merchant. Merchants are found by hopping
 * along the index, so the cost follows who has open work, not how much of it. A claimed row's
 * `next_at` is the end of its lease: when that runs out, the row is due again by itself. Rows are
 * locked one by one and written where they lie: left the choice, Postgres overestimates what is
 * chosen and reads the whole table.
 */
const CLAIM_DUE = {
  name: 'checks.claim-due',
  text: `
    WITH RECURSIVE m AS (
      (SELECT merchant_id FROM order_checks ORDER BY merchant_id LIMIT 1)
      UNION ALL
      SELECT n.merchant_id FROM m CROSS JOIN LATERAL (
        SELECT c.merchant_id FROM order_checks c
        WHERE c.merchant_id > m.merchant_id ORDER BY c.merchant_id LIMIT 1
      ) n
    ),
    due AS (
      SELECT d.*, row_number() OVER (
        PARTITION BY d.merchant_id ORDER BY d.priority DESC, d.next_at
      ) AS turn
      FROM m CROSS JOIN (VALUES (2), (1), (0)) AS p (priority) CROSS JOIN LATERAL (
        SELECT c.merchant_id, c.order_id, c.priority, c.next_at FROM order_checks c
        WHERE c.merchant_id = m.merchant_id AND c.priority = p.priority AND c.next_at <= now()
        ORDER BY c.next_at LIMIT $1
      ) d
    ),
    chosen AS (
      SELECT merchant_id, order_id FROM due ORDER BY priority DESC, turn, next_at LIMIT $1
    ),
    locked AS (
      SELECT c.ctid FROM chosen CROSS JOIN LATERAL (
        SELECT c.ctid FROM order_checks c
        WHERE c.merchant_id = chosen.merchant_id AND c.order_id = chosen.order_id
          AND c.next_at <= now()
        FOR UPDATE SKIP LOCKED
      ) c
    )
    UPDATE order_checks c SET lease_token = gen_random_uuid(), ${leased('next_at', '$2')}
    WHERE c.ctid = ANY (ARRAY (SELECT ctid FROM locked))
    RETURNING c.merchant_id AS "merchantId", c.order_id AS "orderId",
      c.lease_token AS "leaseToken"`,
};

/** Renews the lease of a job that starts, and reads the order; nothing when the lease is lost. */
const START = {
  name: 'checks.start',
  text: `
    WITH c AS (
      UPDATE order_checks SET asked_at = now(), ${leased('next_at', '$4')}
      WHERE merchant_id = $1 AND order_id = $2 AND lease_token = $3
      RETURNING *
    )
    SELECT ${ORDER_ROW} FROM c JOIN orders o ON o.merchant_id = c.merchant_id AND o.id = c.order_id`,
};

/**
 * Claims one order for a question right now, unless somebody is asking already or has asked within
 * the last $5 milliseconds.
 */
const CLAIM_ONE = {
  name: 'checks.claim-one',
  text: `
    WITH c AS (
      INSERT INTO order_checks
        (merchant_id, order_id, next_at, priority, asked_at, lease_until, lease_token)
      SELECT o.merchant_id, o.id, now() + $3::integer * interval '1 millisecond', 2, now(),
        now() + $3::integer * interval '1 millisecond', $4
      FROM orders o
      WHERE o.merchant_id = $1 AND o.id = $2 AND o.state NOT IN ('paid', 'rejected')
        AND (o.gateway_checked_at IS NULL
          OR o.gateway_checked_at <= now() - $5::integer * interval '1 millisecond')
      ON CONFLICT (merchant_id, order_id) DO UPDATE SET next_at = excluded.next_at,
        priority = excluded.priority, asked_at = excluded.asked_at,
        lease_until = excluded.lease_until, lease_token = excluded.lease_token
      WHERE (order_checks.lease_until IS NULL OR order_checks.lease_until <= now())
        AND (order_checks.asked_at IS NULL
          OR order_checks.asked_at <= now() - $5::integer * interval '1 millisecond')
      RETURNING *
    )
    SELECT ${ORDER_ROW} FROM c JOIN orders o ON o.merchant_id = c.merchant_id AND o.id = c.order_id`,
};

/** A check that broke on our side: later and later, so that one bad order harms nobody. */
const POSTPONE = {
  name: 'checks.postpone',
  text: `
    UPDATE order_checks SET attempt = attempt + 1, ${RELEASED},
      next_at = now() + LEAST(1800, 2 ^ LEAST(attempt, 11)) * interval '1 second'
    WHERE merchant_id = $1 AND order_id = $2 AND lease_token = $3`,
};

const GIVE_BACK = {
  name: 'checks.give-back',
  text: giveBack('order_checks', ['merchant_id', 'order_id'], 'next_at'),
};

/** Narrow and hot, so cheap to count: a row for each order that is still asked about. */
const BACKLOG = {
  name: 'checks.backlog',
  text: `SELECT ${backlog('next_at')} FROM order_checks`,
};

const FLAGGED = {
  name: 'checks.flagged',
  text: 'SELECT count(*) AS flagged FROM orders WHERE attention_reason IS NOT NULL',
};

const MERCHANT_STATUS = {
  name: 'checks.merchant-status',
  text: 'SELECT status FROM merchants WHERE id = $1',
};

/** All SQL of the open work: who asks next, and for how long nobody else does. */
@Injectable()
export class ChecksRepository {
  constructor(private readonly database: Database) {}

  claimDue(limit: number, leaseMs: number): Promise<ClaimedCheck[]> {
    return this.database.query<ClaimedCheck>(CLAIM_DUE, [limit, leaseMs]);
  }

  /** @returns null when the lease is lost: somebody else asks, or nothing is left to ask */
  async start(check: ClaimedCheck, leaseMs: number): Promise<OrderRow | null> {
    const { merchantId, orderId, leaseToken } = check;
    const values = [merchantId, orderId, leaseToken, leaseMs];
    const [order] = await this.database.query<OrderRow>(START, values);
    return order ?? null;
  }

  /** @returns null when somebody is asking, or has just asked */
  async claimOne(
    { merchantId, orderId, leaseToken }: ClaimedCheck,
    leaseMs: number,
    quietMs: number,
  ): Promise<OrderRow | null> {
    const values = [merchantId, orderId, leaseMs, leaseToken, quietMs];
    const [order] = await this.database.query<OrderRow>(CLAIM_ONE, values);
    return order ?? null;
  }

  async postpone({ merchantId, orderId, leaseToken }: ClaimedCheck): Promise<void> {
    await this.database.query(POSTPONE, [merchantId, orderId, leaseToken]);
  }

  async giveBack(claimed: readonly ClaimedCheck[]): Promise<void> {
    if (claimed.length === 0) return;
    await this.database.query(GIVE_BACK, [
      claimed.map(({ merchantId }) => merchantId),
      claimed.map(({ orderId }) => orderId),
      claimed.map(({ leaseToken }) => leaseToken),
    ]);
  }

  async backlog(): Promise<Backlog> {
    const [row] = await this.database.query<Backlog>(BACKLOG);
    return row ?? { open: 0, oldestDueSeconds: 0 };
  }

  /** Orders that need a human. */
  async flagged(): Promise<number> {
    const [row] = await this.database.query<{ flagged: bigint }>(FLAGGED);
    return Number(row?.flagged ?? 0n);
  }

  async isSuspended(merchantId: string): Promise<boolean> {
    const [row] = await this.database.query<{ status: string }>(MERCHANT_STATUS, [merchantId]);
    return row?.status === 'suspended';
  }
}
