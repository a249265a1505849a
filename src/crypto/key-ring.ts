import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptionKey } from '../config/config';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Wraps data keys. Small on purpose: a cloud KMS can stand in for it. */
export interface KeyRing {
  /** The key that wraps new data keys. */
  readonly activeKeyId: string;
  wrap(dataKey: Buffer): Promise<Buffer>;
  /** @throws when no key of this id is on the ring, or the bytes were not wrapped by it */
  unwrap(keyId: string, wrapped: Buffer): Promise<Buffer>;
}

/** The keys of `ENCRYPTION_KEYS`: the first wraps, every one unwraps. */
export class LocalKeyRing implements KeyRing {
  readonly activeKeyId: string;
  private readonly active: EncryptionKey;
  private readonly keys: ReadonlyMap<string, Buffer>;

  constructor(keys: readonly [EncryptionKey, ...EncryptionKey[]]) {
    this.active = keys[0];
    this.activeKeyId = keys[0].id;
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  wrap(dataKey: Buffer): Promise<Buffer> {
    return Promise.resolve(seal(this.active.key, dataKey, Buffer.from(this.active.id)));
  }

  unwrap(keyId: string, wrapped: Buffer): Promise<Buffer> {
    const key = this.keys.get(keyId);
    if (!key) return Promise.reject(new Error(`no encryption key ${keyId} on the ring`));
    try {
      return Promise.resolve(unseal(key, wrapped, Buffer.from(keyId)));
    } catch (cause) {
      return Promise.reject(new Error(`encryption key ${keyId} does not open this`, { cause }));
    }
  }
}

/** AES-256-GCM: nonce, ciphertext and tag in one run of bytes. */
export function seal(key: Buffer, plaintext: Buffer, associated: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** @throws when the bytes, the key or the associated data are not those that were sealed */
export function unseal(key: Buffer, sealed: Buffer, associated: Buffer): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new Error('too short to be sealed');
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(-TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(tag);
  return Buffer.concat([
    decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)),
    decipher.final(),
  ]);
}
