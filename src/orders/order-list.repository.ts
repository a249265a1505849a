import { Injectable } from '@nestjs/common';
import { ENVIRONMENTS, type Environment } from '../config/environment';
import { Conditions, isGiven } from '../database/conditions';
import { Database } from '../database/database';
import { Replica } from '../database/replica';
import type { KeysetCursor } from '../http/page';
import { ORDER_ROW, type OrderRow } from './order-row';
import { ORDER_STATES, type OrderState } from './order-state';

export interface OrderFilters {
  /** Null: every merchant. */
  merchantIds: readonly string[] | null;
  states?: readonly OrderState[];
  environment?: Environment;
  referenceId?: string;
  gatewayOrderId?: string;
  transactionId?: string;
  attention?: boolean;
  createdFrom?: Date;
  createdTo?: Date;
}

export type ListedOrder = OrderRow & {
  createdAtMicros: bigint;
  /** Whoever answered has the order that the page before ended with. */
  knowsCursor: boolean;
};

/** So many merchants are looked up one by one; the orders of more are picked out of all. */
const MERCHANTS_ONE_BY_ONE = 100;

const NEWEST_FIRST = 'ORDER BY o.created_at DESC, o.id DESC';

/** Lists orders, newest first, at the same cost whatever is asked for and however many there are. */
@Injectable()
export class OrderListRepository {
  constructor(
    private readonly database: Database,
    private readonly replica: Replica,
  ) {}

  /**
   * One row more than `limit` where there is a next page. By exact filters from the primary, else it
   * may be a little behind.
   */
  async list(
    filters: OrderFilters,
    { limit, after }: { limit: number; after: KeysetCursor | null },
  ): Promise<ListedOrder[]> {
    const keysOf = areFew(filters) ? keysOfFew : keysByState;
    const { name, keys, knowsCursor, values } = keysOf(filters, after, limit + 1);
    const statement = {
      name: `orders.list:${name}`,
      text: `
        WITH page AS (${keys})
        SELECT ${ORDER_ROW}, ${knowsCursor} AS "knowsCursor",
          (extract(epoch FROM o.created_at) * 1000000)::bigint AS "createdAtMicros"
        FROM page JOIN orders o ON o.merchant_id = page.merchant_id AND o.id = page.id
        LEFT JOIN order_checks c ON c.merchant_id = o.merchant_id AND c.order_id = o.id
        ${NEWEST_FIRST}`,
    };
    if (!isExact(filters)) {
      const rows = await this.replica.query<ListedOrder>(statement, values);
      // One that has yet to hear of the page before would leave out what lies between.
      if (!after || rows[0]?.knowsCursor) return rows;
    }
    return this.database.query<ListedOrder>(statement, values);
  }
}

/** Which orders are on a page: their keys. */
interface PageKeys {
  /** Tells the statement from the others. */
  name: string;
  keys: string;
  /** Whether the order is there that the page before ended with. */
  knowsCursor: string;
  values: unknown[];
}

/** An index leads to them, however many others there are. */
function areFew(filters: OrderFilters): boolean {
  return filters.attention === true || isExact(filters);
}

function isExact({ referenceId, gatewayOrderId, transactionId }: OrderFilters): boolean {
  return [referenceId, gatewayOrderId, transactionId].some(isGiven);
}

/** All of them, sorted. */
function keysOfFew(filters: OrderFilters, after: KeysetCursor | null, limit: number): PageKeys {
  const where = new Conditions();
  where.add('m', (p) => `o.merchant_id = ANY (${p}::uuid[])`, filters.merchantIds);
  where.add('e', (p) => `o.environment = ${p}`, filters.environment);
  where.add('s', (p) => `o.state = ANY (${p}::text[])`, filters.states);
  where.add('r', (p) => `o.reference_id = ${p}`, filters.referenceId);
  where.add('g', (p) => `o.gateway_order_id = ${p}`, filters.gatewayOrderId);
  where.add('t', (p) => `o.transaction_id = ${p}`, filters.transactionId);
  const knowsCursor = addCommon(where, filters, after);
  const last = where.value(limit);
  return {
    name: where.name,
    keys: `
      SELECT o.merchant_id, o.id FROM orders o WHERE ${where.sql} ${NEWEST_FIRST} LIMIT ${last}`,
    knowsCursor,
    values: where.values,
  };
}

/**
 * The newest of each state in each environment, and out of these the newest: every condition is a
 * range of an index, so that looking for the one order in `error` among millions reads one row.
 */
function keysByState(filters: OrderFilters, after: KeysetCursor | null, limit: number): PageKeys {
  const { merchantIds } = filters;
  const where = new Conditions();
  const environments = where.value(filters.environment ? [filters.environment] : ENVIRONMENTS);
  const states = where.value([...new Set(filters.states ?? ORDER_STATES)]);
  const isOneByOne = merchantIds !== null && merchantIds.length <= MERCHANTS_ONE_BY_ONE;
  let merchants = '';
  if (isOneByOne) {
    merchants = `CROSS JOIN unnest(${where.value(merchantIds)}::uuid[]) AS m (id)`;
    where.always('m', 'o.merchant_id = m.id');
  } else {
    where.add('ms', (p) => `o.merchant_id = ANY (${p}::uuid[])`, merchantIds);
  }
  where.always('s', 'o.environment = e.name AND o.state = s.name');
  const knowsCursor = addCommon(where, filters, after);
  const last = where.value(limit);
  return {
    name: where.name,
    keys: `
      SELECT o.merchant_id, o.id
      FROM unnest(${environments}::text[]) AS e (name)
      CROSS JOIN unnest(${states}::text[]) AS s (name) ${merchants}
      CROSS JOIN LATERAL (
        SELECT o.merchant_id, o.id, o.created_at FROM orders o
        WHERE ${where.sql} ${NEWEST_FIRST} LIMIT ${last}
      ) o
      ${NEWEST_FIRST} LIMIT ${last}`,
    knowsCursor,
    values: where.values,
  };
}

/** @returns whether the order is there that the page before ended with */
function addCommon(where: Conditions, filters: OrderFilters, after: KeysetCursor | null): string {
  where.add('f', (p) => `o.created_at >= ${p}`, filters.createdFrom);
  where.add('u', (p) => `o.created_at < ${p}`, filters.createdTo);
  if (filters.attention === true) where.always('a', 'o.attention_reason IS NOT NULL');
  if (filters.attention === false) where.always('na', 'o.attention_reason IS NULL');
  if (!after) return 'true';
  const micros = where.value(after.createdAtMicros);
  const id = where.value(after.id);
  const cursor = `(timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond', ${id}::uuid)`;
  where.always('p', `(o.created_at, o.id) < ${cursor}`);
  return `EXISTS (
    SELECT FROM orders last
    WHERE last.environment = ANY ('{${ENVIRONMENTS.join()}}')
      AND last.state = ANY ('{${ORDER_STATES.join()}}')
      AND (last.created_at, last.id) = ${cursor})`;
}
