/**
 * Buyers pay in the evening: around 20:00 in Dhaka come about five times as many as around 8:00.
 * Evenly spread days since 1970 become moments with that rhythm, by a formula that keeps their order
 * and turns a whole number of days into as many days.
 */
const SHARE = 0.7 / (2 * Math.PI);
const PHASE_DAYS = (6 - 20) / 24 - 0.5;
const DAY_MS = 24 * 3_600_000;

/** SQL: the moment that an expression for evenly spread days becomes. */
export function momentOf(days: string): string {
  return `to_timestamp(86400 * (${days} + ${SHARE} * sin(2 * pi() * (${days} + (${PHASE_DAYS})))))`;
}

/** The days that become this moment. */
export function daysAt(moment: Date): number {
  const sought = moment.getTime() / DAY_MS;
  let [low, high] = [sought - 1, sought + 1];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    const reached = middle + SHARE * Math.sin(2 * Math.PI * (middle + PHASE_DAYS));
    if (reached < sought) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
