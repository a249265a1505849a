import { Injectable } from '@nestjs/common';
import type { Environment } from '../config/environment';
import { Database } from '../database/database';
import { selectList } from '../database/select-list';
import { newUuid } from '../http/typed-id';
import { returnHostsOf } from '../merchants';
import { OrderEventEntity, TOLD_EVENTS, type OrderEventType } from './order-event.entity';
import { ORDER_ROW, type OrderRow } from './order-row';
import { OrderEntity } from './order.entity';
import type { AttentionReason, Cause, OrderState } from './order-state';

/** In the order in which the statements take them. */
export const CALLBACK_URLS = [
  'successCallbackUrl',
  'failureCallbackUrl',
  'cancelCallbackUrl',
] as const;

/** The fields of a create that the order keeps. */
export interface OrderTerms extends Record<(typeof CALLBACK_URLS)[number], string> {
  referenceId: string;
  amountMinor: bigint;
  description: string;
  metadata: Readonly<Record<string, string>>;
  idempotencyKey: string | null;
  requestHash: string;
}

export interface NewOrder {
  id: string;
  merchantId: string;
  terms: OrderTerms;
  /** For how long nobody else looks the create up. */
  leaseMs: number;
  actor: string;
  requestId: string | null;
  /** It came by iPay's own door, which tells of an acceptance once. */
  byDoor: boolean;
}

/** What the insert found out about the merchant, whether or not it wrote. */
export interface MerchantAtInsert {
  merchantId: string;
  merchantStatus: 'active' | 'suspended';
  merchantEnvironment: Environment;
  /** One for each of the {@link CALLBACK_URLS}. */
  hostsAllowed: boolean[];
  schemesAllowed: boolean;
  credentialVersion: bigint | null;
  credentialCiphertext: string | null;
  credentialKeyId: string | null;
}

export interface InsertResult extends MerchantAtInsert {
  /** Null: not written, for a reason that the other fields or an order already there explain. */
  order: OrderRow | null;
}

/** The fields that change after the insert. */
export type MutableFields = Pick<
  OrderEntity,
  | 'state'
  | 'rejectionCode'
  | 'createAttempts'
  | 'gatewayOrderId'
  | 'paymentUrl'
  | 'gatewayPaymentUrl'
  | 'gatewayStatusCode'
  | 'gatewayStatus'
  | 'gatewayUpdateTime'
  | 'notFoundStreak'
  | 'transactionId'
  | 'transactionTime'
  | 'transactionTimeRaw'
  | 'attentionReason'
  | 'attentionDetail'
>;

export interface NewEvent {
  type: OrderEventType;
  cause: Cause;
  fromState: OrderState | null;
  state: OrderState;
  detail: string;
  evidence: object | null;
  attentionReason: AttentionReason | null;
  actor: string | null;
  requestId: string | null;
}

/** One change: the guarded update, its events and the order's open work, in one statement. */
export interface OrderChange {
  /** As it was read: its version guards the write. */
  order: OrderRow;
  set: Partial<MutableFields>;
  /** Moments that are now, by the database's clock. */
  stamp: Partial<Record<'accepted' | 'checked' | 'paid' | 'returned' | 'doorAnswered', boolean>>;
  events: readonly [NewEvent, ...NewEvent[]];
  check: CheckChange;
}

/** What becomes of the order's row of open work; `keep` leaves row and lease alone. */
export type CheckChange =
  | { kind: 'at'; inMs: number; priority: number; attempt: number }
  | { kind: 'done' }
  | { kind: 'keep' };

/** Where an order is paid. */
interface PaymentPage {
  gatewayOrderId: string;
  paymentUrl: string;
  gatewayPaymentUrl: string | null;
}

/** The events that platforms hear of; they keep the order as of then. */
const TOLD = `ARRAY[${TOLD_EVENTS.map((type) => `'${type}'`).join(', ')}]`;

/** An order that turns pending and paid in one change was not paid when it turned pending. */
const NOT_PAID_YET = `'{"paid_at": null, "transaction_id": null, "transaction_time": null,
  "transaction_time_raw": null}'::jsonb`;

/** What is to be told of the events in `e`, to whoever has asked to hear it. */
const DELIVERIES = `
    d AS (
      INSERT INTO webhook_deliveries (endpoint_id, id, event_id, type, merchant_id, order_id, seq)
      SELECT w.id, new_uuid_v7(), e.id, e.type, e.merchant_id, e.order_id, e.seq
      FROM e JOIN webhook_endpoints w
        ON (w.merchant_id = e.merchant_id OR w.merchant_id IS NULL)
        AND w.enabled AND e.type = ANY (w.events)
    )`;

const LEASE = `now() + $1::integer * interval '1 millisecond'`;

const MERCHANT_FOR_CREATE = `
  SELECT m.id, m.status, m.environment,
    ARRAY[
      m.return_hosts = '{}' OR m.return_hosts && $13::text[],
      m.return_hosts = '{}' OR m.return_hosts && $14::text[],
      m.return_hosts = '{}' OR m.return_hosts && $15::text[]
    ] AS hosts_allowed,
    (m.environment <> 'production' OR $16::boolean) AS schemes_allowed,
    k.version, k.ciphertext, k.key_id, k.fingerprint
  FROM merchants m
  LEFT JOIN merchant_credentials k ON k.merchant_id = m.id AND k.environment = m.environment
  WHERE m.id = $2`;

const MAY_CREATE = `
  m.status = 'active' AND m.version IS NOT NULL AND true = ALL (m.hosts_allowed)
  AND m.schemes_allowed`;

const MERCHANT_COLUMNS = `
  m.id AS "forMerchantId", m.status AS "merchantStatus", m.environment AS "merchantEnvironment",
  m.hosts_allowed AS "hostsAllowed", m.schemes_allowed AS "schemesAllowed",
  m.version AS "credentialVersion", m.ciphertext AS "credentialCiphertext",
  m.key_id AS "credentialKeyId"`;

/** Merchant, credentials, order, first event and open work: one statement, one commit. */
const INSERT = {
  name: 'orders.insert',
  text: `
    WITH m AS (${MERCHANT_FOR_CREATE}),
    o AS (
      INSERT INTO orders (merchant_id, id, reference_id, environment, version, state, amount_minor,
        description, success_callback_url, failure_callback_url, cancel_callback_url, metadata,
        idempotency_key, request_hash, credential_fingerprint, create_attempts, door_answer_due)
      SELECT m.id, $3, $4, m.environment, 1, 'creating', $5, $6, $7, $8, $9, $10::jsonb,
        $11, $12, m.fingerprint, 1, $20
      FROM m WHERE ${MAY_CREATE}
      ON CONFLICT DO NOTHING
      RETURNING *
    ),
    c AS (
      INSERT INTO order_checks (merchant_id, order_id, next_at, lease_until)
      SELECT merchant_id, id, ${LEASE}, ${LEASE} FROM o
      RETURNING *
    ),
    e AS (
      INSERT INTO order_events
        (merchant_id, order_id, seq, id, type, cause, state, detail, actor, request_id)
      SELECT merchant_id, id, 1, $17, 'order.creating', 'api', 'creating',
        'created by ' || $18::text, $18, $19 FROM o
    )
    SELECT ${MERCHANT_COLUMNS}, ${ORDER_ROW}
    FROM m LEFT JOIN o ON true LEFT JOIN c ON true`,
};

/** A rejected order is taken up again by a further create under its reference. */
const TAKE_UP = {
  name: 'orders.take-up',
  text: `
    WITH m AS (${MERCHANT_FOR_CREATE}),
    o AS (
      UPDATE orders SET environment = m.environment, version = orders.version + 1,
        state = 'creating', state_since = now(), amount_minor = $5, description = $6,
        success_callback_url = $7, failure_callback_url = $8, cancel_callback_url = $9,
        metadata = $10::jsonb, idempotency_key = $11, request_hash = $12,
        credential_fingerprint = m.fingerprint, create_attempts = 1, rejection_code = NULL,
        door_answer_due = $20, updated_at = now()
      FROM m
      WHERE ${MAY_CREATE} AND orders.merchant_id = m.id AND orders.id = $3
        AND orders.reference_id = $4 AND orders.state = 'rejected' AND orders.version = $21
      RETURNING orders.*
    ),
    c AS (
      INSERT INTO order_checks (merchant_id, order_id, next_at, lease_until)
      SELECT merchant_id, id, ${LEASE}, ${LEASE} FROM o
      RETURNING *
    ),
    e AS (
      INSERT INTO order_events (merchant_id, order_id, seq, id, type, cause, from_state, state,
        detail, actor, request_id)
      SELECT merchant_id, id, version, $17, 'order.creating', 'api', 'rejected', 'creating',
        'created again by ' || $18::text, $18, $19 FROM o
    )
    SELECT ${MERCHANT_COLUMNS}, ${ORDER_ROW}
    FROM m LEFT JOIN o ON true LEFT JOIN c ON true`,
};

const APPLY = {
  name: 'orders.apply',
  text: `
    WITH o AS (
      UPDATE orders SET
        version = version + jsonb_array_length($4::jsonb),
        state = $5, state_since = CASE WHEN state = $5 THEN state_since ELSE now() END,
        rejection_code = $6, create_attempts = $7, gateway_order_id = $8, payment_url = $9,
        gateway_status_code = $10, gateway_status = $11, not_found_streak = $12,
        transaction_id = $13, transaction_time = $14, transaction_time_raw = $15,
        attention_since = CASE WHEN $16::text IS NULL THEN NULL
          WHEN attention_reason IS NOT DISTINCT FROM $16 THEN attention_since ELSE now() END,
        attention_reason = $16, attention_detail = $17,
        accepted_at = CASE WHEN $18 THEN now() ELSE accepted_at END,
        gateway_checked_at = CASE WHEN $19 THEN now() ELSE gateway_checked_at END,
        gateway_checks = gateway_checks + CASE WHEN $19 THEN 1 ELSE 0 END,
        paid_at = CASE WHEN $20 THEN now() ELSE paid_at END,
        returned_at = CASE WHEN $21 THEN now() ELSE returned_at END,
        gateway_payment_url = $26, door_answer_due = door_answer_due AND NOT $27,
        gateway_update_time = $28,
        updated_at = now()
      WHERE merchant_id = $1 AND id = $2 AND version = $3
      RETURNING *
    ),
    e AS (
      INSERT INTO order_events (merchant_id, order_id, seq, id, type, cause, from_state, state,
        detail, evidence, attention_reason, actor, request_id, snapshot)
      SELECT o.merchant_id, o.id, $3 + n.ordinality, (n.event->>'id')::uuid, n.event->>'type',
        n.event->>'cause', n.event->>'fromState', n.event->>'state', n.event->>'detail',
        NULLIF(n.event->'evidence', 'null'), n.event->>'attentionReason', n.event->>'actor',
        n.event->>'requestId',
        CASE WHEN n.event->>'type' = ANY (${TOLD}) THEN to_jsonb(o)
          || jsonb_build_object('version', $3 + n.ordinality, 'state', n.event->>'state')
          || CASE WHEN n.event->>'state' = 'paid' THEN '{}'::jsonb ELSE ${NOT_PAID_YET} END
        END
      FROM o, jsonb_array_elements($4::jsonb) WITH ORDINALITY AS n (event, ordinality)
      RETURNING merchant_id, order_id, seq, id, type
    ),
    ${DELIVERIES},
    gone AS (
      DELETE FROM order_checks c USING o
      WHERE $22 = 'done' AND c.merchant_id = o.merchant_id AND c.order_id = o.id
    ),
    due AS (
      INSERT INTO order_checks (merchant_id, order_id, next_at, priority, attempt)
      SELECT merchant_id, id, now() + $23::bigint * interval '1 millisecond', $24, $25
      FROM o WHERE $22 = 'at'
      ON CONFLICT (merchant_id, order_id) DO UPDATE SET next_at = excluded.next_at,
        priority = excluded.priority, attempt = excluded.attempt, lease_until = NULL,
        lease_token = NULL
      RETURNING *
    ),
    c AS (
      SELECT * FROM due
      UNION ALL
      SELECT kept.* FROM order_checks kept JOIN o ON $22 = 'keep'
        AND kept.merchant_id = o.merchant_id AND kept.order_id = o.id
    )
    SELECT ${ORDER_ROW} FROM o LEFT JOIN c ON true`,
};

/** iPay never heard of it: the reference is free at once, as if nothing had been. */
const DISCARD = {
  name: 'orders.discard',
  text: `
    WITH o AS (
      DELETE FROM orders WHERE merchant_id = $1 AND id = $2 AND version = $3 AND version = 1
      RETURNING merchant_id, id
    ),
    c AS (
      DELETE FROM order_checks USING o
      WHERE order_checks.merchant_id = o.merchant_id AND order_checks.order_id = o.id
    ),
    e AS (
      DELETE FROM order_events USING o
      WHERE order_events.merchant_id = o.merchant_id AND order_events.order_id = o.id
    )
    SELECT id FROM o`,
};

/**
 * A create that was certainly not sent, of an order that was rejected before: all but the timeline
 * is as it was, so that the same create may come again.
 */
const GIVE_BACK = {
  name: 'orders.give-back',
  text: `
    WITH o AS (
      UPDATE orders SET version = version + 1, state = 'rejected', state_since = now(),
        environment = $5, amount_minor = $6, description = $7, success_callback_url = $8,
        failure_callback_url = $9, cancel_callback_url = $10, metadata = $11::jsonb,
        idempotency_key = $12, request_hash = $13, credential_fingerprint = $14,
        create_attempts = $15, rejection_code = $16, updated_at = now()
      WHERE merchant_id = $1 AND id = $2 AND version = $3 AND state = 'creating'
        AND create_attempts = 1
      RETURNING *
    ),
    c AS (
      DELETE FROM order_checks USING o
      WHERE order_checks.merchant_id = o.merchant_id AND order_checks.order_id = o.id
    ),
    e AS (
      INSERT INTO order_events
        (merchant_id, order_id, seq, id, type, cause, from_state, state, detail, snapshot)
      SELECT merchant_id, id, version, $4, 'order.rejected', 'gateway-answer', 'creating',
        'rejected', 'iPay could not be reached; nothing was sent', to_jsonb(o) FROM o
      RETURNING merchant_id, order_id, seq, id, type
    ),
    ${DELIVERIES}
    SELECT id FROM o`,
};

const FROM_ORDERS = `
  FROM orders o LEFT JOIN order_checks c ON c.merchant_id = o.merchant_id AND c.order_id = o.id`;

const FIND_BY_ID = {
  name: 'orders.find-by-id',
  text: `SELECT ${ORDER_ROW} ${FROM_ORDERS} WHERE o.merchant_id = $1 AND o.id = $2`,
};

const FIND_BY_REFERENCE = {
  name: 'orders.find-by-reference',
  text: `SELECT ${ORDER_ROW} ${FROM_ORDERS} WHERE o.merchant_id = $1 AND o.reference_id = $2`,
};

/** Two environments may have given out the same id: the merchant's current one goes first. */
const FIND_BY_GATEWAY_ORDER = {
  name: 'orders.find-by-gateway-order',
  text: `
    SELECT ${ORDER_ROW} ${FROM_ORDERS} JOIN merchants m ON m.id = o.merchant_id
    WHERE o.merchant_id = $1 AND o.environment = ANY ('{sandbox,production}')
      AND o.gateway_order_id = $2
    ORDER BY o.environment = m.environment DESC LIMIT 1`,
};

/** Of several that would tell of an acceptance, one does. Changes nothing that has a version. */
const TAKE_DOOR_ANSWER = {
  name: 'orders.take-door-answer',
  text: `
    UPDATE orders SET door_answer_due = false
    WHERE merchant_id = $1 AND id = $2 AND door_answer_due AND gateway_order_id IS NOT NULL
    RETURNING id`,
};

const FIND_BY_IDEMPOTENCY_KEY = {
  name: 'orders.find-by-idempotency-key',
  text: `SELECT ${ORDER_ROW} ${FROM_ORDERS} WHERE o.merchant_id = $1 AND o.idempotency_key = $2`,
};

const MERCHANT_ENVIRONMENT = {
  name: 'orders.merchant-environment',
  text: 'SELECT environment FROM merchants WHERE id = $1',
};

const EVENTS = {
  name: 'orders.events',
  text: `
    SELECT ${selectList(OrderEventEntity, 'e')} FROM order_events e
    WHERE e.merchant_id = $1 AND e.order_id = $2 AND e.seq > $3 ORDER BY e.seq LIMIT $4`,
};

const LAST_TRANSITION = {
  name: 'orders.last-transition',
  text: `
    SELECT ${selectList(OrderEventEntity, 'e')} FROM order_events e
    WHERE e.merchant_id = $1 AND e.order_id = $2 AND e.from_state IS DISTINCT FROM e.state
    ORDER BY e.seq DESC LIMIT 1`,
};

/** Of each state that an accepted order can have, by the index: most merchants have thousands. */
const LAST_ACCEPTED = {
  name: 'orders.last-accepted',
  text: `
    SELECT o.gateway_order_id AS "gatewayOrderId", o.payment_url AS "paymentUrl",
      o.gateway_payment_url AS "gatewayPaymentUrl"
    FROM unnest('{pending,paid,cancelled,failed,expired,error}'::text[]) AS s (name)
    CROSS JOIN LATERAL (
      SELECT o.* FROM orders o
      WHERE o.merchant_id = $1 AND o.environment = $2 AND o.state = s.name
        AND o.payment_url IS NOT NULL
      ORDER BY o.created_at DESC, o.id DESC LIMIT 1
    ) o
    ORDER BY o.created_at DESC, o.id DESC LIMIT 1`,
};

/** All SQL of the order: the row, its timeline and its open work, written together. */
@Injectable()
export class OrdersRepository {
  constructor(private readonly database: Database) {}

  /** @returns null when there is no such merchant */
  insert(order: NewOrder): Promise<InsertResult | null> {
    return this.create(INSERT, order, []);
  }

  /** Like {@link insert}, into a rejected order that was read at `version`. */
  async takeUp(order: NewOrder, version: number): Promise<InsertResult | null> {
    try {
      return await this.create(TAKE_UP, order, [version]);
    } catch (error) {
      if (!isKeyTaken(error)) throw error;
      // Another create has taken the Idempotency-Key meanwhile. The insert finds the same conflict,
      // and says so without a failure.
      return this.insert(order);
    }
  }

  /** @returns the order after the change; null when its version has moved since it was read */
  async apply({ order, set, stamp, events, check }: OrderChange): Promise<OrderRow | null> {
    const next = { ...order, ...set };
    const [row] = await this.database.query<OrderRow>(APPLY, [
      order.merchantId,
      order.id,
      order.version,
      JSON.stringify(events.map((event) => ({ ...event, id: newUuid() }))),
      next.state,
      next.rejectionCode,
      next.createAttempts,
      next.gatewayOrderId,
      next.paymentUrl,
      next.gatewayStatusCode,
      next.gatewayStatus,
      next.notFoundStreak,
      next.transactionId,
      next.transactionTime,
      next.transactionTimeRaw,
      next.attentionReason,
      next.attentionDetail,
      stamp.accepted ?? false,
      stamp.checked ?? false,
      stamp.paid ?? false,
      stamp.returned ?? false,
      check.kind,
      check.kind === 'at' ? Math.round(check.inMs) : 0,
      check.kind === 'at' ? check.priority : 0,
      check.kind === 'at' ? check.attempt : 0,
      next.gatewayPaymentUrl,
      stamp.doorAnswered ?? false,
      next.gatewayUpdateTime,
    ]);
    return row ?? null;
  }

  /** An order that has moved since stays. */
  async discard({ merchantId, id, version }: OrderRow): Promise<void> {
    await this.database.query(DISCARD, [merchantId, id, version]);
  }

  /** Back to `rejected` as it was, where a create that was certainly not sent had taken it up. */
  async giveBack({ merchantId, id, version }: OrderRow, before: OrderRow): Promise<void> {
    await this.database.query(GIVE_BACK, [
      merchantId,
      id,
      version,
      newUuid(),
      before.environment,
      before.amountMinor,
      before.description,
      before.successCallbackUrl,
      before.failureCallbackUrl,
      before.cancelCallbackUrl,
      JSON.stringify(before.metadata),
      before.idempotencyKey,
      before.requestHash,
      before.credentialFingerprint,
      before.createAttempts,
      before.rejectionCode,
    ]);
  }

  findById(merchantId: string, id: string): Promise<OrderRow | null> {
    return this.findOne(FIND_BY_ID, [merchantId, id]);
  }

  findByReference(merchantId: string, referenceId: string): Promise<OrderRow | null> {
    return this.findOne(FIND_BY_REFERENCE, [merchantId, referenceId]);
  }

  findByGatewayOrder(merchantId: string, gatewayOrderId: string): Promise<OrderRow | null> {
    return this.findOne(FIND_BY_GATEWAY_ORDER, [merchantId, gatewayOrderId]);
  }

  /** @returns whether an accepted order was still to be told of at iPay's own door */
  async takeDoorAnswer({ merchantId, id }: OrderRow): Promise<boolean> {
    return (await this.database.query(TAKE_DOOR_ANSWER, [merchantId, id])).length > 0;
  }

  findByIdempotencyKey(merchantId: string, key: string): Promise<OrderRow | null> {
    return this.findOne(FIND_BY_IDEMPOTENCY_KEY, [merchantId, key]);
  }

  async environmentOf(merchantId: string): Promise<Environment | null> {
    const [row] = await this.database.query<{ environment: Environment }>(MERCHANT_ENVIRONMENT, [
      merchantId,
    ]);
    return row?.environment ?? null;
  }

  events(merchantId: string, orderId: string, afterSeq: number, limit: number) {
    return this.database.query<OrderEventEntity>(EVENTS, [merchantId, orderId, afterSeq, limit]);
  }

  async lastTransition(merchantId: string, orderId: string): Promise<OrderEventEntity | null> {
    const [row] = await this.database.query<OrderEventEntity>(LAST_TRANSITION, [
      merchantId,
      orderId,
    ]);
    return row ?? null;
  }

  /** The newest payment page that iPay named for this merchant: the form of its addresses. */
  async lastAccepted(merchantId: string, environment: Environment): Promise<PaymentPage | null> {
    const values = [merchantId, environment];
    const [row] = await this.database.query<PaymentPage>(LAST_ACCEPTED, values);
    return row ?? null;
  }

  private async findOne(
    statement: { name: string; text: string },
    values: readonly unknown[],
  ): Promise<OrderRow | null> {
    const [row] = await this.database.query<OrderRow>(statement, values);
    return row ?? null;
  }

  private async create(
    statement: { name: string; text: string },
    { id, merchantId, terms, leaseMs, actor, requestId, byDoor }: NewOrder,
    more: readonly unknown[],
  ): Promise<InsertResult | null> {
    const urls = CALLBACK_URLS.map((field) => new URL(terms[field]));
    const [row] = await this.database.query<
      OrderRow & MerchantAtInsert & { forMerchantId: string; id: string | null }
    >(statement, [
      leaseMs,
      merchantId,
      id,
      terms.referenceId,
      terms.amountMinor,
      terms.description,
      terms.successCallbackUrl,
      terms.failureCallbackUrl,
      terms.cancelCallbackUrl,
      JSON.stringify(terms.metadata),
      terms.idempotencyKey,
      terms.requestHash,
      ...urls.map(returnHostsOf),
      urls.every(({ protocol }) => protocol === 'https:'),
      newUuid(),
      actor,
      requestId,
      byDoor,
      ...more,
    ]);
    if (!row) return null;
    return { ...row, merchantId: row.forMerchantId, order: (row.id as string | null) ? row : null };
  }
}

function isKeyTaken(error: unknown): boolean {
  return (error as { constraint?: unknown } | null)?.constraint === 'orders_idempotency_key';
}
