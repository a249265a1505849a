import { z } from 'zod';
import { toTypedId } from '../../http/typed-id';
import { momentText, named, pageOf, typedId } from '../../http/wire';
import {
  DELIVERY_STATES,
  MAX_REPLAYED,
  type DeliveryRow,
  type OrderDeliveryRow,
} from '../webhook-deliveries.repository';
import { WEBHOOK_EVENTS } from '../webhook-events';

export const attemptSchema = z.object({
  at: momentText(),
  durationMs: z.number().nullable(),
  status: z.int().nullable().describe('HTTP status; null where no answer came.'),
  error: z.string().nullable().describe('Why it failed; null where it did not.'),
});

export const deliverySchema = named(
  'Delivery',
  z
    .object({
      id: typedId('dlv'),
      webhookId: typedId('whk'),
      eventId: typedId('evt').describe('The `webhook-id` that is sent.'),
      type: z.enum(WEBHOOK_EVENTS),
      merchantId: typedId('mrc').nullable(),
      orderId: typedId('ord').nullable(),
      state: z.enum(DELIVERY_STATES),
      attempts: z.int().describe('Since it was last asked for.'),
      nextAttemptAt: momentText().nullable(),
      lastAttempt: attemptSchema
        .extend({ answer: z.string().nullable().describe('The beginning of what was answered.') })
        .nullable(),
      deliveredAt: momentText().nullable(),
      createdAt: momentText(),
    })
    .describe('An event on its way to an endpoint.'),
);
export type Delivery = z.output<typeof deliverySchema>;

export const deliveryPageSchema = pageOf('DeliveryPage', deliverySchema);

export const orderDeliveriesSchema = named(
  'OrderDeliveries',
  z
    .object({
      data: z.array(
        deliverySchema.extend({
          endpointUrl: z.string(),
          endpointOwner: z
            .enum(['merchant', 'platform'])
            .describe('`platform`: the endpoint hears all merchants.'),
        }),
      ),
    })
    .describe(
      'What endpoints were told of an order, and are to be told; newest first, at most 200.',
    ),
);
export type OrderDeliveries = z.output<typeof orderDeliveriesSchema>;

export const replayCountSchema = named(
  'ReplayCount',
  z.object({
    count: z
      .int()
      .describe(`Events of the window that would be sent; of more than ${MAX_REPLAYED}, so many.`),
    tooMany: z.boolean().describe('There are more, and a replay of this window is refused.'),
  }),
);
export type ReplayCount = z.output<typeof replayCountSchema>;

export const replaySchema = named(
  'Replayed',
  z.object({ count: z.int().describe('How many events are sent again.') }),
);

export function presentAttempt(
  row: Pick<DeliveryRow, 'lastDurationMs' | 'lastStatus' | 'lastError'>,
  at: Date,
): z.output<typeof attemptSchema> {
  return {
    at: at.toISOString(),
    durationMs: row.lastDurationMs,
    status: row.lastStatus,
    error: row.lastError,
  };
}

export function presentDelivery(row: DeliveryRow): Delivery {
  return {
    id: toTypedId('dlv', row.id),
    webhookId: toTypedId('whk', row.endpointId),
    eventId: toTypedId('evt', row.eventId),
    type: row.type,
    merchantId: row.merchantId && toTypedId('mrc', row.merchantId),
    orderId: row.orderId && toTypedId('ord', row.orderId),
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    lastAttempt: row.lastAttemptAt && {
      ...presentAttempt(row, row.lastAttemptAt),
      answer: row.lastAnswer,
    },
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

export function presentOrderDelivery(row: OrderDeliveryRow): OrderDeliveries['data'][number] {
  return {
    ...presentDelivery(row),
    endpointUrl: row.endpointUrl,
    endpointOwner: row.ownerId === null ? 'platform' : 'merchant',
  };
}
