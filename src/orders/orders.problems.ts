import type { ProblemDefinition } from '../http/problem';

export const OrderNotFound = {
  code: 'order-not-found',
  status: 404,
  title: 'There is no such order',
} as const satisfies ProblemDefinition;
/** Names `orderId` and `state`. */
export const ReferenceIdUsed = {
  code: 'reference-id-used',
  status: 409,
  title: 'This merchant already has an order under this reference',
} as const satisfies ProblemDefinition;
export const IdempotencyKeyReused = {
  code: 'idempotency-key-reused',
  status: 422,
  title: 'This Idempotency-Key came before, with another body',
} as const satisfies ProblemDefinition;
/** Names `orderId`. */
export const ReferenceIdUsedAtGateway = {
  code: 'reference-id-used-at-gateway',
  status: 409,
  title: 'The reference was used at iPay outside this service',
} as const satisfies ProblemDefinition;
export const MerchantSuspended = {
  code: 'merchant-suspended',
  status: 409,
  title: 'The merchant is suspended and takes no new orders',
} as const satisfies ProblemDefinition;
/** Names `orderId` and `gatewayMessage`. */
export const GatewayRejected = {
  code: 'gateway-rejected',
  status: 422,
  title: 'iPay refused the order',
} as const satisfies ProblemDefinition;
/** Names `orderId`. */
export const GatewayCredentialsRejected = {
  code: 'gateway-credentials-rejected',
  status: 502,
  title: "iPay refused the merchant's key",
} as const satisfies ProblemDefinition;
export const GatewayUnavailable = {
  code: 'gateway-unavailable',
  status: 503,
  title: 'iPay cannot be reached; nothing was sent and nothing is kept',
} as const satisfies ProblemDefinition;
export const NoAttention = {
  code: 'no-attention',
  status: 409,
  title: 'The order carries no flag to resolve',
} as const satisfies ProblemDefinition;
/** Names `state`. */
export const NotPaid = {
  code: 'not-paid',
  status: 409,
  title: 'The order is not paid',
} as const satisfies ProblemDefinition;
/** Names `fulfilment`: who claimed it, under which id, when. */
export const AlreadyFulfilled = {
  code: 'already-fulfilled',
  status: 409,
  title: 'The order has been claimed for fulfilment',
} as const satisfies ProblemDefinition;
export const EnvironmentMismatch = {
  code: 'environment-mismatch',
  status: 409,
  title: "The order is not of the merchant's current environment",
} as const satisfies ProblemDefinition;
