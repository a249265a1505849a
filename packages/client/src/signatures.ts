import { createHmac, timingSafeEqual } from 'node:crypto';

/** @throws TypeError for an empty key: whatever it signs, anybody can sign */
export function hmacSha256(
  key: string | Uint8Array,
  parts: readonly (string | Uint8Array)[],
): Buffer {
  if (key.length === 0) throw new TypeError('the secret is empty');
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** How long it takes does not tell how much of it is right. */
export function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export interface FreshnessOptions {
  now?: Date | undefined;
  /** How far the time that was signed may be from now. */
  toleranceSeconds?: number | undefined;
}

/** @param timestamp Unix seconds, as they came */
export function isFresh(timestamp: string, now: Date, toleranceSeconds: number): boolean {
  const ageSeconds = Math.abs(now.getTime() / 1_000 - Number(timestamp));
  return /^\d{1,12}$/.test(timestamp) && ageSeconds <= toleranceSeconds;
}
