/**
 * A scenario: at t do x, as a JSON file. Times are texts ("250ms", "30s", "15m", "2h") by the
 * sandbox's clock, so moving the clock moves through the scenario.
 *
 *     { "name": "a bad evening",
 *       "steps": [
 *         { "at": "0s",  "do": "fault", "fault": { "kind": "http", "status": 503 } },
 *         { "at": "30s", "do": "clear-faults" },
 *         { "at": "30s", "do": "settings", "settings": { "latency": "evening-rush" } },
 *         { "at": "16m", "do": "change-orders", "from": "acceptance",
 *           "referencePattern": "late-*", "state": "paid" } ] }
 *
 * `at` counts from the start of the scenario; a change of orders may count from the acceptance of
 * each matching order instead.
 */
import { z } from 'zod';

import { orderChangeSchema, settingsChangeSchema } from './control';
import { faultSchema } from './faults';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h)$/, 'must be a time like "250ms", "30s", "15m" or "2h"')
  .transform((text) => {
    const unit = text.replace(/^\d+/, '') as keyof typeof UNIT_MS;
    return Number.parseInt(text, 10) * UNIT_MS[unit];
  });

const stepSchema = z.discriminatedUnion('do', [
  z.strictObject({ at: duration, do: z.literal('fault'), fault: faultSchema }),
  z.strictObject({ at: duration, do: z.literal('clear-faults') }),
  z.strictObject({ at: duration, do: z.literal('settings'), settings: settingsChangeSchema }),
  orderChangeSchema.extend({
    at: duration,
    do: z.literal('change-orders'),
    from: z.enum(['start', 'acceptance']).default('start'),
    referencePattern: z.string().min(1).default('*'),
  }),
]);

export const scenarioSchema = z.strictObject({
  name: z.string().min(1).max(100),
  steps: z.array(stepSchema).min(1).max(1_000),
});

export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type ScenarioStep = Scenario['steps'][number];
