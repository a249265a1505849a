import { z } from 'zod';
import { ENVIRONMENTS } from '../config/environment';
import { moment, named, typedId } from '../http/wire';
import { ORDER_STATES } from '../orders';
import { BUCKETS } from './stats-period';

const sum = () =>
  z
    .string()
    .describe('BDT, as a decimal text.')
    .meta({ examples: ['120.00'] });

const figures = {
  count: z.int(),
  amount: sum(),
  states: z
    .partialRecord(z.enum(ORDER_STATES), z.object({ count: z.int(), amount: sum() }))
    .describe('Those that have any.'),
  successRate: z
    .number()
    .nullable()
    .describe('Paid of those that have ended at iPay; null where none has.'),
  timeToPaid: z
    .object({ p50Ms: z.int(), p95Ms: z.int() })
    .nullable()
    .describe("From iPay's acceptance; null where none is paid."),
};

/** Statistics on the wire; see `stats-report.ts`. */
export const statisticsSchema = named(
  'Statistics',
  z.object({
    from: moment(),
    to: moment(),
    countedAt: moment().describe('As of when; many orders are not counted anew for each who asks.'),
    bucket: z.enum(BUCKETS),
    timeZone: z.string(),
    environments: z
      .array(
        z.object({
          environment: z.enum(ENVIRONMENTS),
          ...figures,
          merchants: z.array(z.object({ merchantId: typedId('mrc'), ...figures })),
          buckets: z.array(z.object({ start: moment(), ...figures })),
        }),
      )
      .describe('Play money and real money are never added up.'),
  }),
);
export type StatisticsReport = z.output<typeof statisticsSchema>;
