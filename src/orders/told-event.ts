import { getMetadataArgsStorage } from 'typeorm';
import { toOrderResponse } from './dto/order.response';
import type { OrderRow } from './order-row';
import { OrderEntity } from './order.entity';

/** An event that platforms are told of, as `order_events` holds it. */
export interface ToldEvent {
  type: string;
  at: Date;
  /** `to_jsonb` of the order's row as of the event. */
  snapshot: Readonly<Record<string, unknown>>;
}

/** What platforms are told of an event, the same on every way: webhook and stream. */
export function toEventMessage({ type, at, snapshot }: ToldEvent) {
  return { type, timestamp: at, data: toOrderResponse(orderAsOf(at, snapshot)) };
}

/**
 * The order as it was at an event. A column that came later than the event reads as null. When iPay
 * was to be asked next is not part of the order's row, so nothing is said of it.
 */
function orderAsOf(at: Date, snapshot: ToldEvent['snapshot']): OrderRow {
  const fields = COLUMNS.map(({ propertyName, options }) => {
    const value = snapshot[options.name ?? propertyName] ?? null;
    return [propertyName, fromJson(value, options.type)];
  });
  const notOfTheRow = { nextCheckAt: null, checkAttempt: 0, isLeased: false, readAt: at };
  return Object.assign(Object.fromEntries(fields) as OrderEntity, notOfTheRow);
}

const COLUMNS = getMetadataArgsStorage().columns.filter(({ target }) => target === OrderEntity);

function fromJson(value: unknown, type: unknown): unknown {
  if (type === 'timestamptz' && typeof value === 'string') return new Date(value);
  if (type === 'bigint' && typeof value === 'number') return BigInt(value);
  return value;
}
