import { z } from 'zod';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Twelve days' worth at the closest gap anybody should use; keeps a typing error from growing. */
const MAX_SECONDS = 366 * DAY;
const seconds = z.number().positive().max(MAX_SECONDS);

const offsets = z
  .array(seconds)
  .max(500)
  .refine((list) => list.every((at, i) => i === 0 || at > (list[i - 1] ?? 0)), {
    message: 'must rise',
  });

const growing = z
  .strictObject({
    first: seconds,
    max: seconds,
    for: seconds,
    thenEvery: seconds,
    thenFor: z.number().min(0).max(MAX_SECONDS),
  })
  .refine((gaps) => gaps.max >= gaps.first, { message: 'max must not be below first' });

/**
 * When iPay is asked, in seconds; `VERIFY_SCHEDULE` replaces any of its members.
 *
 * - `pending`: counted from acceptance; used up, the order is flagged.
 * - `afterReturn`: counted from the buyer's return, while undecided.
 * - `late`: counted from the transition to cancelled, failed or expired (late money).
 * - `error`, `creating`: gaps from `first`, doubling to `max`, over `for`; then the order is
 *   flagged and asked `thenEvery` over `thenFor`.
 * - `expiryEdge`: offsets of `pending` from here on are never asked early.
 * - `jitter`: the share of a gap by which a question may come sooner or later.
 */
export const verifySchedule = z.strictObject({
  pending: offsets
    .min(1)
    .default([
      30,
      ...Array.from({ length: 13 }, (_, i) => (i + 1) * MINUTE),
      15 * MINUTE + 5,
      16 * MINUTE,
      18 * MINUTE,
      30 * MINUTE,
      HOUR,
      3 * HOUR,
      6 * HOUR,
      12 * HOUR,
      24 * HOUR,
    ]),
  expiryEdge: seconds.default(15 * MINUTE + 5),
  afterReturn: offsets.default([2, 5, 10, 20, 40]),
  late: offsets.default([10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR]),
  error: growing.default({
    first: 15,
    max: 30 * MINUTE,
    for: DAY,
    thenEvery: DAY,
    thenFor: 7 * DAY,
  }),
  creating: growing.default({
    first: 1,
    max: MINUTE,
    for: 30 * MINUTE,
    thenEvery: 30 * MINUTE,
    thenFor: DAY,
  }),
  jitter: z.number().min(0).max(0.5).default(0.1),
});

export type VerifySchedule = z.infer<typeof verifySchedule>;

export const DEFAULT_VERIFY_SCHEDULE: VerifySchedule = verifySchedule.parse({});
