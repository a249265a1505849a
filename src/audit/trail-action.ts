import type { OperationId } from '../http/contract';

/**
 * What is written into the trail by name. What a session of the console does has the name of its
 * operation instead, unless the operation writes one of these.
 */
export const TRAIL_ACTIONS = [
  'session.opened',
  'session.closed',
  'token.issued',
  'token.rotated',
  'token.revoked',
  'merchant.created',
  'merchant.suspended',
  'merchant.activated',
  'merchant.flipped-to-sandbox',
  'merchant.flipped-to-production',
  'credentials.set',
  'credentials.deleted',
  'order.verified',
  'webhooks.replayed',
  'keys.rotated',
] as const;
export type TrailAction = (typeof TRAIL_ACTIONS)[number];

export type Action = TrailAction | OperationId;
