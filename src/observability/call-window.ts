/**
 * The calls of the last minutes, in numbers that can be added up: each process keeps a window of its
 * own, and the windows of a fleet make one. Percentiles cannot be added, so how long calls took is
 * counted into buckets that are the same everywhere, and percentiles are read off their sum.
 */

/** How far back a window goes. */
export const WINDOW_MINUTES = 15;
const MINUTE_MS = 60_000;

/** Upper ends; what took longer is counted behind the last one. */
const BUCKETS_MS = [
  5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1_000, 1_500, 2_000, 3_000, 4_000,
  5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000,
] as const;
export const BUCKETS = BUCKETS_MS.length + 1;

/** How many calls there were. */
export interface CallTally {
  /** By what came of them. */
  outcomes: Record<string, number>;
  /** Those that were timed, by the bucket of how long they took. */
  timings: number[];
}

interface Minute {
  /** Since the process began. */
  ordinal: number;
  outcomes: Map<string, number>;
  timings: Uint32Array;
}

/** Counts by the minute; what is older than {@link WINDOW_MINUTES} is forgotten by itself. */
export class CallWindow {
  private readonly minutes: Minute[] = [];

  /** @param now monotonic milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param tookMs null: never sent, so that it says nothing of how quick the other side is */
  count(outcome: string, tookMs: number | null): void {
    const { outcomes, timings } = this.minute();
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (tookMs === null) return;
    const bucket = bucketOf(tookMs);
    timings[bucket] = (timings[bucket] ?? 0) + 1;
  }

  tally(): CallTally {
    const oldest = this.ordinal() - WINDOW_MINUTES;
    return addUp(
      this.minutes
        .filter(({ ordinal }) => ordinal > oldest)
        .map(({ outcomes, timings }) => ({
          outcomes: Object.fromEntries(outcomes),
          timings: [...timings],
        })),
    );
  }

  private ordinal(): number {
    return Math.floor(this.now() / MINUTE_MS);
  }

  private minute(): Minute {
    const ordinal = this.ordinal();
    const place = ordinal % WINDOW_MINUTES;
    const kept = this.minutes[place];
    if (kept?.ordinal === ordinal) return kept;
    const begun = { ordinal, outcomes: new Map(), timings: new Uint32Array(BUCKETS) };
    this.minutes[place] = begun;
    return begun;
  }
}

/** Several windows as one. */
export function addUp(tallies: readonly CallTally[]): CallTally {
  const sum = new Map<string, number>();
  const timings = Array<number>(BUCKETS).fill(0);
  for (const tally of tallies) {
    for (const [outcome, calls] of Object.entries(tally.outcomes)) {
      sum.set(outcome, (sum.get(outcome) ?? 0) + calls);
    }
    for (const [bucket, calls] of tally.timings.entries()) {
      timings[bucket] = (timings[bucket] ?? 0) + calls;
    }
  }
  return { outcomes: Object.fromEntries(sum), timings };
}

/**
 * How long that share of the calls took at most: exact to the bucket, and within it as if its calls
 * lay evenly.
 * @returns whole milliseconds; null where nothing was timed
 */
export function percentileMs(timings: readonly number[], share: number): number | null {
  const calls = timings.reduce((sum, each) => sum + each, 0);
  if (calls === 0) return null;
  const rank = share * calls;
  let before = 0;
  for (const [bucket, inside] of timings.entries()) {
    if (inside > 0 && before + inside >= rank) {
      const from = BUCKETS_MS[bucket - 1] ?? 0;
      const to = BUCKETS_MS[bucket] ?? from;
      return Math.round(from + ((to - from) * (rank - before)) / inside);
    }
    before += inside;
  }
  return null;
}

function bucketOf(ms: number): number {
  const bucket = BUCKETS_MS.findIndex((end) => ms <= end);
  return bucket === -1 ? BUCKETS_MS.length : bucket;
}
