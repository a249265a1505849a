import { TOLD_EVENTS } from '../orders';

/** Sent on request, to see whether an endpoint works; whoever subscribed to what. */
export const TEST_EVENT = 'webhook.test';

/** What an endpoint can subscribe to. */
export const WEBHOOK_EVENTS = [...TOLD_EVENTS, TEST_EVENT] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];
