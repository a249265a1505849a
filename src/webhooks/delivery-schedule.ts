const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The gaps between attempts: about two days in all. */
const RETRY_AFTER_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
];

/** A gap may be this share shorter or longer, lest what failed together come back together. */
const JITTER = 0.1;

/** An endpoint that has done nothing but fail for this long is disabled. */
export const GIVE_UP_AFTER_MS = 5 * 24 * HOUR;

/**
 * How long after a failed attempt the next one comes.
 * @param attempts made so far, the failed one included
 * @param random from 0 to below 1
 * @returns milliseconds; null when the schedule is used up
 */
export function retryIn(attempts: number, random: number = Math.random()): number | null {
  const gap = RETRY_AFTER_MS[attempts - 1];
  return gap === undefined ? null : Math.round(gap * (1 + JITTER * (2 * random - 1)));
}
