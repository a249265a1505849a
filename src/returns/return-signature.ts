import { createHmac } from 'node:crypto';

/** What a redirect tells the platform, as the values are before they are percent-encoded. */
export interface ReturnClaims {
  /** `ord_…` */
  order: string;
  /** The platform's own reference. */
  reference: string;
  /** `paid`, `cancelled`, `failed`, `expired` or `rejected`. */
  state: string;
  /** Unix seconds. */
  timestamp: number;
}

const VERSION = 'ipay-return-v1';

/**
 * The signature of a redirect, so that a platform can tell our redirect from one that a buyer has
 * typed: HMAC-SHA256, written as base64url without padding. The key is the merchant's return
 * secret, the UTF-8 bytes of its whole text (`rs_…`). The signed text is five lines in UTF-8, each
 * but the last ended by one line feed:
 *
 *     ipay-return-v1
 *     <ipay_order>
 *     <ipay_reference>
 *     <ipay_state>
 *     <ipay_timestamp>
 *
 * A reference has no control characters, so no other values make the same text. The signature says
 * what was true at the timestamp; how old it may be is the platform's to decide, and whether the
 * order is paid is asked from the API before anything is shipped.
 */
export function signReturn(claims: ReturnClaims, returnSecret: string): string {
  const { order, reference, state, timestamp } = claims;
  return createHmac('sha256', returnSecret)
    .update([VERSION, order, reference, state, timestamp].join('\n'))
    .digest('base64url');
}
