import type { Schemas } from './schemas';

/** Endpoints and their deliveries, as the API has them. */

export type Webhook = Schemas['Webhook'];
export type WatchedWebhook = Schemas['WatchedWebhook'];
export type Delivery = Schemas['Delivery'];
export type DeliveryState = Delivery['state'];
export type EndpointState = WatchedWebhook['state'];
export type WebhookEvent = Webhook['events'][number];

export const ENDPOINT_STATES = [
  'failing',
  'disabled',
  'working',
] as const satisfies readonly EndpointState[];

export const DELIVERY_STATES = [
  'pending',
  'delivered',
  'failed',
] as const satisfies readonly DeliveryState[];

/** What can be chosen; a test comes whenever it is asked for. */
export const ORDER_EVENTS = [
  'order.pending',
  'order.paid',
  'order.cancelled',
  'order.failed',
  'order.expired',
  'order.error',
  'order.rejected',
  'order.attention',
] as const satisfies readonly WebhookEvent[];
