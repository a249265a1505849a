import { toTypedId } from '../../http/typed-id';
import type { DisabledReason } from '../webhook-endpoint.entity';
import type { EndpointRow } from '../webhook-endpoints.repository';
import type { WebhookEventType } from '../webhook-events';

/** An endpoint on the wire; never a secret. */
export interface Webhook {
  id: string;
  /** Null: it hears all merchants. */
  merchantId: string | null;
  url: string;
  description: string;
  events: WebhookEventType[];
  enabled: boolean;
  /** Why the service disabled it; null where it did not. */
  disabledReason: DisabledReason | null;
  disabledAt: string | null;
  /** Since when every attempt has failed. */
  failingSince: string | null;
  /** Until when the secret of before a rotation signs as well. */
  previousSecretValidUntil: string | null;
  createdAt: string;
  updatedAt: string;
}

/** The only answers that carry a secret: to the create and to a rotation. */
export type WebhookWithSecret = Webhook & { secret: string };

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
