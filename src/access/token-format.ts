import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { fromTypedId, toTypedId } from '../http/typed-id';

/**
 * `ipc_<id>_<secret><checksum>`: the id finds the row, the secret proves it, the checksum (CRC32 of
 * all before it) lets us refuse typing errors and made-up tokens without asking Postgres, and lets
 * secret scanners recognise a leaked one. All base62 but the id, which is the suffix of `tok_…`.
 */
const TOKEN = /^(ipc_([0-9a-z]{26})_[0-9A-Za-z]{40})([0-9A-Za-z]{6})$/;
const ID_PREFIX = 'tok';

/** 40 characters: 238 bits. */
const SECRET_LENGTH = 40;
const CHECKSUM_LENGTH = 6;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A new secret for the token of this id (uuid): the text that its holder will send. */
export function mintToken(id: string): string {
  const suffix = toTypedId(ID_PREFIX, id).slice(ID_PREFIX.length + 1);
  const secret = Array.from({ length: SECRET_LENGTH }, () => BASE62.charAt(randomInt(62)));
  const body = `ipc_${suffix}_${secret.join('')}`;
  return body + checksum(body);
}

/** The id (uuid) that a token claims; null where it cannot be one of ours. */
export function tokenIdOf(token: string): string | null {
  const [, body, suffix, check] = TOKEN.exec(token) ?? [];
  if (body === undefined || suffix === undefined || check !== checksum(body)) return null;
  return fromTypedId(ID_PREFIX, `${ID_PREFIX}_${suffix}`);
}

/** What is stored of a token: SHA-256, hex. Its entropy makes a slow hash needless. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares two hashes of {@link hashToken} in constant time. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The value of an `Authorization` header of scheme Bearer; null for any other. */
export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1] ?? null;
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i += 1) {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
