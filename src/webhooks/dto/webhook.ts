import { z } from 'zod';
import { toTypedId } from '../../http/typed-id';
import { momentText, named, pageOf, typedId } from '../../http/wire';
import { DISABLED_REASONS } from '../webhook-endpoint.entity';
import type { EndpointRow } from '../webhook-endpoints.repository';
import { WEBHOOK_EVENTS } from '../webhook-events';

export const webhookSchema = named(
  'Webhook',
  z
    .object({
      id: typedId('whk'),
      merchantId: typedId('mrc').nullable().describe('Null: it hears all merchants.'),
      url: z.string(),
      description: z.string(),
      events: z.array(z.enum(WEBHOOK_EVENTS)),
      enabled: z.boolean(),
      disabledReason: z
        .enum(DISABLED_REASONS)
        .nullable()
        .describe('Why the service disabled it; null where it did not.'),
      disabledAt: momentText().nullable(),
      failingSince: momentText().nullable().describe('Since when every attempt has failed.'),
      previousSecretValidUntil: momentText()
        .nullable()
        .describe('Until when the secret of before a rotation signs as well.'),
      createdAt: momentText(),
      updatedAt: momentText(),
    })
    .describe('A webhook endpoint; never a secret.'),
);
export type Webhook = z.output<typeof webhookSchema>;

/** The only answers that carry a secret: to the create and to a rotation. */
export const webhookWithSecretSchema = named(
  'WebhookWithSecret',
  webhookSchema
    .extend({ secret: z.string().describe('`whsec_…`. It is shown this once.') })
    .describe('A webhook endpoint with its secret.'),
);
export type WebhookWithSecret = z.output<typeof webhookWithSecretSchema>;

export const webhookPageSchema = pageOf('WebhookPage', webhookSchema);

export function presentWebhook(row: EndpointRow): Webhook {
  return {
    id: toTypedId('whk', row.id),
    merchantId: row.merchantId && toTypedId('mrc', row.merchantId),
    url: row.url,
    description: row.description,
    events: row.events,
    enabled: row.enabled,
    disabledReason: row.disabledReason,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretValidUntil: row.previousValidUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
