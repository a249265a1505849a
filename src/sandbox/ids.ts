import { randomBytes, randomInt } from 'node:crypto';

/** `IPAY-12345678`. Random, so that a restarted sandbox does not issue its old ids again. */
export function newOrderId(): string {
  return `IPAY-${randomInt(10_000_000, 100_000_000)}`;
}

/** `23I2-12345678`, as buyer and merchant see it in their iPay history. */
export function newTransactionId(): string {
  const prefix = randomInt(36 ** 3, 36 ** 4)
    .toString(36)
    .toUpperCase();
  return `${prefix}-${randomInt(10_000_000, 100_000_000)}`;
}

/** A play key that says so wherever it turns up. */
export function newApiKey(): string {
  return `sandbox-${randomBytes(18).toString('base64url')}`;
}

/** An unguessable name of one browser's visit to a payment page. */
export function newVisitId(): string {
  return randomBytes(18).toString('base64url');
}

/** What may be shown of a key. */
export function hintOf(apiKey: string): string {
  return apiKey.length > 8 ? `…${apiKey.slice(-4)}` : '…';
}
