import fc from 'fast-check';
import {
  BUCKETS,
  CallWindow,
  WINDOW_MINUTES,
  addUp,
  percentileMs,
  type CallTally,
} from '../../../src/observability/call-window';

const MINUTE = 60_000;

/** A window with a clock that the test turns. */
function windowAt(start: number) {
  let now = start;
  const window = new CallWindow(() => now);
  return {
    window,
    turn: (ms: number) => {
      now += ms;
    },
    calls: () => Object.values(window.tally().outcomes).reduce((sum, calls) => sum + calls, 0),
  };
}

function timed(...times: number[]): CallTally {
  const window = new CallWindow();
  for (const ms of times) window.count('answered', ms);
  return window.tally();
}

describe('a window', () => {
  it('counts calls by what came of them, and times those that were sent', () => {
    const { window } = windowAt(0);
    window.count('accepted', 120);
    window.count('accepted', 130);
    window.count('unavailable', null);
    const { outcomes, timings } = window.tally();
    expect(outcomes).toEqual({ accepted: 2, unavailable: 1 });
    expect(timings).toHaveLength(BUCKETS);
    expect(timings.reduce((sum, calls) => sum + calls, 0)).toBe(2);
  });

  it.each([0, 1, 59_999, 7 * MINUTE, 1e9])('begun at %p ms, forgets by the minute', (start) => {
    const { window, turn, calls } = windowAt(start);
    for (let minute = 0; minute < WINDOW_MINUTES; minute += 1) {
      window.count('answered', 10);
      turn(MINUTE);
    }
    expect(calls()).toBe(WINDOW_MINUTES - 1);
    turn(5 * MINUTE);
    expect(calls()).toBe(WINDOW_MINUTES - 6);
    window.count('answered', 10);
    expect(calls()).toBe(WINDOW_MINUTES - 5);
    turn(WINDOW_MINUTES * MINUTE);
    expect(window.tally()).toEqual(new CallWindow().tally());
  });

  it('keeps nothing of a minute in the place of which another has begun', () => {
    const { window, turn, calls } = windowAt(0);
    window.count('unknown', 10);
    turn(WINDOW_MINUTES * MINUTE);
    window.count('accepted', 10);
    expect(window.tally().outcomes).toEqual({ accepted: 1 });
    expect(calls()).toBe(1);
  });
});

describe('several windows', () => {
  it('are as one that has counted all of it, whatever it was', () => {
    const call = fc.record({
      outcome: fc.constantFrom('accepted', 'refused', 'unknown', '__proto__', 'constructor'),
      tookMs: fc.option(fc.double({ min: 0, max: 300_000, noNaN: true })),
      process: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(call), (calls) => {
        const own = [0, 1, 2, 3].map(() => new CallWindow(() => 0));
        const one = new CallWindow(() => 0);
        for (const { outcome, tookMs, process } of calls) {
          own[process]!.count(outcome, tookMs);
          one.count(outcome, tookMs);
        }
        expect(addUp(own.map((window) => window.tally()))).toEqual(one.tally());
      }),
    );
  });

  it('that are none are nothing', () => {
    expect(addUp([])).toEqual(new CallWindow().tally());
  });
});

describe('a percentile', () => {
  it('is null where nothing was timed', () => {
    expect(percentileMs(timed().timings, 0.5)).toBeNull();
  });

  it('lies in the bucket of the call that it is about', () => {
    const { timings } = timed(...Array<number>(90).fill(180), ...Array<number>(10).fill(4_200));
    expect(percentileMs(timings, 0.5)).toBeGreaterThan(150);
    expect(percentileMs(timings, 0.5)).toBeLessThanOrEqual(200);
    expect(percentileMs(timings, 0.9)).toBeLessThanOrEqual(200);
    expect(percentileMs(timings, 0.95)).toBeGreaterThan(4_000);
    expect(percentileMs(timings, 0.95)).toBeLessThanOrEqual(5_000);
  });

  it('is at least the end of the last bucket for what took longer', () => {
    expect(percentileMs(timed(500_000).timings, 0.5)).toBe(120_000);
  });

  it('is never below the bucket of the true one, nor above it', () => {
    const times = fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 1 });
    const share = fc.constantFrom(0.5, 0.95, 1);
    fc.assert(
      fc.property(times, share, (calls, of) => {
        const sorted = [...calls].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(of * sorted.length) - 1]!;
        const read = percentileMs(timed(...calls).timings, of)!;
        const only = timed(exact).timings;
        expect(read).toBeGreaterThanOrEqual(Math.floor(percentileMs(only, 0)!));
        expect(read).toBeLessThanOrEqual(percentileMs(only, 1)!);
      }),
    );
  });
});
