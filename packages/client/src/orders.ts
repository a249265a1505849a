import type { Order, OrderState } from './types';

const OPEN: readonly OrderState[] = ['creating', 'pending', 'error'];

/** Whether the order has ended. Late money can still make an unpaid end `paid`. */
export function hasEnded({ state }: Pick<Order, 'state'>): boolean {
  return !OPEN.includes(state);
}

/**
 * Whether what has arrived says more than what is known. Webhooks and reads may overtake each
 * other: keep an order only where this is true.
 */
export function isNewer(
  arrived: Pick<Order, 'version'>,
  known: Pick<Order, 'version'> | null | undefined,
): boolean {
  return known == null || arrived.version > known.version;
}
