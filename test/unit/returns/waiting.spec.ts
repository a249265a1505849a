import fc from 'fast-check';
import { secondsToNextLook } from '../../../src/returns/waiting';

it.each([
  [0, 2],
  [5_999, 2],
  [6_000, 4],
  [19_999, 4],
  [20_000, 8],
  [52_000, 8],
  [54_500, 6],
  [59_999, 1],
  [60_000, null],
  [3_600_000, null],
])('after %i ms of waiting: %s seconds', (waitedMs, seconds) => {
  expect(secondsToNextLook(waitedMs)).toBe(seconds);
});

it('looks again whatever the clock says, and never later than a second after the patience ends', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 59_999, noNaN: true }), (waitedMs) => {
      const seconds = secondsToNextLook(waitedMs) ?? 0;
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(Math.max(0, waitedMs) + seconds * 1_000).toBeLessThan(61_000);
    }),
  );
});
