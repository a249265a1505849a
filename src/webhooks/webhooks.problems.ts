import type { ProblemDefinition } from '../http/problem';

export const WebhookNotFound = {
  code: 'webhook-not-found',
  status: 404,
  title: 'There is no such webhook endpoint',
  remedy: 'Check the id, and whether the endpoint is of this merchant or of all.',
} as const satisfies ProblemDefinition;
export const DeliveryNotFound = {
  code: 'delivery-not-found',
  status: 404,
  title: 'There is no such delivery',
  remedy: 'Check the id; a delivery is found under the endpoint that it is of.',
} as const satisfies ProblemDefinition;
export const WebhookDisabled = {
  code: 'webhook-disabled',
  status: 409,
  title: 'The webhook endpoint is disabled',
  remedy: 'Enable the endpoint first.',
} as const satisfies ProblemDefinition;
export const WebhookLimitReached = {
  code: 'webhook-limit-reached',
  status: 409,
  title: 'There are as many webhook endpoints as there may be',
  remedy: 'Delete an endpoint that is not needed any more.',
} as const satisfies ProblemDefinition;
export const ReplayTooLarge = {
  code: 'replay-too-large',
  status: 422,
  title: 'Too many events for one replay',
  remedy: 'Ask for a shorter window.',
} as const satisfies ProblemDefinition;
