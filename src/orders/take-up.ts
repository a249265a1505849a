import type { OrderRow } from './order-row';
import { ReferenceIdUsedAtGateway } from './orders.problems';

/**
 * Whether a further create under its reference takes the order up again: iPay has made nothing of
 * it, and the reference is not somebody else's there.
 */
export function isOpenToTakeUp({
  state,
  rejectionCode,
}: Pick<OrderRow, 'state' | 'rejectionCode'>): boolean {
  return state === 'rejected' && rejectionCode !== ReferenceIdUsedAtGateway.code;
}
