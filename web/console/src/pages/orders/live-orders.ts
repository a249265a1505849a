import type { Order } from '../../api/schemas';
import { isAmong, type OrderFilters } from './order-filters';

/** Orders by id, as the stream told of them last. */
export type OrderChanges = ReadonlyMap<string, Order>;

/**
 * A list as it was loaded, with what has happened since. Rows keep their places, also when they
 * would not be in the list any more; those that are new to it are only counted.
 */
export function withChanges(
  loaded: readonly Order[],
  changes: OrderChanges,
  filters: OrderFilters,
): { orders: Order[]; fresh: ReadonlySet<string>; arrived: number } {
  const fresh = new Set<string>();
  const orders = loaded.map((order) => {
    const changed = changes.get(order.id);
    if (!changed || changed.version <= order.version) return order;
    fresh.add(order.id);
    return changed;
  });
  const shown = new Set(loaded.map(({ id }) => id));
  const newest = loaded[0]?.createdAt ?? '';
  const arrived = [...changes.values()].filter(
    (order) => !shown.has(order.id) && order.createdAt >= newest && isAmong(filters, order),
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
