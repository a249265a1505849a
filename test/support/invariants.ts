import { TypeID } from 'typeid-js';
import type { LedgerView, Sandbox } from '../../src/sandbox/server';

type Sql = (text: string, values?: unknown[]) => Promise<any[]>;

/** What a checker looks at: our side by SQL, iPay's side by its own ledger. */
export interface Books {
  sql: Sql;
  sandbox: Pick<Sandbox, 'ledger' | 'merchants'>;
  /** Our merchants with the keys that iPay knows them by. */
  merchants: readonly { id: string; apiKey: string }[];
}

/** A door to the service, and a token that may see one merchant only. */
export interface Visitor {
  url: string;
  merchant: string;
  token: string;
}

interface OurOrder {
  merchant: string;
  id: string;
  reference: string;
  version: number;
  state: string;
  /** Poisha, in digits. */
  amount: string;
  gatewayOrder: string | null;
  transaction: string | null;
  paidAt: string | null;
  events: OurEvent[];
}

interface OurEvent {
  seq: number;
  from: string | null;
  state: string;
}

/**
 * The invariants of `quality.md`, looked at from outside: nothing here is shared with the service.
 * One checker accompanies one world, because it remembers what was paid when it last looked.
 */
export class InvariantChecker {
  private readonly paidBefore = new Map<string, string>();

  constructor(private readonly books: Books) {}

  /**
   * What is not as it must be, a sentence each.
   * @param settled faults have stopped and every question has been asked: what is paid there must
   *   be paid here
   */
  async violations({ settled = false } = {}): Promise<string[]> {
    const { sql, sandbox } = this.books;
    // The world goes on meanwhile: what is paid here was paid there before, and what is known there
    // was written here before.
    const orders = (await sql(ORDERS)) as OurOrder[];
    const ledger = sandbox.ledger();
    const known = new Set((await sql(REFERENCES)).map(({ name }) => name as string));
    return [
      ...(await this.uniqueness()),
      ...this.againstTheLedger(orders, ledger, known, settled),
      ...this.paidStaysPaid(orders),
      ...(await this.openWork()),
      ...(await this.strayEvents()),
      ...orders.flatMap(timeline),
    ];
  }

  /** What a visitor sees of merchants that are not its own. */
  async leaks(visitor: Visitor): Promise<string[]> {
    const own = uuidOf(visitor.merchant);
    const look = async (path: string) => {
      const answer = await fetch(new URL(path, visitor.url), {
        headers: { authorization: `Bearer ${visitor.token}` },
      });
      return { status: answer.status, text: await answer.text() };
    };
    const foreign = (await this.books.sql(
      `SELECT merchant_id AS merchant, id, reference_id AS reference FROM orders
       WHERE merchant_id <> $1`,
      [own],
    )) as OurOrder[];
    const found: string[] = [];
    for (const order of foreign) {
      const id = typed('ord', order.id);
      const reference = encodeURIComponent(order.reference);
      const theirs = `/v1/merchants/${typed('mrc', order.merchant)}/orders`;
      const ours = `/v1/merchants/${visitor.merchant}/orders`;
      for (const path of [
        `${theirs}/${id}`,
        `${theirs}/${id}/events`,
        `${theirs}/${id}/explain`,
        `${theirs}/by-reference/${reference}`,
        theirs,
        `${ours}/${id}`,
        `${ours}/${id}/events`,
      ]) {
        const { status } = await look(path);
        if (status !== 404) found.push(`tenants: ${path} answers ${status} to another merchant`);
      }
      const { text } = await look(`/v1/orders?referenceId=${reference}`);
      if (text.includes(id)) found.push(`tenants: ${id} is in another merchant's list`);
    }
    return found;
  }

  private async uniqueness(): Promise<string[]> {
    const found: string[] = [];
    for (const { name, count } of await this.books.sql(
      `SELECT merchant_id || ' ' || reference_id AS name, count(*) FROM orders
       GROUP BY 1 HAVING count(*) > 1`,
    )) {
      found.push(`one order per reference: ${name} has ${count}`);
    }
    for (const { name, count } of await this.books.sql(
      `SELECT merchant_id || ' ' || gateway_order_id AS name, count(*) FROM orders
       WHERE gateway_order_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1`,
    )) {
      found.push(`one gateway order per order: ${name} belongs to ${count} orders`);
    }
    return found;
  }

  private againstTheLedger(
    orders: readonly OurOrder[],
    ledger: LedgerView,
    known: ReadonlySet<string>,
    settled: boolean,
  ): string[] {
    const { sandbox, merchants } = this.books;
    const ours = new Map(
      sandbox.merchants().map(({ id, apiKey }) => {
        const merchant = merchants.find((candidate) => candidate.apiKey === apiKey);
        return [id, merchant ? uuidOf(merchant.id) : `nobody (${id})`];
      }),
    );
    const nameOf = (entry: { merchantId: string; referenceId: string }): string =>
      `${ours.get(entry.merchantId) ?? entry.merchantId} ${entry.referenceId}`;
    const found: string[] = [];

    const accepted = new Map<string, string[]>();
    const paid = new Map<string, { amount: number; transactionId: string | null }>();
    for (const entry of ledger.entries) {
      const name = nameOf(entry);
      if (entry.kind === 'order-accepted') {
        accepted.set(name, [...(accepted.get(name) ?? []), entry.orderId]);
      }
      if (entry.kind === 'payment') paid.set(`${name} ${entry.orderId}`, entry);
    }
    for (const [name, ids] of accepted) {
      if (ids.length > 1) found.push(`one gateway order per order: ${name} has ${ids.join()}`);
      if (!known.has(name)) found.push(`write first: iPay knows ${name}, Postgres does not`);
    }

    const theirs = new Map(ledger.orders.map((order) => [order.orderId, order]));
    for (const order of orders) {
      const name = `${order.merchant} ${order.reference}`;
      const payment = paid.get(`${name} ${String(order.gatewayOrder)}`);
      if (order.gatewayOrder !== null) {
        const there = theirs.get(order.gatewayOrder);
        if (!there || nameOf(there) !== name) {
          found.push(`one gateway order per order: ${name} is not ${order.gatewayOrder} there`);
        } else if (poisha(there.amount) !== order.amount) {
          found.push(`amounts: ${name} is ${order.amount} here, ${poisha(there.amount)} there`);
        }
      }
      if (order.state === 'paid') {
        if (!payment) found.push(`paid here, so paid there: ${name} is not`);
        else if (poisha(payment.amount) !== order.amount) {
          found.push(`paid here, so paid there: ${name} with ${payment.amount}`);
        } else if (order.transaction !== null && order.transaction !== payment.transactionId) {
          found.push(`paid here, so paid there: ${name} by another transaction`);
        }
      } else if (settled && [...paid.keys()].some((key) => key.startsWith(`${name} `))) {
        found.push(`paid there, so paid here: ${name} is ${order.state}`);
      }
    }
    return found;
  }

  private paidStaysPaid(orders: readonly OurOrder[]): string[] {
    const found: string[] = [];
    const now = new Map(orders.map((order) => [order.id, order]));
    for (const { id, events } of orders) {
      for (const { seq, from, state } of events) {
        if (from === 'paid' && state !== 'paid') {
          found.push(`paid never changes: ${id} became ${state} in row ${seq}`);
        }
        if (state === 'paid' && !this.paidBefore.has(id)) this.paidBefore.set(id, '');
      }
    }
    for (const [id, before] of this.paidBefore) {
      const order = now.get(id);
      const terms = [order?.amount, order?.gatewayOrder, order?.transaction, order?.paidAt].join();
      if (order?.state !== 'paid') {
        found.push(`paid never changes: ${id} is ${order?.state ?? 'gone'}`);
      } else if (before !== '' && before !== terms) {
        found.push(`paid never changes: ${id} was ${before} and is ${terms}`);
      } else {
        this.paidBefore.set(id, terms);
      }
    }
    return found;
  }

  private async strayEvents(): Promise<string[]> {
    const strays = await this.books.sql(
      `SELECT DISTINCT order_id AS id FROM order_events e WHERE NOT EXISTS (
         SELECT FROM orders o WHERE o.merchant_id = e.merchant_id AND o.id = e.order_id)`,
    );
    return strays.map(({ id }) => `timeline: ${id} has rows and no order`);
  }

  private async openWork(): Promise<string[]> {
    const found: string[] = [];
    for (const { id, state } of await this.books.sql(
      `SELECT o.id, o.state FROM orders o
       LEFT JOIN order_checks c ON c.merchant_id = o.merchant_id AND c.order_id = o.id
       WHERE o.state IN ('creating', 'pending', 'error') AND c.order_id IS NULL
         AND o.attention_reason IS NULL`,
    )) {
      found.push(`open work: ${id} is ${state} and nobody will ask about it`);
    }
    for (const { id, late } of await this.books.sql(
      `SELECT order_id AS id, now() - next_at AS late FROM order_checks
       WHERE next_at < now() - interval '1 minute'`,
    )) {
      found.push(`open work: the check of ${id} is overdue by ${JSON.stringify(late)}`);
    }
    for (const { id, state } of await this.books.sql(
      `SELECT c.order_id AS id, o.state FROM order_checks c
       LEFT JOIN orders o ON o.merchant_id = c.merchant_id AND o.id = c.order_id
       WHERE o.id IS NULL OR o.state = 'rejected'`,
    )) {
      found.push(`open work: ${id} is ${state ?? 'gone'} and has a check`);
    }
    return found;
  }
}

/** Every change has exactly one row, and each row takes up where the last one ended. */
function timeline({ id, version, state, events }: OurOrder): string[] {
  const found: string[] = [];
  const seqs = events.map(({ seq }) => seq);
  if (seqs.length !== version || seqs.some((seq, i) => seq !== i + 1)) {
    found.push(`timeline: ${id} has version ${version} and rows ${seqs.join()}`);
  }
  let before: string | null = null;
  for (const event of events) {
    if (event.from !== before) {
      found.push(`timeline: row ${event.seq} of ${id} goes on from ${event.from ?? 'nothing'}`);
    }
    before = event.state;
  }
  if (before !== state) {
    found.push(`timeline: ${id} is ${state}, its last row says ${before ?? 'nothing'}`);
  }
  return found;
}

/** In one statement, so that a change between two readings is not taken for a fault. */
const ORDERS = `
  SELECT merchant_id AS merchant, id, reference_id AS reference, version, state,
    amount_minor::text AS amount, gateway_order_id AS "gatewayOrder",
    transaction_id AS transaction, paid_at::text AS "paidAt",
    COALESCE((
      SELECT json_agg(json_build_object('seq', e.seq, 'from', e.from_state, 'state', e.state)
        ORDER BY e.seq)
      FROM order_events e WHERE e.merchant_id = o.merchant_id AND e.order_id = o.id
    ), '[]') AS events
  FROM orders o`;

const REFERENCES = `SELECT merchant_id || ' ' || reference_id AS name FROM orders`;

/** iPay's amounts are taka as a JSON number. */
function poisha(taka: number): string {
  return String(Math.round(taka * 100));
}

function uuidOf(id: string): string {
  return TypeID.fromString(id).toUUID();
}

function typed(prefix: string, uuid: string): string {
  return TypeID.fromUUID(prefix, uuid).toString();
}
