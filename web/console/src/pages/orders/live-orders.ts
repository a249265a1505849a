import type { Order } from '../../api/schemas';
import { isAmong, type OrderFilters } from './order-filters';

/** Orders by id, as the stream told of them last. */
export type OrderChanges = ReadonlyMap<string, Order>;

/** A list as it was loaded. */
export interface LoadedOrders {
  orders: readonly Order[];
  /** Older ones are not loaded, and would not be if it were loaded anew. */
  hasMore: boolean;
  /** What had been told when it was asked for. */
  told: OrderChanges;
}

/**
 * A list with what has happened since. Rows keep their places, also when they would not be in the
 * list any more; those that are new to it are only counted, be they new orders or old ones that have
 * become what the list is of.
 */
export function withChanges(
  loaded: LoadedOrders,
  changes: OrderChanges,
  filters: OrderFilters,
): { orders: Order[]; fresh: ReadonlySet<string>; arrived: number } {
  const fresh = new Set<string>();
  const orders = loaded.orders.map((order) => {
    const changed = changes.get(order.id);
    if (!changed || changed.version <= order.version) return order;
    fresh.add(order.id);
    return changed;
  });
  const shown = new Set(orders.map(({ id }) => id));
  const from = loaded.hasMore ? (orders.at(-1)?.createdAt ?? '') : '';
  // Nobody is told that a flag is resolved: the list knows better then.
  const isOutdated = (order: Order): boolean =>
    filters.attention === true && loaded.told.get(order.id) === order;
  const arrived = [...changes.values()].filter(
    (order) =>
      !shown.has(order.id) &&
      order.createdAt >= from &&
      isAmong(filters, order) &&
      !isOutdated(order),
  );
  return { orders, fresh, arrived: arrived.length };
}

/** The same with newer ones; the oldest are forgotten where there are very many. */
export function addChanges(
  changes: OrderChanges,
  newer: readonly Order[],
  most: number,
): OrderChanges {
  const added = new Map(changes);
  for (const order of newer) {
    const before = added.get(order.id);
    if (before && before.version > order.version) continue;
    added.delete(order.id);
    added.set(order.id, order);
  }
  return added.size <= most ? added : new Map([...added].slice(-most));
}
