/**
 * The six states of an order at iPay, in the order of its documentation, and how the sandbox says
 * them. The documentation at hand has lost the numbers but for 200 (paid) and "status 6", so both
 * plausible families are spoken and the service under test can be tried against either.
 */

export const ORDER_STATES = ['created', 'paid', 'cancelled', 'failed', 'expired', 'error'] as const;

export type OrderState = (typeof ORDER_STATES)[number];

export const CODE_FAMILIES = ['hundred', 'ordinal'] as const;

/** `hundred`: 100, 200 … 600 (200 is paid in iPay's own sample). `ordinal`: 1, 2 … 6. */
export type CodeFamily = (typeof CODE_FAMILIES)[number];

const LABELS: Record<OrderState, string> = {
  created: 'Order created',
  paid: 'Successfully paid',
  cancelled: 'Cancelled by member',
  failed: 'Payment failed',
  expired: 'Order expired',
  error: 'Internal technical error, contact iPay',
};

export function labelOf(state: OrderState): string {
  return LABELS[state];
}

export function codeOf(state: OrderState, family: CodeFamily): number {
  const ordinal = ORDER_STATES.indexOf(state) + 1;
  return family === 'hundred' ? ordinal * 100 : ordinal;
}
