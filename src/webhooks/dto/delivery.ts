import { toTypedId } from '../../http/typed-id';
import type { DeliveryRow, DeliveryState } from '../webhook-deliveries.repository';
import type { WebhookEventType } from '../webhook-events';

/** A delivery on the wire. */
export interface Delivery {
  id: string;
  webhookId: string;
  /** The `webhook-id` that is sent. */
  eventId: string;
  type: WebhookEventType;
  merchantId: string | null;
  orderId: string | null;
  state: DeliveryState;
  /** Since it was last asked for. */
  attempts: number;
  nextAttemptAt: string | null;
  lastAttempt: LastAttempt | null;
  deliveredAt: string | null;
  createdAt: string;
}

export interface LastAttempt {
  at: string;
  durationMs: number | null;
  /** HTTP status; null where no answer came. */
  status: number | null;
  /** Why it failed, in words; null where it did not. */
  error: string | null;
  /** The beginning of what was answered. */
  answer: string | null;
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
      at: row.lastAttemptAt.toISOString(),
      durationMs: row.lastDurationMs,
      status: row.lastStatus,
      error: row.lastError,
      answer: row.lastAnswer,
    },
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
