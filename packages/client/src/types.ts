import type { components, operations } from './contract';

type Schemas = components['schemas'];

export type Order = Schemas['Order'];
export type OrderState = Order['state'];
export type CreateOrder = Schemas['CreateOrder'];
export type OrderEvent = Schemas['OrderEvent'];
export type OrderExplanation = Schemas['OrderExplanation'];
export type OrderFilters = Omit<
  NonNullable<operations['listOrders']['parameters']['query']>,
  'cursor'
>;
export type Fulfilment = Schemas['Fulfilment'];
export type FulfilmentClaim = Schemas['ClaimFulfilment'];

export type Merchant = Schemas['Merchant'];
export type CreatedMerchant = Schemas['CreatedMerchant'];
export type CreateMerchant = Schemas['CreateMerchant'];
export type ChangeMerchant = Schemas['ChangeMerchant'];
export type Environment = Merchant['environment'];

/** Every refusal of the service; `code` tells them apart. */
export type Problem = {
  [Name in keyof Schemas]: Name extends `${string}Problem` ? Schemas[Name] : never;
}[keyof Schemas];
export type ProblemCode = Problem['code'];
export type ProblemOf<Code extends ProblemCode> = Extract<Problem, { code: Code }>;

type EventType = NonNullable<Schemas['CreateWebhook']['events']>[number];

/** What has happened to an order, as webhooks and the stream tell it. */
export interface OrderMessage {
  type: Exclude<EventType, 'webhook.test'>;
  timestamp: string;
  /** The order as it was then; see `isNewer`. */
  data: Order;
}

/** Sent on request, to see whether an endpoint works. */
export interface TestMessage {
  type: 'webhook.test';
  timestamp: string;
  data: { webhookId: string };
}

/** A webhook; `id` (`evt_…`) stays the same however often it comes. */
export type WebhookMessage = (OrderMessage | TestMessage) & { id: string };
