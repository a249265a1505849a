import fc from 'fast-check';
import { growthOf, isFlat, leastOfEach, type Sample } from '../../../bench/soak/growth';

const HOUR_MS = 3_600_000;

function line(count: number, start: number, perHour: number, noise: (i: number) => number) {
  return Array.from({ length: count }, (_, i): Sample => {
    const atMs = i * 10_000;
    return { atMs, value: start + (perHour * atMs) / HOUR_MS + noise(i) };
  });
}

const alternating = (i: number): number => (i % 2 === 0 ? 5 : -5);

describe('growth', () => {
  it('of a line is its slope', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 500 }),
        fc.integer({ min: -500, max: 500 }),
        (count, perHour) => {
          const growth = growthOf(line(count, 100, perHour, () => 0));
          expect(growth.perHour).toBeCloseTo(perHour, 3);
          expect(growth.error).toBeCloseTo(0, 3);
        },
      ),
    );
  });

  it('that is lost in the noise is told with an error that covers it', () => {
    const growth = growthOf(line(50, 100, 6, alternating));
    expect(Math.abs(growth.perHour - 6)).toBeLessThan(growth.error);
  });

  it.each([
    { what: 'nothing but noise', samples: line(100, 100, 0, alternating), flat: true },
    { what: 'shrinking', samples: line(100, 100, -50, () => 0), flat: true },
    { what: '4 % an hour', samples: line(100, 100, 4, () => 0), flat: true },
    { what: '6 % an hour, seen clearly', samples: line(100, 100, 6, () => 0), flat: false },
    { what: 'a leak under the noise', samples: line(180, 100, 100, alternating), flat: false },
  ])('$what: flat is $flat', ({ samples, flat }) => {
    expect(isFlat(growthOf(samples))).toBe(flat);
  });
});

describe('the least of each stretch', () => {
  it('is what a heap comes down to, in the order of time', () => {
    const heap = [30, 40, 10, 20, 35, 11, 50].map((value, i) => ({ atMs: i * 1_000, value }));
    expect(leastOfEach(3_000, heap)).toEqual([
      { atMs: 2_000, value: 10 },
      { atMs: 5_000, value: 11 },
      { atMs: 6_000, value: 50 },
    ]);
  });
});
