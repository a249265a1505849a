import { hmacSha256, isFresh, isSame, type FreshnessOptions } from './signatures';
import type { WebhookMessage } from './types';

const TOLERANCE_SECONDS = 5 * 60;

type HeaderBag = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A webhook that is not what it claims to be: answer 400, do nothing. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

/**
 * Checks a webhook (Standard Webhooks 1.0) and reads it. It may come more than once, and late: see
 * `isNewer`, and `id`, which stays the same however often it comes.
 * @param body the bytes exactly as they came (or their text), not parsed and written again
 * @param secrets `whsec_…`; several while one is being replaced
 * @throws WebhookRefused for a wrong signature, or a time more than five minutes away
 */
export function verifyWebhook(
  body: string | Uint8Array,
  headers: HeaderBag,
  secrets: string | readonly string[],
  { now = new Date(), toleranceSeconds = TOLERANCE_SECONDS }: FreshnessOptions = {},
): WebhookMessage {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const given = headerOf(headers, 'webhook-signature').split(' ');
  const expected = [secrets].flat().map((secret) => signatureOf(secret, id, timestamp, body));
  if (!expected.some((right) => given.some((one) => isSame(right, one)))) {
    throw new WebhookRefused('no signature of the webhook is right');
  }
  if (!isFresh(timestamp, now, toleranceSeconds)) {
    throw new WebhookRefused('the time of the webhook is too far away');
  }
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  return { ...(JSON.parse(text) as WebhookMessage), id };
}

function signatureOf(
  secret: string,
  id: string,
  timestamp: string,
  body: string | Uint8Array,
): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${hmacSha256(key, [`${id}.${timestamp}.`, body]).toString('base64')}`;
}

function headerOf(headers: HeaderBag, name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  if (typeof value !== 'string' || value === '') throw new WebhookRefused(`${name} is missing`);
  return value;
}
