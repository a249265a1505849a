import fc from 'fast-check';
import {
  ATTENTION_REASONS,
  ORDER_STATES,
  attentionAfter,
  isEndedUnpaid,
  isOpen,
  mayBecome,
  type OrderState,
} from '../../../src/orders/order-state';

/** The drawing of `api.md`, row by row. */
const LEGAL: [OrderState, OrderState][] = [
  ['creating', 'pending'],
  ['creating', 'rejected'],
  ['pending', 'paid'],
  ['pending', 'cancelled'],
  ['pending', 'failed'],
  ['pending', 'expired'],
  ['pending', 'error'],
  ['error', 'pending'],
  ['error', 'paid'],
  ['error', 'cancelled'],
  ['error', 'failed'],
  ['error', 'expired'],
  ['cancelled', 'paid'],
  ['failed', 'paid'],
  ['expired', 'paid'],
  ['rejected', 'creating'],
];

const everyPair = ORDER_STATES.flatMap((from) =>
  ORDER_STATES.map((to) => [from, to] satisfies [OrderState, OrderState]),
);

describe('the transitions of an order', () => {
  it.each(everyPair)('%s to %s', (from, to) => {
    expect(mayBecome(from, to)).toBe(LEGAL.some(([a, b]) => a === from && b === to));
  });

  it('never leave paid', () => {
    expect(ORDER_STATES.filter((to) => mayBecome('paid', to))).toEqual([]);
  });

  it.each([
    ['creating', true, false],
    ['pending', true, false],
    ['error', true, false],
    ['paid', false, false],
    ['rejected', false, false],
    ['cancelled', false, true],
    ['failed', false, true],
    ['expired', false, true],
  ] as const)('%s is open: %s, ended unpaid: %s', (state, open, endedUnpaid) => {
    expect([isOpen(state), isEndedUnpaid(state)]).toEqual([open, endedUnpaid]);
  });
});

describe('the flag of an order', () => {
  const reason = fc.constantFrom(...ATTENTION_REASONS);
  const perhaps = fc.option(reason);

  it('is the first reason until the order is paid', () => {
    fc.assert(
      fc.property(reason, perhaps, (first, raised) => {
        expect(attentionAfter(first, raised, false)).toBe(first);
      }),
    );
  });

  it('goes when the order is paid, but for amount-mismatch', () => {
    fc.assert(
      fc.property(reason, perhaps, (first, raised) => {
        const kept = first === 'amount-mismatch' ? first : raised;
        expect(attentionAfter(first, raised, true)).toBe(kept);
      }),
    );
  });

  it('is what is raised where there was none', () => {
    fc.assert(
      fc.property(perhaps, fc.boolean(), (raised, becomesPaid) => {
        expect(attentionAfter(null, raised, becomesPaid)).toBe(raised);
      }),
    );
  });
});
