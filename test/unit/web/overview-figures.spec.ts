import { addressOfOrders, figuresIn } from '../../../web/console/src/pages/overview/money/figures';
import { stretchOf } from '../../../web/console/src/pages/overview/money/period';
import { parseFilters } from '../../../web/console/src/pages/orders/order-filters';
import type { Schemas } from '../../../web/console/src/api/schemas';

type Statistics = Schemas['Statistics'];
type Counts = Record<string, number>;

const STRETCH = stretchOf('today', new Date('2026-11-23T20:33:00Z').getTime());

function tally(counts: Counts) {
  return {
    count: Object.values(counts).reduce((sum, count) => sum + count, 0),
    amount: '0.00',
    states: Object.fromEntries(
      Object.entries(counts).map(([state, count]) => [state, { count, amount: '0.00' }]),
    ),
    successRate: null,
    timeToPaid: null,
  };
}

/** What the service answers: as many hours as were asked about. */
function answer(hours: number, sandbox: Counts, production: Counts = {}): Statistics {
  const buckets = Array.from({ length: hours }, (_, i) => ({
    start: new Date(STRETCH.now.from.getTime() + i * 3_600_000).toISOString(),
    ...tally(i === 0 ? sandbox : {}),
  }));
  return {
    from: '',
    to: '',
    countedAt: '',
    bucket: 'hour',
    timeZone: 'Asia/Dhaka',
    environments: [
      { environment: 'sandbox', ...tally(sandbox), merchants: [], buckets },
      { environment: 'production', ...tally(production), merchants: [], buckets: [] },
    ],
  };
}

function sandboxOf(now: Statistics, before: Statistics) {
  const [found] = figuresIn({ stretch: STRETCH, now, before });
  if (found?.environment !== 'sandbox') throw new Error('the sandbox is not the first');
  return found;
}

it('knows the hours that have been, the present one and those to come', () => {
  const { slots } = sandboxOf(answer(24, { paid: 2 }), answer(3, { paid: 5 }));
  expect(slots.map(({ now }) => now?.count)).toEqual([
    2,
    0,
    0,
    ...Array<undefined>(21).fill(undefined),
  ]);
  expect(slots.map(({ before }) => before?.count).slice(0, 4)).toEqual([5, 0, 0, undefined]);
  expect(slots.findIndex(({ isLast }) => isLast)).toBe(2);
});

it('stacks the states that there are any of, now or before, upon paid', () => {
  const figures = sandboxOf(
    answer(24, { failed: 1, paid: 1 }),
    answer(3, { pending: 1, rejected: 3 }),
  );
  expect(figures.states).toEqual(['paid', 'pending', 'failed', 'rejected']);
});

it.each([
  [{ paid: 1 }, { paid: 1 }, ['production', 'sandbox']],
  [{ paid: 1 }, {}, ['sandbox', 'production']],
  [{}, { paid: 1 }, ['production', 'sandbox']],
  [{}, {}, ['production', 'sandbox']],
])('puts real money first where there is any: %j, %j', (sandbox, production, expected) => {
  const all = figuresIn({
    stretch: STRETCH,
    now: answer(24, sandbox, production),
    before: answer(3, {}),
  });
  expect(all.map(({ environment }) => environment)).toEqual(expected);
});

it('leads from a number to its orders', () => {
  const address = addressOfOrders({ environment: 'production' }, STRETCH.now, 'failed');
  const { pathname, search } = new URL(address, 'http://console');
  expect(pathname).toBe('/console/orders');
  expect(parseFilters(search)).toEqual({
    state: ['failed'],
    environment: 'production',
    createdFrom: '2026-11-23T18:00:00.000Z',
    createdTo: '2026-11-24T18:00:00.000Z',
  });
});
