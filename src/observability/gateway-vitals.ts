import { z } from 'zod';
import { ENVIRONMENTS } from '../config/environment';
import { BUCKETS } from './call-window';

const count = () => z.int().nonnegative();

/** Ages instead of moments: only the database's clock is the same for every process. */
const ageMs = () => z.number().nonnegative();

const breakerVitals = z.object({
  merchantId: z.uuid(),
  operation: z.string(),
  /** For how long it has been open. */
  openMs: ageMs(),
});

const environmentVitals = z.object({
  inFlight: count(),
  sinceAnswerMs: ageMs().nullable(),
  sinceSilenceMs: ageMs().nullable(),
  /** By operation. */
  calls: z.record(
    z.string(),
    z.object({
      outcomes: z.record(z.string(), count()),
      timings: z.array(count()).length(BUCKETS),
    }),
  ),
  /** How many breakers are open. */
  openBreakerCount: count(),
  /** Those that have been open for longest. */
  openBreakers: z.array(breakerVitals),
});
export type EnvironmentVitals = z.output<typeof environmentVitals>;

/**
 * How iPay looks from one process, as its heartbeat tells it. The version before and the one after
 * read it too: a member that is added later is optional.
 */
export const gatewayVitalsSchema = z.record(z.enum(ENVIRONMENTS), environmentVitals);
export type GatewayVitals = z.output<typeof gatewayVitalsSchema>;
