import {
  calendarDay,
  clockTime,
  distance,
  fromDhakaInput,
  momentInDhaka,
  momentInUtc,
  shortMoment,
  toDhakaInput,
} from '../../../web/console/src/ui/time';

const AT = '2026-11-23T18:33:41.250Z';

it('is the day and the hour of Bangladesh, whatever the clock here', () => {
  expect(clockTime(AT)).toBe('00:33:41');
  expect(calendarDay(AT)).toBe('24 Nov 2026');
  expect(momentInDhaka(AT)).toBe('24 Nov 2026 00:33:41 (Asia/Dhaka)');
  expect(momentInUtc(AT)).toBe('23 Nov 2026 18:33:41 UTC');
});

it('names the year where it is another one, by the calendar of Bangladesh', () => {
  expect(shortMoment(AT, new Date('2026-12-01T00:00:00Z'))).toBe('24 Nov 00:33:41');
  expect(shortMoment(AT, new Date('2027-01-01T00:00:00Z'))).toBe('24 Nov 2026 00:33:41');
  // In Dhaka it is 2027 already.
  expect(shortMoment(AT, new Date('2026-12-31T18:00:00Z'))).toBe('24 Nov 2026 00:33:41');
});

it.each([
  [0, { unit: 'now' }],
  [1_900, { unit: 'now' }],
  [2_000, { unit: 'seconds', count: 2, isPast: true }],
  [59_999, { unit: 'seconds', count: 59, isPast: true }],
  [60_000, { unit: 'minutes', count: 1, isPast: true }],
  [3_599_000, { unit: 'minutes', count: 59, isPast: true }],
  [47 * 3_600_000, { unit: 'hours', count: 47, isPast: true }],
  [48 * 3_600_000, { unit: 'days', count: 2, isPast: true }],
  [-23_000, { unit: 'seconds', count: 23, isPast: false }],
  [-90_000, { unit: 'minutes', count: 1, isPast: false }],
])('%s ms later', (later, expected) => {
  expect(distance(AT, new Date(AT).getTime() + later)).toEqual(expected);
});

it('takes what a field for a local time holds as a time in Dhaka', () => {
  expect(fromDhakaInput('2026-11-24T00:33')).toBe('2026-11-23T18:33:00.000Z');
  expect(toDhakaInput('2026-11-23T18:33:00.000Z')).toBe('2026-11-24T00:33');
  expect([fromDhakaInput(''), fromDhakaInput('soon')]).toEqual([null, null]);
  expect(toDhakaInput('')).toBe('');
});
