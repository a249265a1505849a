import { hmacSha256, isFresh, isSame, type FreshnessOptions } from './signatures';
import type { OrderState } from './types';

const VERSION = 'ipay-return-v1';
const TOLERANCE_SECONDS = 15 * 60;

/** What a redirect of the service says of an order. */
export interface VerifiedReturn {
  orderId: string;
  /** Take it from here, not from the address: only this is signed. */
  referenceId: string;
  /** An end, as it was at the time. */
  state: Exclude<OrderState, 'creating' | 'pending' | 'error'>;
  at: Date;
}

/**
 * Tells a redirect of the service from an address that somebody has typed. Show the buyer what it
 * says; before anything ships, ask the service.
 * @param url the address that the buyer's browser asked for, with its query; its path is enough
 * @param returnSecret `rs_…`, from the answer that created the merchant
 * @returns null for a wrong signature, or a time more than `toleranceSeconds` (15 minutes) away
 */
export function verifyReturn(
  url: string | URL,
  returnSecret: string,
  { now = new Date(), toleranceSeconds = TOLERANCE_SECONDS }: FreshnessOptions = {},
): VerifiedReturn | null {
  const { searchParams } = new URL(url, 'http://unknown.invalid');
  const once = (name: string): string => {
    const [value = '', ...others] = searchParams.getAll(name);
    // The service sets each once; who reads another of them would read what nobody has signed.
    return others.length === 0 ? value : '';
  };
  const orderId = once('ipay_order');
  const referenceId = once('ipay_reference');
  const state = once('ipay_state');
  const timestamp = once('ipay_timestamp');
  const text = [VERSION, orderId, referenceId, state, timestamp].join('\n');
  const expected = hmacSha256(returnSecret, [text]).toString('base64url');
  if (!isSame(expected, once('ipay_signature'))) return null;
  if (!isFresh(timestamp, now, toleranceSeconds)) return null;
  return {
    orderId,
    referenceId,
    state: state as VerifiedReturn['state'],
    at: new Date(Number(timestamp) * 1_000),
  };
}
