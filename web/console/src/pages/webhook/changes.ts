import type { Webhook, WebhookEvent } from '../../api/webhook-schemas';

export interface Filled {
  url: string;
  description: string;
  /** Of those that can be chosen. */
  events: WebhookEvent[];
  enabled: boolean;
}

/**
 * What somebody has changed, and nothing else: what the service has done to the endpoint while the
 * form was open stays so.
 */
export function changesTo(webhook: Webhook, filled: Filled): Partial<Filled> {
  const { url, description, events, enabled } = filled;
  // What cannot be chosen here was chosen by other means, and stays.
  const kept = webhook.events.filter((event) => event === 'webhook.test');
  const isSame =
    events.length + kept.length === webhook.events.length &&
    events.every((event) => webhook.events.includes(event));
  return {
    ...(url !== webhook.url && { url }),
    ...(description !== webhook.description && { description }),
    ...(!isSame && { events: [...events, ...kept] }),
    ...(enabled !== webhook.enabled && { enabled }),
  };
}
