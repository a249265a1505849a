/** Over which time the figures are, and what they are compared with. */

export const PERIODS = ['today', '24h', '7d', '30d'] as const;
export type Period = (typeof PERIODS)[number];

export interface Span {
  from: Date;
  to: Date;
}

/** A period at a certain moment. */
export interface Stretch {
  period: Period;
  bucket: 'hour' | 'day';
  /** When it was asked about. */
  at: Date;
  /** Its hours or days, those to come included, in the time of Dhaka. */
  slots: readonly Span[];
  now: Span;
  /**
   * As much of the time before as has passed of this one: half an hour is held against half an hour.
   * In whole minutes, so that all who look within one ask the same, and it is counted once.
   */
  before: Span;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Bangladesh keeps no summer time. */
const DHAKA = 6 * HOUR;

const SHAPES: Readonly<Record<Period, { bucket: 'hour' | 'day'; slots: number; ends: number }>> = {
  today: { bucket: 'hour', slots: 24, ends: DAY },
  '24h': { bucket: 'hour', slots: 24, ends: HOUR },
  '7d': { bucket: 'day', slots: 7, ends: DAY },
  '30d': { bucket: 'day', slots: 30, ends: DAY },
};

/** What an address says; today where it says nothing else. */
export function parsePeriod(text: string | null): Period {
  return PERIODS.find((period) => period === text) ?? 'today';
}

/** @param at milliseconds since 1970 */
export function stretchOf(period: Period, at: number): Stretch {
  const { bucket, slots, ends } = SHAPES[period];
  const step = bucket === 'hour' ? HOUR : DAY;
  const to = Math.floor((at + DHAKA) / ends) * ends - DHAKA + ends;
  const from = to - slots * step;
  const shift = slots * step;
  const minute = Math.floor(at / MINUTE) * MINUTE;
  return {
    period,
    bucket,
    at: new Date(at),
    slots: Array.from({ length: slots }, (_, i) => span(from + i * step, from + (i + 1) * step)),
    // To the end of the last slot: an order of this very moment is in it, whatever our clock says.
    now: span(from, to),
    // Not empty in the first minute of a day either.
    before: span(from - shift, Math.max(minute, from + 1) - shift),
  };
}

function span(from: number, to: number): Span {
  return { from: new Date(from), to: new Date(to) };
}
