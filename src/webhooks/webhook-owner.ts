import { InsufficientScope, merchantIdFor, type Caller } from '../access';
import { Problem } from '../http/problem';
import { fromTypedId } from '../http/typed-id';
import type { EndpointKey } from './webhook-endpoints.repository';
import { WebhookNotFound } from './webhooks.problems';

/** Whether the endpoints that hear all merchants exist for the caller. */
export function seesPlatform({ merchantIds }: Caller): boolean {
  return merchantIds === null;
}

/**
 * Whose endpoints an address means: a merchant's, or null for those that hear all merchants.
 * @throws Problem `merchant-not-found`; `insufficient-scope` where all are meant and not allowed
 */
export function ownerFor(caller: Caller, merchant: string | undefined): string | null {
  if (merchant !== undefined) return merchantIdFor(caller, merchant);
  if (seesPlatform(caller)) return null;
  throw new Problem(
    InsufficientScope,
    'Only a token for all merchants has to do with webhooks over all merchants',
  );
}

/** @throws Problem `webhook-not-found` for a malformed id, and as {@link ownerFor} */
export function endpointFor(
  caller: Caller,
  merchant: string | undefined,
  webhook: string,
): EndpointKey {
  const merchantId = ownerFor(caller, merchant);
  const id = fromTypedId('whk', webhook);
  if (id === null) throw webhookNotFound();
  return { id, merchantId };
}

export function webhookNotFound(): Problem {
  return new Problem(WebhookNotFound, 'No webhook endpoint has this id here');
}
