import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';

/**
 * Short-lived signatures under keys derived from `ENCRYPTION_KEYS`: the first signs, any listed one
 * verifies, so a rotation does not break what was signed just before it.
 */
@Injectable()
export class DerivedKeys {
  private readonly keys = new Map<string, readonly Buffer[]>();

  constructor(private readonly config: Config) {}

  /** HMAC-SHA256, cut to `bytes`. */
  sign(purpose: string, data: Buffer, bytes: number): Buffer {
    const [signing] = this.keysFor(purpose);
    if (!signing) throw new Error('no encryption key');
    return mac(signing, data, bytes);
  }

  /** @param bytes the length that the signature was cut to */
  verify(purpose: string, data: Buffer, signature: Buffer, bytes: number): boolean {
    if (signature.length !== bytes) return false;
    return this.keysFor(purpose).some((key) => timingSafeEqual(mac(key, data, bytes), signature));
  }

  private keysFor(purpose: string): readonly Buffer[] {
    let keys = this.keys.get(purpose);
    if (!keys) {
      keys = this.config.encryptionKeys.map(({ key }) =>
        Buffer.from(hkdfSync('sha256', key, '', `ipay-connect ${purpose}`, 32)),
      );
      this.keys.set(purpose, keys);
    }
    return keys;
  }
}

function mac(key: Buffer, data: Buffer, bytes: number): Buffer {
  return createHmac('sha256', key).update(data).digest().subarray(0, bytes);
}
