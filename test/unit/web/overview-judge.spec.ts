import {
  judgeBacklogs,
  judgeFlagged,
  judgeGateway,
  judgeMoney,
  judgeOurselves,
  totalOf,
  type Finding,
  type Overview,
} from '../../../web/console/src/pages/overview/judge';
import type { Figures } from '../../../web/console/src/pages/overview/money/figures';
import { stretchOf } from '../../../web/console/src/pages/overview/money/period';

const AT = '2026-11-23T12:33:41.000Z';
const before = (seconds: number) => new Date(Date.parse(AT) - seconds * 1_000).toISOString();

type Gateway = Overview['gateways'][number];
type Process = Overview['processes'][number];

const PROCESS: Process = {
  id: 'prc_01k8r3fdxve7hsk0ybzr4qvbn5',
  host: 'pay-1',
  pid: 7,
  role: 'all',
  startedAt: before(3_600),
  seenAt: before(2),
  isSilent: false,
  isDraining: false,
  node: 'v20.19.0',
  version: '1.0.0',
  rssBytes: 1,
  eventLoopLagMs: 3,
  openRequests: 0,
  database: { used: 1, idle: 1, waiting: 0, max: 10 },
  queue: 'ok',
  lastDispatchAt: before(3),
};

const GATEWAY: Gateway = {
  environment: 'production',
  minutes: 15,
  lastAnswerAt: before(1),
  lastSilenceAt: before(400),
  inFlight: 0,
  operations: [
    {
      operation: 'create',
      calls: 50,
      outcomes: { accepted: 49, unknown: 1 },
      p50Ms: 90,
      p95Ms: 700,
    },
    { operation: 'status', calls: 50, outcomes: { answered: 50 }, p50Ms: 30, p95Ms: 200 },
  ],
  openBreakerCount: 0,
  openBreakers: [],
};

const WELL: Overview = {
  at: AT,
  attention: { orders: 0, merchants: 0, oldestSince: null },
  checks: { open: 120, overdue: 0, oldestDueAt: before(1), oldest: null },
  deliveries: {
    waiting: 5,
    overdue: 0,
    oldestDueAt: null,
    failingEndpoints: 0,
    disabledEndpoints: 0,
  },
  gateways: [GATEWAY],
  queue: {
    backend: 'redis',
    queues: [{ name: 'verification', waiting: 1, active: 2, isReachable: true }],
  },
  processes: [PROCESS],
  database: { answeredInMs: 2, connections: { used: 10, max: 100 }, replica: null },
};

const kinds = (findings: readonly Finding[]) => findings.map(({ kind }) => kind);

it('finds nothing where all is well', () => {
  expect([
    ...judgeFlagged(WELL.attention),
    ...judgeBacklogs(WELL),
    ...WELL.gateways.flatMap(judgeGateway),
    ...judgeOurselves(WELL),
  ]).toEqual([]);
});

describe('stuck', () => {
  it('is what needs a human, since the oldest of all reasons', () => {
    const total = totalOf([
      { reason: 'amount-mismatch', count: 2, oldestSince: before(10), orders: [] },
      { reason: 'creation-unresolved', count: 1, oldestSince: before(90), orders: [] },
    ]);
    expect(judgeFlagged(total)).toEqual([
      { kind: 'flagged', severity: 'notice', orders: 3, oldestSince: before(90) },
    ]);
    expect(judgeFlagged(totalOf([]))).toEqual([]);
  });

  it('is what the service calls overdue, by as much as the oldest', () => {
    const oldest = { merchantId: 'mrc_1', orderId: 'ord_1' };
    const stuck: Overview = {
      ...WELL,
      checks: { open: 120, overdue: 2, oldestDueAt: before(240), oldest },
      deliveries: {
        waiting: 9,
        overdue: 1,
        oldestDueAt: before(75),
        failingEndpoints: 1,
        disabledEndpoints: 2,
      },
    };
    expect(judgeBacklogs(stuck)).toEqual([
      { kind: 'checks-overdue', severity: 'trouble', count: 2, byMs: 240_000, oldest },
      { kind: 'deliveries-overdue', severity: 'trouble', count: 1, byMs: 75_000 },
      { kind: 'endpoints-failing', severity: 'notice', count: 1 },
      { kind: 'endpoints-disabled', severity: 'notice', count: 2 },
    ]);
  });
});

describe('iPay', () => {
  const status = (outcomes: Record<string, number>, p95Ms = 200): Gateway['operations'] => [
    {
      operation: 'status',
      calls: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
      outcomes,
      p50Ms: 30,
      p95Ms,
    },
  ];

  it.each<[string, Partial<Gateway>, Finding['kind'][]]>([
    ['answers after silence', { operations: status({ answered: 30, unanswered: 2 }) }, []],
    [
      'is silent once at the end',
      { lastSilenceAt: AT, operations: status({ answered: 60, unanswered: 2 }) },
      [],
    ],
    [
      'is silent since',
      { lastSilenceAt: AT, operations: status({ answered: 60, unanswered: 3 }) },
      ['no-answers'],
    ],
    [
      'was never heard',
      { lastAnswerAt: null, lastSilenceAt: AT, operations: status({ unavailable: 3 }) },
      ['no-answers'],
    ],
    [
      'leaves every tenth',
      { operations: status({ answered: 27, unanswered: 3 }) },
      ['some-silence'],
    ],
    ['leaves some of few', { operations: status({ answered: 5, unanswered: 3 }) }, []],
    [
      'refuses a key',
      { operations: status({ answered: 60, 'credentials-refused': 1 }) },
      ['keys-refused'],
    ],
    ['refuses creates, as it may', { operations: status({ answered: 1, refused: 60 }) }, []],
    ['takes 5 s', { operations: status({ answered: 60 }, 5_000) }, []],
    ['takes longer', { operations: status({ answered: 60 }, 5_001) }, ['slow']],
    ['was not called', { lastAnswerAt: null, lastSilenceAt: null, operations: status({}) }, []],
  ])('that %s', (_name, fields, expected) => {
    expect(kinds(judgeGateway({ ...GATEWAY, ...fields }))).toEqual(expected);
  });

  it('whose breakers are open: each that is named, and how many more', () => {
    const breaker = {
      merchantId: 'mrc_1',
      operation: 'create' as const,
      since: before(60),
      processes: 2,
    };
    const [named, more] = judgeGateway({
      ...GATEWAY,
      openBreakerCount: 4,
      openBreakers: [breaker],
    });
    expect(named).toEqual({
      kind: 'breaker-open',
      severity: 'trouble',
      environment: 'production',
      ...breaker,
    });
    expect(more).toMatchObject({ kind: 'more-breakers', count: 3 });
  });
});

describe('we', () => {
  const database = (fields: Partial<Overview['database']>): Partial<Overview> => ({
    database: { ...WELL.database, ...fields },
  });
  const processes = (...fields: Partial<Process>[]): Partial<Overview> => ({
    processes: fields.map((one) => ({ ...PROCESS, ...one })),
  });

  it.each<[string, Partial<Overview>, Finding['kind'][]]>([
    ['have a silent process', processes({}, { isSilent: true }), ['process-silent']],
    ['have none that works', processes({ role: 'api', lastDispatchAt: null }), ['nobody-looks']],
    ['have none at all', processes(), ['nobody-looks']],
    ['have only one that ends', processes({ isDraining: true }), ['nobody-looks']],
    [
      'have a worker beside',
      processes({ role: 'api', lastDispatchAt: null }, { role: 'worker' }),
      [],
    ],
    ['have looked 20 s before', processes({ lastDispatchAt: before(22) }), []],
    ['have not looked since', processes({ lastDispatchAt: before(23) }), ['dispatcher-behind']],
    // Silent is all that can be said of it.
    [
      'know no more of the silent',
      processes({}, { isSilent: true, lastDispatchAt: before(90), eventLoopLagMs: 900 }),
      ['process-silent'],
    ],
    ['were held up', processes({ eventLoopLagMs: 501 }), ['held-up']],
    [
      'wait for connections',
      processes({ database: { used: 10, idle: 0, waiting: 1, max: 10 } }),
      ['pool-waiting'],
    ],
    [
      'have lost the queue',
      {
        queue: {
          backend: 'redis',
          queues: [{ name: 'webhooks', waiting: null, active: null, isReachable: false }],
        },
      },
      ['queue-away'],
    ],
    ['have a slow database', database({ answeredInMs: 251 }), ['database-slow']],
    ['have 89 of 100', database({ connections: { used: 89, max: 100 } }), []],
    ['have 90 of 100', database({ connections: { used: 90, max: 100 } }), ['connections-scarce']],
    ['use the replica', database({ replica: { isUsed: true, behindSeconds: 1 } }), []],
    [
      'do not use it',
      database({ replica: { isUsed: false, behindSeconds: null } }),
      ['replica-unused'],
    ],
  ])('%s', (_name, fields, expected) => {
    expect(kinds(judgeOurselves({ ...WELL, ...fields }))).toEqual(expected);
  });
});

describe('money', () => {
  const stretch = stretchOf('today', Date.parse(AT));
  const tally = (paid: number, failed: number) => ({
    count: paid + failed,
    amount: '0.00',
    states: { paid: { count: paid, amount: '0.00' }, failed: { count: failed, amount: '0.00' } },
    successRate: paid + failed === 0 ? null : paid / (paid + failed),
    timeToPaid: null,
  });

  it.each<[string, [number, number], [number, number], Finding['kind'][]]>([
    ['moves as before', [18, 2], [90, 10], []],
    ['has stopped', [0, 0], [20, 0], ['no-orders']],
    ['has stopped where there was little', [0, 0], [19, 0], []],
    ['comes to less', [15, 6], [90, 10], ['fewer-paid']],
    ['comes to less, of too few', [10, 9], [90, 10], []],
    ['comes to more', [20, 0], [10, 10], []],
  ])('%s', (_name, now, earlier, expected) => {
    const figures: Figures = {
      environment: 'sandbox',
      stretch,
      now: tally(...now),
      before: tally(...earlier),
      slots: [],
      states: [],
    };
    expect(kinds(judgeMoney(figures))).toEqual(expected);
  });
});
