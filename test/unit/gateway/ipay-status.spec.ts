import fc from 'fast-check';
import { IPAY_STATES, type IpayState } from '../../../src/config/config';
import {
  amountAgrees,
  parseTransactionTime,
  readStatus,
  statusTable,
  type Reading,
  type StatusAnswer,
} from '../../../src/gateway/ipay-status';

const INFERRED = statusTable(null);
const OFFICIAL_CODES: Record<IpayState, number[]> = {
  created: [10],
  paid: [20, 21],
  cancelled: [30],
  failed: [40],
  expired: [50],
  error: [60],
};
const OFFICIAL = statusTable(OFFICIAL_CODES);

const ours = { gatewayOrderId: 'IPAY-1234', referenceId: 'abcd1234', amountMinor: 12_000n };

function answer(over: Partial<StatusAnswer> = {}): StatusAnswer {
  return {
    statusCode: 200,
    status: 'Successfully paid',
    orderId: 'IPAY-1234',
    referenceId: 'abcd1234',
    transactionId: '23I2-12345678',
    transactionTime: '18 Sep 2017 12:33:39.749 BDT',
    updateTime: null,
    orderAmount: undefined,
    ...over,
  };
}

/** A reading in one word: the state, the flag, or not-ours. */
function word(reading: Reading): string {
  if (reading.kind === 'state') return reading.state;
  return reading.kind === 'undecided' ? reading.flag : reading.kind;
}

describe('the status table', () => {
  it('has every code of iPay’s six states, certain only where its documentation is', () => {
    const rows = [...INFERRED].map(([code, { state, certain }]) => [code, state, certain]);
    expect(rows).toEqual([
      [1, 'created', false],
      [100, 'created', false],
      [102, 'created', false],
      [2, 'paid', false],
      [200, 'paid', true],
      [3, 'cancelled', false],
      [300, 'cancelled', false],
      [4, 'failed', false],
      [400, 'failed', false],
      [5, 'expired', false],
      [500, 'expired', false],
      [6, 'error', true],
      [600, 'error', false],
    ]);
  });

  it('is the operator’s alone once there is one, every code of it certain', () => {
    expect([...OFFICIAL.keys()]).toEqual([10, 20, 21, 30, 40, 50, 60]);
    expect([...OFFICIAL.values()].every(({ certain }) => certain)).toBe(true);
    expect(word(readStatus(answer(), ours, OFFICIAL))).toBe('unrecognised-status');
  });
});

/** Each label of the grid: the ends it names, and whether it says unpaid. */
const LABELS: [label: string, ends: IpayState[], unpaid?: 'unpaid'][] = [
  ['', []],
  ['Order placed', []],
  ['Payment in progress', []],
  ['prepaid', []],
  ['Repaid', []],
  ['Successfully paid', ['paid']],
  ['PAID', ['paid']],
  ['order_paid', ['paid']],
  ['paid.', ['paid']],
  ['unpaid', [], 'unpaid'],
  ['Unpaid by member', [], 'unpaid'],
  ['Not paid', [], 'unpaid'],
  ['NOT_PAID', [], 'unpaid'],
  ['un-paid', [], 'unpaid'],
  ['notPaid', [], 'unpaid'],
  ['not yet paid', [], 'unpaid'],
  ['has not been paid', [], 'unpaid'],
  ['hasn’t been paid', [], 'unpaid'],
  ['Cancelled by member', ['cancelled']],
  ['canceled', ['cancelled']],
  ['Cancellation', ['cancelled']],
  ['Failed: insufficient balance', ['failed']],
  ['Failure', ['failed']],
  ['Expired', ['expired']],
  ['Expired unpaid', ['expired'], 'unpaid'],
  ['Cancelled or expired', ['cancelled', 'expired']],
  ['Paid, then cancelled', ['paid', 'cancelled']],
];

/** The rule in a second form: what the answer is read as, for a code that means `state`. */
function ruled(state: IpayState, certain: boolean, ends: IpayState[], unpaid: boolean): string {
  const others = ends.filter((end) => end !== state);
  const veto: Record<IpayState, boolean> = {
    created: ends.includes('paid'),
    error: ends.includes('paid'),
    paid: unpaid || others.length > 0,
    cancelled: others.length > 0,
    failed: others.length > 0,
    expired: others.length > 0,
  };
  if (veto[state]) return 'contradictory-status';
  if (state === 'created' || state === 'error' || certain) return state;
  return ends.includes(state) ? state : 'unrecognised-status';
}

describe.each([
  ['inferred', INFERRED],
  ['official', OFFICIAL],
])('every code × every label, %s table', (_, table) => {
  const grid = [...table].flatMap(([code, { state, certain }]) =>
    LABELS.map(
      ([label, ends, unpaid]) =>
        [code, label, ruled(state, certain, ends, unpaid === 'unpaid')] as const,
    ),
  );

  it.each(grid)('%p with %p is %s', (statusCode, status, expected) => {
    expect(word(readStatus(answer({ statusCode, status }), ours, table))).toBe(expected);
  });
});

describe('readStatus', () => {
  it.each([0, -1, 7, 101, 201, 404, 999_999_999])('lets code %p decide nothing', (statusCode) => {
    const reading = readStatus(answer({ statusCode }), ours, INFERRED);
    expect(word(reading)).toBe('unrecognised-status');
  });

  it.each<[string, Partial<StatusAnswer>, string]>([
    ['both ids ours', {}, 'paid'],
    ['the order id alone', { referenceId: null }, 'paid'],
    ['the reference alone', { orderId: null }, 'paid'],
    ['no id at all', { orderId: null, referenceId: null }, 'not-ours'],
    ['another order id', { orderId: 'IPAY-1235' }, 'not-ours'],
    ['another reference', { referenceId: 'ABCD1234' }, 'not-ours'],
    ['another reference alone', { orderId: null, referenceId: 'x' }, 'not-ours'],
    ['an empty order id', { orderId: '' }, 'not-ours'],
  ])('with %s', (_, over, expected) => {
    expect(word(readStatus(answer(over), ours, INFERRED))).toBe(expected);
  });

  it('goes by the reference while the order id is not known', () => {
    const unknown = { ...ours, gatewayOrderId: null };
    expect(word(readStatus(answer(), unknown, INFERRED))).toBe('paid');
    expect(word(readStatus(answer({ referenceId: null }), unknown, INFERRED))).toBe('not-ours');
    expect(word(readStatus(answer({ referenceId: 'x' }), unknown, INFERRED))).toBe('not-ours');
  });

  it('tells nothing of the stranger’s order', () => {
    const reading = readStatus(answer({ orderId: 'IPAY-9999' }), ours, INFERRED);
    expect(JSON.stringify(reading)).not.toContain('IPAY-9999');
  });

  it.each<[unknown, string]>([
    [undefined, 'paid'],
    [null, 'paid'],
    [120, 'paid'],
    ['120.00', 'paid'],
    [120.01, 'amount-mismatch'],
    [12_000, 'amount-mismatch'],
    [0, 'amount-mismatch'],
    [-120, 'amount-mismatch'],
    ['1,20', 'amount-mismatch'],
    ['', 'amount-mismatch'],
    [false, 'amount-mismatch'],
    [{ amount: 120 }, 'amount-mismatch'],
  ])('paid with orderAmount %p is %s', (orderAmount, expected) => {
    expect(word(readStatus(answer({ orderAmount }), ours, INFERRED))).toBe(expected);
    expect(amountAgrees(answer({ orderAmount }), ours.amountMinor)).toBe(expected === 'paid');
  });

  it('asks nothing of the amount but for paid', () => {
    const expired = answer({ statusCode: 5, status: 'Expired', orderAmount: 1 });
    expect(word(readStatus(expired, ours, INFERRED))).toBe('expired');
  });

  it('gives a paid order its transaction', () => {
    expect(readStatus(answer(), ours, INFERRED)).toEqual({
      kind: 'state',
      state: 'paid',
      transactionId: '23I2-12345678',
      transactionTime: new Date('2017-09-18T06:33:39.749Z'),
      transactionTimeRaw: '18 Sep 2017 12:33:39.749 BDT',
      missingTransactionId: false,
    });
  });

  it('accepts paid without a transaction id and says so; a time it cannot read stays raw', () => {
    const bare = answer({ transactionId: null, transactionTime: 'yesterday' });
    expect(readStatus(bare, ours, INFERRED)).toEqual({
      kind: 'state',
      state: 'paid',
      transactionId: null,
      transactionTime: null,
      transactionTimeRaw: 'yesterday',
      missingTransactionId: true,
    });
  });

  it.each(IPAY_STATES.filter((state) => state !== 'paid'))(
    'gives a %s order no transaction, whatever the answer carries',
    (state) => {
      const [statusCode = 0] = OFFICIAL_CODES[state];
      expect(readStatus(answer({ statusCode, status: '' }), ours, OFFICIAL)).toEqual({
        kind: 'state',
        state,
        transactionId: null,
        transactionTime: null,
        transactionTimeRaw: null,
        missingTransactionId: false,
      });
    },
  );

  it('keeps the detail of a flag short', () => {
    const reading = readStatus(answer({ statusCode: 9, status: '😀'.repeat(500) }), ours, INFERRED);
    expect(reading.kind === 'undecided' && reading.detail.length).toBeLessThan(250);
  });
});

describe('paid', () => {
  const near = <T>(value: T, ...others: T[]): fc.Arbitrary<T> =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, fc.constantFrom(...others));

  it('needs all of: our order, a paid code, no veto, our amount where there is one', () => {
    const answers = fc.record<StatusAnswer>({
      statusCode: fc.oneof(fc.constantFrom(200, 2, 1, 5, 6), fc.integer()),
      status: fc.oneof(fc.constantFrom(...LABELS.map(([label]) => label)), fc.string()),
      orderId: near<string | null>('IPAY-1234', null, 'IPAY-5'),
      referenceId: near<string | null>('abcd1234', null, 'else'),
      transactionId: fc.option(fc.string()),
      transactionTime: fc.option(fc.string()),
      updateTime: fc.option(fc.string()),
      orderAmount: near<unknown>(120, undefined, 119.99, '120.00', 'x', {}),
    });
    let paid = 0;
    fc.assert(
      fc.property(answers, (given) => {
        if (word(readStatus(given, ours, INFERRED)) !== 'paid') return;
        paid += 1;
        expect([2, 200]).toContain(given.statusCode);
        if (given.statusCode === 2) expect(given.status).toMatch(/\bpaid|_paid/i);
        expect(given.status).not.toMatch(/unpaid|not[ _]?paid|cancel|fail|expire/i);
        expect(given.orderId ?? given.referenceId).not.toBeNull();
        expect([null, 'IPAY-1234']).toContain(given.orderId);
        expect([null, 'abcd1234']).toContain(given.referenceId);
        expect([undefined, 120, '120.00']).toContain(given.orderAmount);
      }),
      { numRuns: 3_000 },
    );
    expect(paid).toBeGreaterThan(50);
  });
});

describe('parseTransactionTime', () => {
  it.each([
    ['18 Sep 2017 12:33:39.749 BDT', '2017-09-18T06:33:39.749Z'],
    ['01 Jan 2026 00:00:00.000 BDT', '2025-12-31T18:00:00.000Z'],
    ['29 Feb 2024 23:59:59.999 BDT', '2024-02-29T17:59:59.999Z'],
  ])('reads %p', (raw, instant) => {
    expect(parseTransactionTime(raw)?.toISOString()).toBe(instant);
  });

  it.each([
    '',
    '31 Feb 2024 12:00:00.000 BDT',
    '29 Feb 2023 12:00:00.000 BDT',
    '00 Jan 2024 12:00:00.000 BDT',
    '18 Sep 2017 24:00:00.000 BDT',
    '18 Sep 2017 12:60:00.000 BDT',
    '18 Sep 2017 12:33:60.000 BDT',
    '18 sep 2017 12:33:39.749 BDT',
    '18 Sept 2017 12:33:39.749 BDT',
    '8 Sep 2017 12:33:39.749 BDT',
    '18 Sep 2017 12:33:39 BDT',
    '18 Sep 2017 12:33:39.749 UTC',
    '18 Sep 2017 12:33:39.749',
    '18 Sep 2017 12:33:39.749 BDT ',
    '১৮ Sep 2017 12:33:39.749 BDT',
    '2017-09-18T12:33:39.749Z',
  ])('does not read %p', (raw) => {
    expect(parseTransactionTime(raw)).toBeNull();
  });

  it('reads every instant as written in Dhaka', () => {
    const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
    const instants = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (instant) => {
        const dhaka = new Date(instant.getTime() + 6 * 3_600_000).toISOString();
        const [year, month, day] = dhaka.slice(0, 10).split('-');
        const raw = `${day} ${months[Number(month) - 1]} ${year} ${dhaka.slice(11, 23)} BDT`;
        expect(parseTransactionTime(raw)).toEqual(instant);
      }),
    );
  });
});
