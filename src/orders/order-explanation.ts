import type { OrderRow } from './order-row';
import type { AttentionReason, OrderState } from './order-state';
import { isOpenToTakeUp } from './take-up';

/** Why an order stands where it stands, for an operator at two in the morning. */
export interface Explanation {
  /** One sentence. */
  summary: string;
  /** What would change the state. */
  wouldChange: string[];
  /** Who may do something, and what. */
  mayAct: { who: 'buyer' | 'operator' | 'platform' | 'ipay'; what: string }[];
}

const SUMMARIES: Readonly<Record<OrderState, string>> = {
  creating: 'The order was sent to iPay, or was about to be, and there is no certain answer yet.',
  pending: 'iPay has accepted the order and the buyer has not paid yet.',
  paid: 'iPay says that the order is paid. This never changes again.',
  cancelled: 'The buyer cancelled the payment at iPay.',
  failed: 'The payment was tried and failed at iPay.',
  expired: 'Nobody paid in time, says iPay.',
  error: 'iPay reports technical trouble of its own with this order.',
  rejected: 'iPay made nothing of this order.',
};

const WOULD_CHANGE: Readonly<Record<OrderState, string[]>> = {
  creating: [
    'iPay shows the order under its reference: it becomes pending',
    'iPay does not know it: the same create is sent again',
    'iPay refuses the create: it becomes rejected',
  ],
  pending: ['a status answer of iPay that says paid, cancelled, failed, expired or trouble'],
  paid: [],
  cancelled: ['a status answer of iPay that says paid after all'],
  failed: ['a status answer of iPay that says paid after all'],
  expired: ['a status answer of iPay that says paid after all'],
  error: ['the next status answer of iPay that says anything but trouble'],
  rejected: ['a further create under the same reference takes it up again'],
};

const ADVICE: Readonly<Record<AttentionReason, string>> = {
  'unrecognised-status':
    'iPay answered with a status that is not in the table: ask iPay what it means, complete IPAY_STATUS_CODES, resolve',
  'contradictory-status':
    "iPay's answers contradict each other: ask iPay which one holds, then resolve",
  'amount-mismatch':
    'iPay names another amount than ours: compare with the transaction at iPay before anything ships, then resolve',
  'missing-transaction-id':
    'iPay says paid without a transaction: ask iPay for its id, then resolve',
  'not-found-at-gateway': 'iPay says it knows no such order: ask iPay, then resolve',
  'gateway-error-persists':
    "iPay's trouble with this order does not end: contact iPay, then resolve",
  'creation-unresolved':
    'it could not be found out whether iPay took the create: check the key and iPay, then resolve',
  'verification-exhausted':
    'iPay was asked to the end of the schedule: ask iPay once more, then resolve',
};

export function explain(order: OrderRow): Explanation {
  return {
    summary: SUMMARIES[order.state],
    wouldChange:
      order.state === 'rejected' && !isOpenToTakeUp(order) ? [] : WOULD_CHANGE[order.state],
    mayAct: [...actorsOf(order)],
  };
}

function* actorsOf(order: OrderRow): Generator<Explanation['mayAct'][number]> {
  if (order.state === 'pending') yield { who: 'buyer', what: 'pay or cancel on the payment page' };
  if (order.state === 'rejected') {
    const what = isOpenToTakeUp(order)
      ? 'create again, corrected or not'
      : 'create under another reference: iPay has an order of somebody else under this one';
    yield { who: 'platform', what };
  }
  if (order.state !== 'paid' && order.state !== 'rejected') {
    yield { who: 'operator', what: 'ask iPay now (verify)' };
  }
  if (order.attentionReason) {
    yield { who: 'operator', what: ADVICE[order.attentionReason] };
  }
  if (order.state === 'error') yield { who: 'ipay', what: 'repair its order' };
}
