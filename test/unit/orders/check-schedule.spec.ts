import fc from 'fast-check';
import { DEFAULT_VERIFY_SCHEDULE, verifySchedule } from '../../../src/config/verify-schedule';
import { newUuid } from '../../../src/http/typed-id';
import {
  PRIORITY,
  nextCheck,
  placeInJitter,
  type CheckSituation,
  type NextCheck,
} from '../../../src/orders/check-schedule';
import { ORDER_STATES, type OrderState } from '../../../src/orders/order-state';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const EDGE = 15 * MINUTE + 5 * SECOND;

const exact = { ...DEFAULT_VERIFY_SCHEDULE, jitter: 0 };

function situation(state: OrderState, fields: Partial<CheckSituation> = {}): CheckSituation {
  return { state, elapsedMs: 0, sinceReturnMs: null, attempt: 0, ...fields };
}

interface Asked {
  atMs: number;
  check: NextCheck;
}

/** Every question about an order that never leaves its state, each asked `latenessMs` late. */
function life(
  state: OrderState,
  {
    schedule = exact,
    random = (): number => 0.5,
    latenessMs = 0,
    startMs = 0,
    mostQuestions = 2_000,
  } = {},
): { asked: Asked[]; end: NextCheck } {
  const asked: Asked[] = [];
  let atMs = startMs;
  for (let attempt = 0; attempt < mostQuestions; attempt += 1) {
    const check = nextCheck(schedule, situation(state, { elapsedMs: atMs, attempt }), random);
    if (check.inMs === null) return { asked, end: check };
    atMs += check.inMs + latenessMs;
    asked.push({ atMs, check });
  }
  throw new Error(`asked ${mostQuestions} times and no end`);
}

const times = ({ asked }: ReturnType<typeof life>): number[] => asked.map(({ atMs }) => atMs);

const PENDING_TIMES = [
  30 * SECOND,
  ...Array.from({ length: 13 }, (_, i) => (i + 1) * MINUTE),
  EDGE,
  16 * MINUTE,
  18 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
];

describe('a pending order', () => {
  it('is asked about at the times of the table, then flagged', () => {
    const { asked, end } = life('pending');
    expect(asked.map(({ atMs }) => atMs)).toEqual(PENDING_TIMES);
    expect(asked.every(({ check }) => check.flag === null)).toBe(true);
    expect(end).toEqual({ inMs: null, priority: 0, flag: 'verification-exhausted' });
  });

  it('comes first at the expiry edge only', () => {
    const first = life('pending').asked.filter(({ check }) => check.priority === PRIORITY.edge);
    expect(first.map(({ atMs }) => atMs)).toEqual([EDGE]);
  });

  it('that is never decided costs at most 25 questions, however late and spread they are', () => {
    const chances = fc.infiniteStream(fc.float({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    const lateness = fc.integer({ min: 0, max: 2_000 });
    fc.assert(
      fc.property(chances, lateness, (stream, latenessMs) => {
        const random = () => stream.next().value as number;
        const { asked } = life('pending', {
          schedule: DEFAULT_VERIFY_SCHEDULE,
          random,
          latenessMs,
        });
        expect(asked.length).toBeLessThanOrEqual(25);
        expect(asked.length).toBeGreaterThanOrEqual(PENDING_TIMES.length - 1);
      }),
    );
  });

  it('is never asked early from the edge on, and by a tenth of its gap before', () => {
    fc.assert(
      fc.property(fc.float({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (chance) => {
        const random = () => chance;
        const asked = times(life('pending', { schedule: DEFAULT_VERIFY_SCHEDULE, random }));
        expect(asked).toHaveLength(PENDING_TIMES.length);
        for (const [i, at] of PENDING_TIMES.entries()) {
          const gap = at - (PENDING_TIMES[i - 1] ?? 0);
          const earliest = at >= EDGE ? at : at - gap * 0.1;
          expect(asked[i]).toBeGreaterThanOrEqual(earliest);
          expect(asked[i]).toBeLessThanOrEqual(at + gap * 0.1);
        }
      }),
    );
  });

  it('is asked every minute, and not a second later, wherever it lies in the jitter', () => {
    const places = fc.float({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(places, (place) => {
        const random = () => place;
        const asked = times(life('pending', { schedule: DEFAULT_VERIFY_SCHEDULE, random }));
        const minutes = asked.slice(2, 14);
        for (const [i, at] of minutes.slice(1).entries()) {
          expect(at - minutes[i]!).toBeCloseTo(MINUTE, 6);
        }
      }),
    );
  });

  it.each([EDGE - 1, EDGE - 5 * SECOND, EDGE - 12 * SECOND])(
    'asked by hand shortly before the edge (%d ms) is still asked at the edge',
    (elapsedMs) => {
      const schedule = DEFAULT_VERIFY_SCHEDULE;
      const next = nextCheck(schedule, situation('pending', { elapsedMs }), () => 0);
      expect(elapsedMs + (next.inMs ?? 0)).toBeGreaterThanOrEqual(EDGE);
      expect(elapsedMs + (next.inMs ?? 0)).toBeLessThanOrEqual(EDGE + 12.5 * SECOND);
    },
  );

  it('is asked once after an outage, not once for every question that was missed', () => {
    const startMs = 2 * HOUR;
    expect(times(life('pending', { startMs }))).toEqual([3, 6, 12, 24].map((h) => h * HOUR));
  });

  it('is not asked for a minute that is as good as over', () => {
    const elapsedMs = 5 * MINUTE - 5 * SECOND;
    const next = nextCheck(DEFAULT_VERIFY_SCHEDULE, situation('pending', { elapsedMs }), () => 0.5);
    expect(next.inMs).toBe(MINUTE + 5 * SECOND);
  });
});

describe('the place in the jitter', () => {
  it('is the same for an order again and again, and another one for the next', () => {
    const ids = Array.from({ length: 2_000 }, newUuid);
    const tenths = new Map<number, number>();
    for (const id of ids) {
      const place = placeInJitter(id);
      expect(place).toBe(placeInJitter(id));
      tenths.set(Math.floor(10 * place), (tenths.get(Math.floor(10 * place)) ?? 0) + 1);
    }
    expect([...tenths.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // 200 each, give or take eight deviations.
    expect(Math.min(...tenths.values())).toBeGreaterThan(90);
  });
});

describe('after the buyer came back', () => {
  it.each(['pending', 'error', 'creating'] as const)('%s: 2, 5, 10, 20, 40 s after it', (state) => {
    const asked: number[] = [];
    let sinceReturnMs = 0;
    for (;;) {
      const elapsedMs = 3 * MINUTE + 1 + sinceReturnMs;
      const next = nextCheck(exact, situation(state, { elapsedMs, sinceReturnMs, attempt: 30 }));
      if (next.priority !== PRIORITY.returned) break;
      sinceReturnMs += next.inMs ?? 0;
      asked.push(sinceReturnMs);
    }
    expect(asked).toEqual([2, 5, 10, 20, 40].map((s) => s * SECOND));
  });

  it('does not put off what is due sooner', () => {
    const elapsedMs = 4 * MINUTE - SECOND;
    const next = nextCheck(exact, situation('pending', { elapsedMs, sinceReturnMs: 0 }));
    expect(next).toEqual({ inMs: SECOND, priority: PRIORITY.ordinary, flag: null });
  });

  it.each(['paid', 'rejected', 'cancelled', 'failed', 'expired'] as const)(
    '%s: nothing changes, the order is decided',
    (state) => {
      expect(nextCheck(exact, situation(state, { sinceReturnMs: 0 }))).toEqual(
        nextCheck(exact, situation(state)),
      );
    },
  );
});

describe('late money', () => {
  it.each(['cancelled', 'failed', 'expired'] as const)(
    '%s: 10 min, 1, 6, 24 h after it, then no more, and no flag',
    (state) => {
      const { asked, end } = life(state);
      expect(asked.map(({ atMs }) => atMs)).toEqual([10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR]);
      expect(end).toEqual({ inMs: null, priority: 0, flag: null });
    },
  );

  it.each(['paid', 'rejected'] as const)('%s: never', (state) => {
    expect(life(state).asked).toEqual([]);
  });
});

describe('status 6', () => {
  const asked = life('error').asked;

  it('is asked about with gaps of 15 s, doubling to 30 min', () => {
    const gaps = asked.map(({ check }) => check.inMs);
    const doubling = [15, 30, 60, 120, 240, 480, 960].map((s) => s * SECOND);
    expect(gaps.slice(0, 10)).toEqual([...doubling, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE]);
  });

  it('is flagged after 24 h, asked once a day for 7 days, and then no more', () => {
    const flagged = asked.filter(({ check }) => check.flag !== null);
    const firstPlannedAt = (flagged[0]?.atMs ?? 0) - DAY;
    expect(firstPlannedAt).toBeGreaterThanOrEqual(DAY);
    expect(firstPlannedAt).toBeLessThanOrEqual(DAY + 30 * MINUTE);
    expect(flagged.map(({ check }) => check.inMs)).toEqual(Array<number>(7).fill(DAY));
    expect(flagged.every(({ check }) => check.flag === 'gateway-error-persists')).toBe(true);
    expect(life('error').end.flag).toBe('gateway-error-persists');
  });
});

describe('an unknown create', () => {
  const asked = life('creating').asked;

  it('is looked up with gaps of 1 s, doubling to 1 min', () => {
    const gaps = asked.map(({ check }) => check.inMs);
    const doubling = [1, 2, 4, 8, 16, 32].map((s) => s * SECOND);
    expect(gaps.slice(0, 8)).toEqual([...doubling, MINUTE, MINUTE]);
  });

  it('is flagged after 30 min and looked up every 30 min for 24 h', () => {
    const flagged = asked.filter(({ check }) => check.flag === 'creation-unresolved');
    expect(flagged.map(({ check }) => check.inMs)).toEqual(Array<number>(48).fill(30 * MINUTE));
    expect(asked.filter(({ atMs }) => atMs < 30 * MINUTE).every(({ check }) => !check.flag)).toBe(
      true,
    );
    expect(life('creating').end).toEqual({ inMs: null, priority: 0, flag: 'creation-unresolved' });
  });
});

describe('any situation', () => {
  const share = fc.float({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const any: fc.Arbitrary<CheckSituation> = fc.record({
    state: fc.constantFrom(...ORDER_STATES),
    elapsedMs: fc.integer({ min: 0, max: 10 * DAY }),
    sinceReturnMs: fc.option(fc.integer({ min: 0, max: HOUR })),
    attempt: fc.integer({ min: 0, max: 100_000 }),
  });

  it('is asked in the future and finitely so, or never', () => {
    fc.assert(
      fc.property(any, share, fc.float({ min: 0, max: 0.5, noNaN: true }), (at, chance, jitter) => {
        const { inMs } = nextCheck({ ...exact, jitter }, at, () => chance);
        expect(inMs === null || (inMs >= 0 && inMs <= 1.5 * DAY)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves an open order with a question or with a flag', () => {
    fc.assert(
      fc.property(any, share, (at, chance) => {
        const open = at.state === 'creating' || at.state === 'pending' || at.state === 'error';
        const { inMs, flag } = nextCheck(DEFAULT_VERIFY_SCHEDULE, at, () => chance);
        expect(!open || inMs !== null || flag !== null).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps to the jitter', () => {
    fc.assert(
      fc.property(share, fc.integer({ min: 0, max: 20 }), (chance, attempt) => {
        const plain = nextCheck(exact, situation('error', { attempt })).inMs ?? 0;
        const spread = nextCheck(DEFAULT_VERIFY_SCHEDULE, situation('error', { attempt }), () => {
          return chance;
        });
        expect(Math.abs((spread.inMs ?? 0) - plain)).toBeLessThanOrEqual(plain * 0.1 + 1e-6);
      }),
    );
  });

  it('follows a schedule of the operator’s own', () => {
    const schedule = verifySchedule.parse({ pending: [1, 2], expiryEdge: 100, jitter: 0 });
    expect(times(life('pending', { schedule }))).toEqual([SECOND, 2 * SECOND]);
  });
});
