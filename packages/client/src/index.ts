/** Takes payments over ipay-connect: orders, outcomes, webhooks, returns. */
export {
  IpayConnect,
  type CreateOptions,
  type FulfilmentOutcome,
  type WaitOptions,
} from './client';
export { ProblemError, UnexpectedAnswer } from './problem-error';
export { hasEnded, isNewer } from './orders';
export { verifyReturn, type VerifiedReturn } from './returns';
export { WebhookRefused, verifyWebhook } from './webhooks';
export type { TransportOptions } from './transport';
export type {
  CreateOrder,
  Fulfilment,
  FulfilmentClaim,
  Order,
  OrderEvent,
  OrderFilters,
  OrderMessage,
  OrderState,
  Problem,
  ProblemCode,
  ProblemOf,
} from './types';
