import type { ProblemDefinition } from '../http/problem';

export const WebhookNotFound = {
  code: 'webhook-not-found',
  status: 404,
  title: 'There is no such webhook endpoint',
} as const satisfies ProblemDefinition;
export const DeliveryNotFound = {
  code: 'delivery-not-found',
  status: 404,
  title: 'There is no such delivery',
} as const satisfies ProblemDefinition;
export const WebhookDisabled = {
  code: 'webhook-disabled',
  status: 409,
  title: 'The webhook endpoint is disabled',
} as const satisfies ProblemDefinition;
export const WebhookLimitReached = {
  code: 'webhook-limit-reached',
  status: 409,
  title: 'There are as many webhook endpoints as there may be',
} as const satisfies ProblemDefinition;
export const ReplayTooLarge = {
  code: 'replay-too-large',
  status: 422,
  title: 'Too many events for one replay',
} as const satisfies ProblemDefinition;
