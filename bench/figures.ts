/** One row of the table. */
export interface Figure {
  name: string;
  unit: Unit;
  measured: number;
  /** Of times: what 95 in 100 of them stay under; absent where nothing is said of it. */
  p95?: number;
  /** The least that does the same, measured in the same run; null where there is none. */
  floor: number | null;
  /** Of what was measured to the floor. */
  ratio: number | null;
  /** In words. */
  target: string | null;
  met: boolean | null;
}

export type Unit = 'ms' | 's' | '/s' | 'MB' | 'MB/h' | 'calls';

/** What a figure should be. */
export interface Target {
  text: string;
  isMet: (measured: number, floor: number) => boolean;
}

export function atMost(most: number): Target {
  return { text: `at most ${most}`, isMet: (measured) => measured <= most };
}

export function ratioAtLeast(least: number): Target {
  return { text: `ratio at least ${least}`, isMet: (measured, floor) => measured / floor >= least };
}

export function ratioAtMost(most: number): Target {
  return { text: `ratio at most ${most}`, isMet: (measured, floor) => measured / floor <= most };
}

/** In the unit of the figure. */
export function overFloorAtMost(most: number): Target {
  return {
    text: `at most ${most} over the floor`,
    isMet: (measured, floor) => measured - floor <= most,
  };
}

interface Measured {
  name: string;
  unit: Unit;
  measured: number;
  floor?: number | null;
  target?: Target | null;
}

/** A target that looks at the floor needs one: without, it is missed. */
export function figureOf({ floor = null, target = null, ...of }: Measured): Figure {
  return {
    ...of,
    measured: rounded(of.measured),
    floor: floor === null ? null : rounded(floor),
    ratio: floor === null ? null : rounded(of.measured / floor),
    target: target?.text ?? null,
    met: target?.isMet(of.measured, floor ?? NaN) ?? null,
  };
}

/** How long something took, again and again: the median, beside the floor's. */
export function figureOfTimes(
  name: string,
  times: readonly number[],
  { floor = null, target = null }: { floor?: number | null; target?: Target | null } = {},
): Figure {
  const figure = figureOf({ name, unit: 'ms', measured: percentile(times, 0.5), floor, target });
  return { ...figure, p95: rounded(percentile(times, 0.95)) };
}

/** The smallest of the values that this share of them does not exceed. @param values in any order */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** More digits than three say nothing on a machine that does other things as well. */
function rounded(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
}
