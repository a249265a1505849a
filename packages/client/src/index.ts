/** Takes payments over ipay-connect: orders, outcomes, webhooks, returns. */
export {
  IpayConnect,
  type CreateOptions,
  type FulfilmentOutcome,
  type Ship,
  type WaitOptions,
} from './client';
export { NoAnswer, ProblemError, UnexpectedAnswer } from './errors';
export type { FollowOptions, FollowedMessage } from './order-stream';
export { hasEnded, isNewer } from './orders';
export { verifyReturn, type VerifiedReturn } from './returns';
export type { FreshnessOptions } from './signatures';
export type { IpayConnectOptions } from './transport';
export type {
  ChangeMerchant,
  CreateMerchant,
  CreateOrder,
  CreatedMerchant,
  Environment,
  Fulfilment,
  FulfilmentClaim,
  Merchant,
  Order,
  OrderEvent,
  OrderExplanation,
  OrderFilters,
  OrderMessage,
  OrderState,
  Problem,
  ProblemCode,
  ProblemOf,
  TestMessage,
  WebhookMessage,
} from './types';
export { WebhookRefused, verifyWebhook } from './webhooks';
