import type { ProblemDefinition } from '../http/problem';

export const CredentialsMissing = {
  code: 'credentials-missing',
  status: 409,
  title: 'The merchant has no key for this environment',
} as const satisfies ProblemDefinition;
export const CredentialsInUse = {
  code: 'credentials-in-use',
  status: 409,
  title: 'Another merchant uses this key',
} as const satisfies ProblemDefinition;
export const ConfirmationRequired = {
  code: 'confirmation-required',
  status: 409,
  title: 'This change must be confirmed',
} as const satisfies ProblemDefinition;
export const OrdersOpen = {
  code: 'orders-open',
  status: 409,
  title: 'Orders still need this key',
} as const satisfies ProblemDefinition;
