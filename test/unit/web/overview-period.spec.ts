import fc from 'fast-check';
import { toPeriod } from '../../../src/console/stats-period';
import {
  PERIODS,
  parsePeriod,
  stretchOf,
} from '../../../web/console/src/pages/overview/money/period';

/** 00:33:41 of 24 November in Dhaka. */
const AT = new Date('2026-11-23T18:33:41.250Z').getTime();

it('takes today where an address names no period', () => {
  expect([null, '', 'ever', '7d'].map(parsePeriod)).toEqual(['today', 'today', 'today', '7d']);
});

it.each([
  ['today', '2026-11-23T18:00:00.000Z', '2026-11-24T18:00:00.000Z', 24],
  ['24h', '2026-11-22T19:00:00.000Z', '2026-11-23T19:00:00.000Z', 24],
  ['7d', '2026-11-17T18:00:00.000Z', '2026-11-24T18:00:00.000Z', 7],
  ['30d', '2026-10-25T18:00:00.000Z', '2026-11-24T18:00:00.000Z', 30],
] as const)('%s is whole hours or days of Dhaka', (period, from, to, count) => {
  const { now, slots } = stretchOf(period, AT);
  expect([now.from.toISOString(), now.to.toISOString(), slots.length]).toEqual([from, to, count]);
});

const moments = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });

it('holds as much of the time before against it as has passed of this one', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PERIODS), moments, (period, at) => {
      const { now, before, slots } = stretchOf(period, at);
      expect(now.from.getTime()).toBeLessThanOrEqual(at);
      expect(at).toBeLessThan(now.to.getTime());
      const shift = now.to.getTime() - now.from.getTime();
      expect(now.from.getTime() - before.from.getTime()).toBe(shift);
      const minute = at - (at % 60_000);
      const passed = Math.max(minute - now.from.getTime(), 1);
      expect(before.to.getTime() - before.from.getTime()).toBe(passed);
      // One after the other, without a gap.
      expect(slots[0]?.from).toEqual(now.from);
      expect(slots.at(-1)?.to).toEqual(now.to);
      slots.forEach(({ to }, i) => {
        expect(slots[i + 1]?.from ?? now.to).toEqual(to);
      });
    }),
  );
});

it('asks for what the service allows, in the same hours and days', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PERIODS), moments, (period, at) => {
      const { bucket, now, before, slots } = stretchOf(period, at);
      const query = ({ from, to }: typeof now) =>
        toPeriod({ from: from.toISOString(), to: to.toISOString(), bucket }, new Date(at));
      expect(query(now).starts).toEqual(slots.map(({ from }) => from));
      expect(query(before).starts.length).toBeLessThanOrEqual(slots.length);
    }),
  );
});
