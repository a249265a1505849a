import fc from 'fast-check';
import { GIVE_UP_AFTER_MS, retryIn } from '../../../src/webhooks/delivery-schedule';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MIDDLE = 0.5;

it.each([
  [1, 5_000],
  [2, 30_000],
  [3, 2 * MINUTE],
  [4, 10 * MINUTE],
  [5, HOUR],
  [6, 3 * HOUR],
  [7, 6 * HOUR],
  [8, 12 * HOUR],
  [9, 24 * HOUR],
  [10, null],
])('after attempt %d the next one comes in %p ms', (attempts, gap) => {
  expect(retryIn(attempts, MIDDLE)).toBe(gap);
});

it('varies each gap by a tenth at most', () => {
  const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), randoms, (attempts, random) => {
      const gap = retryIn(attempts, MIDDLE)!;
      const varied = retryIn(attempts, random)!;
      expect(Math.abs(varied - gap)).toBeLessThanOrEqual(gap / 10);
    }),
  );
  expect(retryIn(1, 0)).toBe(4_500);
});

it('gives an endpoint up after five days', () => {
  expect(GIVE_UP_AFTER_MS).toBe(5 * 24 * HOUR);
});
