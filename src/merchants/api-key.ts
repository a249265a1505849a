import { createHmac } from 'node:crypto';

/** What iPay's keys may look like: the key travels in a header, so visible ASCII and no spaces. */
export const API_KEY = /^[\x21-\x7e]{1,512}$/;

const HINT_LENGTH = 4;

/** The end of a key, for people to recognise it by: four characters, never more than a quarter. */
export function hintOf(apiKey: string): string {
  const shown = Math.min(HINT_LENGTH, Math.floor(apiKey.length / 4));
  return `…${apiKey.slice(apiKey.length - shown)}`;
}

/** HMAC-SHA256, hex: equal for equal keys, and of no use to who lacks the fingerprint key. */
export function fingerprintOf(fingerprintKey: Buffer, apiKey: string): string {
  return createHmac('sha256', fingerprintKey).update(apiKey).digest('hex');
}
