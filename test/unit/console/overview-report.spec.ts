import { toGatewayReports } from '../../../src/console/overview-report';
import { newUuid, toTypedId } from '../../../src/http/typed-id';
import { CallWindow } from '../../../src/observability/call-window';
import type { EnvironmentVitals } from '../../../src/observability/gateway-vitals';
import type { SeenProcess } from '../../../src/observability/heartbeats.repository';

const SEEN_AT = new Date('2026-11-23T09:00:00Z');
const ago = (ms: number) => new Date(SEEN_AT.getTime() - ms);

function vitals(fields: Partial<EnvironmentVitals> = {}): EnvironmentVitals {
  return {
    inFlight: 0,
    sinceAnswerMs: null,
    sinceSilenceMs: null,
    calls: {},
    openBreakerCount: 0,
    openBreakers: [],
    ...fields,
  };
}

function seen(sandbox: Partial<EnvironmentVitals>, fields: object = {}): SeenProcess {
  return {
    seenAt: SEEN_AT,
    isSilent: false,
    gateways: { sandbox: vitals(sandbox), production: vitals() },
    ...fields,
  } as SeenProcess;
}

const sandboxOf = (...processes: SeenProcess[]) => toGatewayReports(processes)[0]!;

function counted(...calls: [outcome: string, tookMs: number | null][]) {
  const window = new CallWindow();
  for (const [outcome, tookMs] of calls) window.count(outcome, tookMs);
  return window.tally();
}

describe('the calls of a fleet', () => {
  it('are added up, those of a process that has gone silent included', () => {
    const report = sandboxOf(
      seen({ calls: { create: counted(['accepted', 180], ['unknown', 9_000]) } }),
      seen({ calls: { create: counted(['accepted', 190], ['unavailable', null]) } }),
      seen({ calls: { create: counted(['accepted', 200]) } }, { isSilent: true }),
    );
    expect(report.operations).toEqual([
      {
        operation: 'create',
        calls: 5,
        outcomes: { accepted: 3, unknown: 1, unavailable: 1 },
        p50Ms: expect.any(Number),
        p95Ms: expect.any(Number),
      },
      { operation: 'status', calls: 0, outcomes: {}, p50Ms: null, p95Ms: null },
    ]);
    const { p50Ms, p95Ms } = report.operations[0]!;
    expect([p50Ms! > 150, p50Ms! <= 200, p95Ms! > 7_500, p95Ms! <= 10_000]).not.toContain(false);
  });

  it('are last answered when any was, by the clock of Postgres', () => {
    const report = sandboxOf(
      seen({ sinceAnswerMs: 9_000, sinceSilenceMs: 100 }),
      seen({ sinceAnswerMs: 5_000 }, { seenAt: ago(2_000) }),
    );
    expect(report.lastAnswerAt).toEqual(ago(7_000));
    expect(report.lastSilenceAt).toEqual(ago(100));
  });

  it.each([
    ['nobody', []],
    ['one that speaks to nobody', [{ gateways: null }]],
    ['one of another version', [{ gateways: { sandbox: { inFlight: 'many' } } }]],
    [
      'one that counts into other buckets',
      [
        {
          gateways: {
            sandbox: vitals({ calls: { create: { outcomes: { accepted: 1 }, timings: [1] } } }),
            production: vitals(),
          },
        },
      ],
    ],
  ])('told of by %s are none', (_who, processes) => {
    const report = toGatewayReports(processes.map((fields) => seen({}, fields)));
    expect(report.map(({ environment }) => environment)).toEqual(['sandbox', 'production']);
    expect(report[0]).toMatchObject({ lastAnswerAt: null, inFlight: 0, openBreakerCount: 0 });
    expect(report[0]!.operations.map(({ calls }) => calls)).toEqual([0, 0]);
  });
});

describe('what is so right now', () => {
  const merchantId = newUuid();
  const open = (openMs: number, operation = 'create') => ({
    openBreakerCount: 1,
    openBreakers: [{ merchantId, operation, openMs }],
  });

  it('is not told by a process that has gone silent', () => {
    const report = sandboxOf(
      seen({ inFlight: 2 }),
      seen({ inFlight: 40, ...open(1_000) }, { isSilent: true }),
    );
    expect(report).toMatchObject({ inFlight: 2, openBreakerCount: 0, openBreakers: [] });
  });

  it('is a breaker once, since it opened first, with how many processes hold back', () => {
    const report = sandboxOf(
      seen(open(1_000)),
      seen(open(30_000)),
      seen(open(5_000, 'status')),
      seen(open(90_000, 'an operation of another version')),
    );
    const id = toTypedId('mrc', merchantId);
    expect(report.openBreakers).toEqual([
      { merchantId: id, operation: 'create', since: ago(30_000), processes: 2 },
      { merchantId: id, operation: 'status', since: ago(5_000), processes: 1 },
    ]);
    expect(report.openBreakerCount).toBe(2);
  });

  it('is bounded where iPay is away for everybody', () => {
    const openBreakers = Array.from({ length: 20 }, (_, i) => ({
      merchantId: newUuid(),
      operation: 'create',
      openMs: i,
    }));
    const report = sandboxOf(
      seen({ openBreakers, openBreakerCount: 700 }),
      seen({
        openBreakers: openBreakers.map((breaker) => ({ ...breaker, merchantId: newUuid() })),
        openBreakerCount: 650,
      }),
    );
    expect(report.openBreakers).toHaveLength(20);
    expect(report.openBreakerCount).toBe(700);
  });
});
