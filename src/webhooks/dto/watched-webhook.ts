import { z } from 'zod';
import { momentText, named, pageOf } from '../../http/wire';
import { ENDPOINT_STATES, stateAt } from '../endpoint-state';
import { MOST_COUNTED, type WatchedEndpointRow } from '../watched-endpoints.repository';
import { attemptSchema, presentAttempt } from './delivery';
import { presentWebhook, webhookSchema } from './webhook';

const watchedWebhookSchema = named(
  'WatchedWebhook',
  webhookSchema
    .extend({
      state: z
        .enum(ENDPOINT_STATES)
        .describe('`failing`: it is enabled, and every attempt since `failingSince` has failed.'),
      backlog: z.object({
        waiting: z
          .int()
          .describe(`Deliveries still to be made; of more than ${MOST_COUNTED}, ${MOST_COUNTED}.`),
        oldestDueAt: momentText()
          .nullable()
          .describe('When the first of them is due, or was; null where nothing waits.'),
      }),
      lastAttempt: attemptSchema
        .nullable()
        .describe(
          'At whichever delivery, or one of the same outcome 10 s before at most; null before any.',
        ),
    })
    .describe('A webhook endpoint, and how it does.'),
);
export type WatchedWebhook = z.output<typeof watchedWebhookSchema>;

export const watchedWebhookPageSchema = pageOf('WatchedWebhookPage', watchedWebhookSchema);

export function presentWatchedWebhook(row: WatchedEndpointRow): WatchedWebhook {
  return {
    ...presentWebhook(row),
    state: stateAt(row.turn),
    backlog: { waiting: row.waiting, oldestDueAt: row.oldestDueAt?.toISOString() ?? null },
    lastAttempt: row.lastAttemptAt && presentAttempt(row, row.lastAttemptAt),
  };
}
