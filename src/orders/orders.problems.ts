import { z } from 'zod';
import type { ProblemDefinition } from '../http/problem';
import { typedId } from '../http/wire';
import { fulfilmentSchema } from './dto/order.schema';
import { ORDER_STATES } from './order-state';

export const OrderNotFound = {
  code: 'order-not-found',
  status: 404,
  title: 'There is no such order',
  remedy: 'Check the id or the reference, and the merchant.',
} as const satisfies ProblemDefinition;
export const ReferenceIdUsed = {
  code: 'reference-id-used',
  status: 409,
  title: 'This merchant already has an order under this reference',
  remedy:
    'Read the order that is named, or use another `referenceId`. It may be the one an earlier attempt made.',
  members: z.object({ orderId: typedId('ord'), state: z.enum(ORDER_STATES) }).partial(),
} as const satisfies ProblemDefinition;
export const IdempotencyKeyReused = {
  code: 'idempotency-key-reused',
  status: 422,
  title: 'This Idempotency-Key came before, with another body',
  remedy: 'Use a new `Idempotency-Key` for another order.',
} as const satisfies ProblemDefinition;
export const ReferenceIdUsedAtGateway = {
  code: 'reference-id-used-at-gateway',
  status: 409,
  title: 'The reference was used at iPay outside this service',
  remedy: 'Use another `referenceId`: this one is spent at iPay, for an order that is not ours.',
  members: z.object({ orderId: typedId('ord') }),
} as const satisfies ProblemDefinition;
export const MerchantSuspended = {
  code: 'merchant-suspended',
  status: 409,
  title: 'The merchant is suspended and takes no new orders',
  remedy: 'Make the merchant active again first; its open orders go on being verified.',
} as const satisfies ProblemDefinition;
export const GatewayRejected = {
  code: 'gateway-rejected',
  status: 422,
  title: 'iPay refused the order',
  remedy: 'Correct what `gatewayMessage` says and create again under the same reference.',
  members: z.object({ orderId: typedId('ord'), gatewayMessage: z.string().nullable() }),
} as const satisfies ProblemDefinition;
export const GatewayCredentialsRejected = {
  code: 'gateway-credentials-rejected',
  status: 502,
  title: "iPay refused the merchant's key",
  remedy: 'Set a key that iPay accepts, then create again under the same reference.',
  members: z.object({ orderId: typedId('ord') }),
} as const satisfies ProblemDefinition;
export const GatewayUnavailable = {
  code: 'gateway-unavailable',
  status: 503,
  title: 'iPay cannot be reached; nothing was sent and nothing is kept',
  remedy: 'Repeat after `Retry-After`; the same reference may be used.',
  headers: { 'Retry-After': 'Seconds to wait.' },
} as const satisfies ProblemDefinition;
export const NoAttention = {
  code: 'no-attention',
  status: 409,
  title: 'The order carries no flag to resolve',
  remedy: 'Nothing: somebody has resolved it already.',
} as const satisfies ProblemDefinition;
export const NotPaid = {
  code: 'not-paid',
  status: 409,
  title: 'The order is not paid',
  remedy: 'Ship nothing; wait until the order is paid.',
  members: z.object({ state: z.enum(ORDER_STATES) }),
} as const satisfies ProblemDefinition;
export const AlreadyFulfilled = {
  code: 'already-fulfilled',
  status: 409,
  title: 'The order has been claimed for fulfilment',
  remedy: 'Ship nothing: the claim that is named ships.',
  members: z.object({ fulfilment: fulfilmentSchema }),
} as const satisfies ProblemDefinition;
export const EnvironmentMismatch = {
  code: 'environment-mismatch',
  status: 409,
  title: "The order is not of the merchant's current environment",
  remedy: "Ship nothing for play money; make the order again in the merchant's environment.",
} as const satisfies ProblemDefinition;
