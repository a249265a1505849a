import { Problem } from '../../../src/http/problem';
import { toPeriod } from '../../../src/console/stats-period';

const NOW = new Date('2026-11-23T20:30:00.000Z');

it('is the last 30 days in Dhaka, today included, unless told otherwise', () => {
  const { from, to, bucket, starts } = toPeriod({}, NOW);
  expect(to).toEqual(NOW);
  // There it is 02:30 on the 24th.
  expect(from).toEqual(new Date('2026-10-25T18:00:00.000Z'));
  expect(bucket).toBe('day');
  expect(starts).toHaveLength(30);
  expect(starts[0]).toEqual(from);
  expect(starts.at(-1)).toEqual(new Date('2026-11-23T18:00:00.000Z'));
});

it('keeps to the moments it is given; the first bucket begins at or before them', () => {
  const query = { from: '2026-11-22T18:30:00+06:00', to: '2026-11-22T20:00:00+06:00' };
  const { from, to, starts } = toPeriod({ ...query, bucket: 'hour' }, NOW);
  expect(from).toEqual(new Date('2026-11-22T12:30:00.000Z'));
  expect(to).toEqual(new Date('2026-11-22T14:00:00.000Z'));
  expect(starts.map((start) => start.toISOString())).toEqual([
    '2026-11-22T12:00:00.000Z',
    '2026-11-22T13:00:00.000Z',
  ]);
});

it.each([
  ['400 days', { from: '2025-01-01T00:00:00+06:00', to: '2026-02-05T00:00:00+06:00' }, 400],
  ['400 hours', { from: '2026-11-01T00:00:00Z', to: '2026-11-17T16:00:00Z' }, 400],
] as const)('spans %s at most', (what, query, count) => {
  const bucket = what.endsWith('days') ? 'day' : 'hour';
  expect(toPeriod({ ...query, bucket }, NOW).starts).toHaveLength(count);
  const longer = { ...query, to: new Date(Date.parse(query.to) + 1).toISOString() };
  expect(() => toPeriod({ ...longer, bucket }, NOW)).toThrow(Problem);
});

it('refuses a time that ends before it begins', () => {
  const moment = '2026-11-23T00:00:00Z';
  expect(() => toPeriod({ from: moment, to: moment }, NOW)).toThrow(Problem);
  expect(() => toPeriod({ from: '2030-01-01T00:00:00Z' }, NOW)).toThrow(Problem);
});
