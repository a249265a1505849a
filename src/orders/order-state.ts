/** Where an order can stand. Each comment says how it gets in, and who takes it out. */
export const ORDER_STATES = [
  /** Written, and sent or about to be; in by a create. Out by iPay's answer or by looking it up. */
  'creating',
  /** iPay has accepted it and the buyer may pay. Out by a status answer. */
  'pending',
  /** Paid, says the status API. Never changes again. */
  'paid',
  /** The buyer tapped Cancel. Only late money takes it out. */
  'cancelled',
  /** Tried and failed: balance, block, limits. Only late money takes it out. */
  'failed',
  /** Nobody acted in time. Only late money takes it out. */
  'expired',
  /** iPay reports trouble of its own ("status 6"). Out by a later answer. */
  'error',
  /** iPay made nothing. A further create under the same reference takes it up again. */
  'rejected',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

const TRANSITIONS: Readonly<Record<OrderState, readonly OrderState[]>> = {
  creating: ['pending', 'rejected'],
  pending: ['paid', 'cancelled', 'failed', 'expired', 'error'],
  error: ['pending', 'paid', 'cancelled', 'failed', 'expired'],
  // Late money: the gateway has the last word.
  cancelled: ['paid'],
  failed: ['paid'],
  expired: ['paid'],
  paid: [],
  rejected: ['creating'],
};

export function mayBecome(from: OrderState, to: OrderState): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Open orders are asked about until they reach an end. */
export function isOpen(state: OrderState): boolean {
  return state === 'creating' || state === 'pending' || state === 'error';
}

/** Ended without payment; money that arrives late still makes them paid. */
export function isEndedUnpaid(state: OrderState): boolean {
  return state === 'cancelled' || state === 'failed' || state === 'expired';
}

/** Why an order changed or was looked at. */
export const CAUSES = [
  'api',
  'gateway-answer',
  'return-hint',
  'scheduled-check',
  'operator',
] as const;
export type Cause = (typeof CAUSES)[number];

/** Why an order needs a human. */
export const ATTENTION_REASONS = [
  'unrecognised-status',
  'contradictory-status',
  'amount-mismatch',
  'missing-transaction-id',
  'not-found-at-gateway',
  'gateway-error-persists',
  'creation-unresolved',
  'verification-exhausted',
] as const;
export type AttentionReason = (typeof ATTENTION_REASONS)[number];

/**
 * Which flag an order carries after a change. The first reason stays until an operator resolves it
 * or the order is paid; `amount-mismatch` only an operator clears.
 */
export function attentionAfter(
  current: AttentionReason | null,
  raised: AttentionReason | null,
  becomesPaid: boolean,
): AttentionReason | null {
  const kept = becomesPaid && current !== 'amount-mismatch' ? null : current;
  return kept ?? raised;
}
