import type { components } from '../../../../packages/client/src/contract';

/** What the API gives, by name. */
export type Schemas = components['schemas'];
export type Order = Schemas['Order'];
export type OrderState = Order['state'];
export type OrderEvent = Schemas['OrderEvent'];
export type OrderDelivery = Schemas['OrderDeliveries']['data'][number];
export type AttentionReason = Schemas['OrderAttention']['reason'];
export type Environment = Order['environment'];
export type Scope = Schemas['Token']['scopes'][number];

/** In the order of an order's life. */
export const ORDER_STATES = [
  'creating',
  'pending',
  'paid',
  'cancelled',
  'failed',
  'expired',
  'error',
  'rejected',
] as const satisfies readonly OrderState[];

/** As the API lists them: what a token may do. */
export const SCOPES = [
  'merchants:read',
  'merchants:write',
  'orders:read',
  'orders:write',
  'webhooks:read',
  'webhooks:write',
  'tokens:write',
  'ops:read',
] as const satisfies readonly Scope[];
