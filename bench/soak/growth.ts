/** Something measured again and again. */
export interface Sample {
  atMs: number;
  value: number;
}

export interface Growth {
  mean: number;
  perHour: number;
  /** How far off that may be: two standard errors. */
  error: number;
}

const HOUR_MS = 3_600_000;
/** Of the mean, in an hour. */
const FLAT_SHARE = 0.05;

/** The straight line that lies nearest to the samples. */
export function growthOf(samples: readonly Sample[]): Growth {
  const count = samples.length;
  const mean = averageOf(samples.map(({ value }) => value));
  const middle = averageOf(samples.map(({ atMs }) => atMs));
  const spread = sumOf(samples.map(({ atMs }) => (atMs - middle) ** 2));
  const slope = sumOf(samples.map(({ atMs, value }) => (atMs - middle) * (value - mean))) / spread;
  const left = sumOf(
    samples.map(({ atMs, value }) => (value - mean - slope * (atMs - middle)) ** 2),
  );
  const error = 2 * Math.sqrt(left / (count - 2) / spread);
  return { mean, perHour: slope * HOUR_MS, error: error * HOUR_MS };
}

/** It does not grow, as far as can be told, or by so little that nobody would notice in a day. */
export function isFlat({ mean, perHour, error }: Growth): boolean {
  return perHour - error <= 0 || perHour <= FLAT_SHARE * mean;
}

/**
 * What is in use after the garbage has been taken away: the least of each stretch of time. Between,
 * a heap only says how long ago that was.
 */
export function leastOfEach(stretchMs: number, samples: readonly Sample[]): Sample[] {
  const least = new Map<number, Sample>();
  for (const sample of samples) {
    const stretch = Math.floor(sample.atMs / stretchMs);
    const known = least.get(stretch);
    if (!known || sample.value < known.value) least.set(stretch, sample);
  }
  return [...least.values()];
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function averageOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}
