import fc from 'fast-check';
import { IPAY_STATES, type IpayState } from '../../../src/config/config';
import type { Reading } from '../../../src/gateway';
import { judgeReading } from '../../../src/orders/answer-verdict';
import { ORDER_STATES, mayBecome, type OrderState } from '../../../src/orders/order-state';

function says(state: IpayState, missingTransactionId = false): Reading {
  return {
    kind: 'state',
    state,
    transactionId: state === 'paid' && !missingTransactionId ? '23I2-12345678' : null,
    transactionTime: null,
    transactionTimeRaw: null,
    missingTransactionId,
  };
}

const FLAGS = ['unrecognised-status', 'contradictory-status', 'amount-mismatch'] as const;
const undecided = (flag: (typeof FLAGS)[number]): Reading => ({
  kind: 'undecided',
  flag,
  detail: 'odd',
});
const NOT_OURS: Reading = { kind: 'not-ours', detail: "somebody else's" };

/** What each state walks through for each thing iPay can say. */
const WALKS: Record<OrderState, Record<IpayState, OrderState[]>> = {
  creating: {
    created: ['pending'],
    paid: ['pending', 'paid'],
    cancelled: ['pending', 'cancelled'],
    failed: ['pending', 'failed'],
    expired: ['pending', 'expired'],
    error: ['pending', 'error'],
  },
  pending: {
    created: [],
    paid: ['paid'],
    cancelled: ['cancelled'],
    failed: ['failed'],
    expired: ['expired'],
    error: ['error'],
  },
  error: {
    created: ['pending'],
    paid: ['paid'],
    cancelled: ['cancelled'],
    failed: ['failed'],
    expired: ['expired'],
    error: [],
  },
  cancelled: { created: [], paid: ['paid'], cancelled: [], failed: [], expired: [], error: [] },
  failed: { created: [], paid: ['paid'], cancelled: [], failed: [], expired: [], error: [] },
  expired: { created: [], paid: ['paid'], cancelled: [], failed: [], expired: [], error: [] },
  paid: { created: [], paid: [], cancelled: [], failed: [], expired: [], error: [] },
  rejected: { created: [], paid: [], cancelled: [], failed: [], expired: [], error: [] },
};

const everyCase = ORDER_STATES.flatMap((state) =>
  IPAY_STATES.map((said) => [state, said] satisfies [OrderState, IpayState]),
);

describe('what a status answer means', () => {
  it.each(everyCase)('%s, and iPay says %s', (state, said) => {
    const verdict = judgeReading(state, says(said));
    expect(verdict.steps).toEqual(WALKS[state][said]);
    const contradicts = state === 'paid' && said !== 'paid';
    expect(verdict.raised?.reason ?? null).toBe(contradicts ? 'contradictory-status' : null);
  });

  it.each(['creating', 'pending', 'error', 'cancelled', 'failed', 'expired'] as const)(
    '%s, and iPay says paid without a transaction: paid and flagged',
    (state) => {
      const verdict = judgeReading(state, says('paid', true));
      expect(verdict.steps.at(-1)).toBe('paid');
      expect(verdict.raised?.reason).toBe('missing-transaction-id');
    },
  );

  it.each(ORDER_STATES.flatMap((state) => FLAGS.map((flag) => [state, flag] as const)))(
    '%s, and the answer is undecided (%s): flagged, never an end',
    (state, flag) => {
      const verdict = judgeReading(state, undecided(flag));
      // It is there under our reference, so the create has worked; not so with another amount.
      const adopts = state === 'creating' && flag !== 'amount-mismatch';
      expect(verdict.steps).toEqual(adopts ? ['pending'] : []);
      expect(verdict.raised?.reason).toBe(flag);
    },
  );

  it.each(ORDER_STATES)("%s, and the answer is another order's: nothing at all", (state) => {
    expect(judgeReading(state, NOT_OURS)).toMatchObject({ steps: [], raised: null });
  });

  const state = fc.constantFrom(...ORDER_STATES);
  const reading: fc.Arbitrary<Reading> = fc.oneof(
    fc.tuple(fc.constantFrom(...IPAY_STATES), fc.boolean()).map(([said, missing]) => {
      return says(said, missing && said === 'paid');
    }),
    fc.constantFrom(...FLAGS).map(undecided),
    fc.constant(NOT_OURS),
  );

  it('walks legal transitions only, to paid only by a paid answer, and never out of paid', () => {
    fc.assert(
      fc.property(state, fc.array(reading, { maxLength: 12 }), (start, answers) => {
        let current = start;
        for (const answer of answers) {
          const { steps } = judgeReading(current, answer);
          for (const next of steps) {
            expect([current, next, mayBecome(current, next)]).toEqual([current, next, true]);
            if (next === 'paid') expect(answer).toMatchObject({ kind: 'state', state: 'paid' });
            current = next;
          }
        }
        if (start === 'paid') expect(current).toBe('paid');
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends paid whenever any answer said so, whatever came before and after', () => {
    const start = fc.constantFrom(...ORDER_STATES.filter((name) => name !== 'rejected'));
    fc.assert(
      fc.property(start, fc.array(reading), fc.array(reading), (from, before, after) => {
        const end = [...before, says('paid'), ...after].reduce<OrderState>(
          (current, answer) => judgeReading(current, answer).steps.at(-1) ?? current,
          from,
        );
        expect(end).toBe('paid');
      }),
    );
  });
});
