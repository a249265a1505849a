import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OrderMessage } from './types';

const TOLERANCE_SECONDS = 5 * 60;

type HeaderBag = Headers | Readonly<Record<string, string | string[] | undefined>>;

/** A webhook that is not what it claims to be: answer 400, do nothing. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

/**
 * Checks a webhook (Standard Webhooks 1.0) and reads it.
 * @param body the bytes or the text exactly as they came, not parsed and written again
 * @param secrets `whsec_…`; several while one is being replaced
 * @throws WebhookRefused for a wrong signature, or a time more than five minutes away
 */
export function verifyWebhook(
  body: string | Uint8Array,
  headers: HeaderBag,
  secrets: string | readonly string[],
  now: Date = new Date(),
): OrderMessage & { id: string } {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const given = headerOf(headers, 'webhook-signature').split(' ');
  const ageSeconds = Math.abs(now.getTime() / 1_000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || ageSeconds > TOLERANCE_SECONDS) {
    throw new WebhookRefused('the time of the webhook is too far away');
  }
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  const expected = [secrets]
    .flat()
    .map((secret) => signatureOf(secret, `${id}.${timestamp}.${text}`));
  if (!given.some((one) => expected.some((other) => areEqual(one, other)))) {
    throw new WebhookRefused('no signature of the webhook is right');
  }
  return { ...(JSON.parse(text) as OrderMessage), id };
}

function signatureOf(secret: string, content: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

function areEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function headerOf(headers: HeaderBag, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string' || value === '') throw new WebhookRefused(`${name} is missing`);
  return value;
}
