import { z } from 'zod';
import type { ProblemDefinition } from '../http/problem';

export const CredentialsMissing = {
  code: 'credentials-missing',
  status: 409,
  title: 'The merchant has no key for this environment',
  remedy: "Set the merchant's key for this environment first.",
} as const satisfies ProblemDefinition;
export const CredentialsInUse = {
  code: 'credentials-in-use',
  status: 409,
  title: 'Another merchant uses this key',
  remedy: 'Give each merchant a key of its own in each environment.',
} as const satisfies ProblemDefinition;
export const ConfirmationRequired = {
  code: 'confirmation-required',
  status: 409,
  title: 'This change must be confirmed',
  remedy: 'Where leaving production is meant, send `"confirm":"sandbox"` as well.',
} as const satisfies ProblemDefinition;
export const OrdersOpen = {
  code: 'orders-open',
  status: 409,
  title: 'Orders still need this key',
  remedy:
    'Wait until no order of this environment is still to be asked about; `orders` counts them by state, as far as 1000.',
  members: z.object({ orders: z.record(z.string(), z.int()) }),
} as const satisfies ProblemDefinition;
