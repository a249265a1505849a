/** How long the gateway takes, as a median and the slow tail that real gateways have. */

interface Profile {
  readonly medianMs: number;
  readonly p99Ms: number;
}

export const LATENCY_PROFILES = ['none', 'quick', 'usual', 'slow', 'evening-rush'] as const;

export type LatencyProfile = (typeof LATENCY_PROFILES)[number];

const PROFILES: Record<LatencyProfile, Profile | null> = {
  none: null,
  quick: { medianMs: 20, p99Ms: 80 },
  usual: { medianMs: 180, p99Ms: 900 },
  slow: { medianMs: 1_200, p99Ms: 4_000 },
  'evening-rush': { medianMs: 600, p99Ms: 15_000 },
};

/** A normal deviate is 2.326 at the 99th percentile. */
const Z99 = 2.326;

/** One log-normal sample. `u` and `v` are two independent numbers in (0, 1). */
export function latencyMs(profile: LatencyProfile, u: number, v: number): number {
  const shape = PROFILES[profile];
  if (shape === null) return 0;
  const deviate = Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  const sigma = Math.log(shape.p99Ms / shape.medianMs) / Z99;
  return shape.medianMs * Math.exp(sigma * Math.min(deviate, 3));
}
