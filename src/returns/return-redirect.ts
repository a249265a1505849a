import type { OrderState } from '../orders';
import { signReturn, type ReturnClaims } from './return-signature';

interface CallbackUrls {
  successCallbackUrl: string;
  failureCallbackUrl: string;
  cancelCallbackUrl: string;
}

/** The platform's URL for what was verified; null while nothing is certain. */
export function callbackFor(order: CallbackUrls & { state: OrderState }): string | null {
  switch (order.state) {
    case 'paid':
      return order.successCallbackUrl;
    case 'cancelled':
      return order.cancelCallbackUrl;
    case 'failed':
    case 'expired':
    case 'rejected':
      return order.failureCallbackUrl;
    case 'creating':
    case 'pending':
    case 'error':
      return null;
  }
}

/**
 * The platform's URL with the signed claims behind its own parameters, which stay byte for byte:
 * a platform may have signed them itself. What already goes by one of our names is replaced.
 *
 * @returns ASCII, fit for a `Location` header
 */
export function redirectTo(
  callbackUrl: string,
  claims: ReturnClaims,
  returnSecret: string,
): string {
  const url = new URL(callbackUrl);
  const added = new URLSearchParams({
    ipay_order: claims.order,
    ipay_reference: claims.reference,
    ipay_state: claims.state,
    ipay_timestamp: String(claims.timestamp),
    ipay_signature: signReturn(claims, returnSecret),
  });
  const query = url.search.slice(1);
  const kept = query === '' ? [] : query.split('&').filter((pair) => !added.has(nameOf(pair)));
  url.search = [...kept, added.toString()].join('&');
  return url.href;
}

/** However it is written: `ipay%5Fstate` is `ipay_state` to whoever reads it. */
function nameOf(pair: string): string {
  const [name = ''] = new URLSearchParams(pair).keys();
  return name;
}
