import { validationFailed } from '../http/http.problems';

export const BUCKETS = ['hour', 'day'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** The days of the business. */
export const TIME_ZONE = 'Asia/Dhaka';
/** Bangladesh keeps no summer time, so every day and hour there is counted from any midnight. */
export const MIDNIGHT = '2000-01-01T00:00:00+06:00';
const OFFSET_MS = 6 * 3_600_000;
const BUCKET_MS: Readonly<Record<Bucket, number>> = { hour: 3_600_000, day: 24 * 3_600_000 };

const DEFAULT_DAYS = 30;
const MAX_BUCKETS = 400;

/** What statistics are asked about; `from` inclusive, `to` exclusive. */
export interface StatsPeriod {
  from: Date;
  to: Date;
  bucket: Bucket;
  /** Where its buckets begin: the first at or before `from`. */
  starts: readonly Date[];
}

/** A period in the words of a query. */
export interface PeriodQuery {
  from?: string;
  to?: string;
  bucket?: Bucket;
}

/**
 * The period that a query means; the last 30 days in Dhaka, today included, where it says nothing.
 * @throws Problem `validation-failed`
 */
export function toPeriod(query: PeriodQuery, now: Date): StatsPeriod {
  const bucket = query.bucket ?? 'day';
  const to = query.to === undefined ? now : new Date(query.to);
  const from =
    query.from === undefined
      ? new Date(startOf(to, 'day') - (DEFAULT_DAYS - 1) * BUCKET_MS.day)
      : new Date(query.from);
  if (from >= to) throw validationFailed([{ field: 'from', message: 'must be before to' }]);
  const first = startOf(from, bucket);
  const count = Math.ceil((to.getTime() - first) / BUCKET_MS[bucket]);
  if (count > MAX_BUCKETS) {
    throw validationFailed([
      { field: 'from', message: `must be at most ${MAX_BUCKETS} ${bucket}s before to` },
    ]);
  }
  const starts = Array.from({ length: count }, (_, i) => new Date(first + i * BUCKET_MS[bucket]));
  return { from, to, bucket, starts };
}

function startOf(time: Date, bucket: Bucket): number {
  const local = time.getTime() + OFFSET_MS;
  return Math.floor(local / BUCKET_MS[bucket]) * BUCKET_MS[bucket] - OFFSET_MS;
}
