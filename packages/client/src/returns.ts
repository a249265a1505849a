import { createHmac, timingSafeEqual } from 'node:crypto';

const VERSION = 'ipay-return-v1';
const TOLERANCE_SECONDS = 15 * 60;

/** What a redirect of the service says of an order. */
export interface VerifiedReturn {
  orderId: string;
  referenceId: string;
  /** `paid`, `cancelled`, `failed`, `expired` or `rejected`, as it was at the time. */
  state: string;
  at: Date;
}

/**
 * Tells a redirect of the service from an address that somebody has typed. Show the buyer what it
 * says; before anything ships, read the order.
 * @param url the address that the buyer's browser asked for, with its query
 * @param returnSecret `rs_…`, from the answer that created the merchant
 * @returns null for a wrong signature, or a time more than `toleranceSeconds` away (15 minutes)
 */
export function verifyReturn(
  url: string | URL,
  returnSecret: string,
  { now = new Date(), toleranceSeconds = TOLERANCE_SECONDS } = {},
): VerifiedReturn | null {
  const { searchParams } = new URL(url, 'http://unknown.invalid');
  const [orderId, referenceId, state, timestamp, signature] = [
    'ipay_order',
    'ipay_reference',
    'ipay_state',
    'ipay_timestamp',
    'ipay_signature',
  ].map((name) => searchParams.getAll(name).at(-1) ?? '') as [
    string,
    string,
    string,
    string,
    string,
  ];
  const expected = createHmac('sha256', returnSecret)
    .update([VERSION, orderId, referenceId, state, timestamp].join('\n'))
    .digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const at = new Date(Number(timestamp) * 1_000);
  const ageSeconds = Math.abs(now.getTime() - at.getTime()) / 1_000;
  return ageSeconds <= toleranceSeconds ? { orderId, referenceId, state, at } : null;
}
