import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { seal, unseal, type KeyRing } from './key-ring';

export const KEY_RING = Symbol('KeyRing');

const FORMAT = 'v1';

/** What a secret is bound to: its ciphertext opens nowhere else. */
export interface SecretBinding {
  merchantId: string;
  /** An iPay environment, or `-` where the secret belongs to none. */
  environment: string;
  purpose: 'gateway-key' | 'return-secret' | 'fingerprint-key' | 'webhook-secret';
  /** The row it belongs to, where a merchant may have several of this purpose. */
  subjectId?: string;
}

export interface SealedSecret {
  /** `v1.<wrapped data key>.<sealed secret>`, base64url. */
  ciphertext: string;
  /** The key of the ring that wraps the data key. */
  keyId: string;
}

/** Envelope encryption: a data key per secret, wrapped by the ring's active key. */
@Injectable()
export class Envelope {
  constructor(@Inject(KEY_RING) private readonly ring: KeyRing) {}

  async seal(secret: string, binding: SecretBinding): Promise<SealedSecret> {
    const dataKey = randomBytes(32);
    try {
      const sealed = seal(dataKey, Buffer.from(secret), associatedData(binding));
      const wrapped = await this.ring.wrap(dataKey);
      return { ciphertext: joined(wrapped, sealed), keyId: this.ring.activeKeyId };
    } finally {
      dataKey.fill(0);
    }
  }

  /** The same secret under the ring's active key: only the data key's wrapping changes. */
  async rewrap({ ciphertext, keyId }: SealedSecret): Promise<SealedSecret> {
    const { wrapped, sealed } = partsOf(ciphertext);
    const dataKey = await this.ring.unwrap(keyId, wrapped);
    try {
      const rewrapped = await this.ring.wrap(dataKey);
      return { ciphertext: joined(rewrapped, sealed), keyId: this.ring.activeKeyId };
    } finally {
      dataKey.fill(0);
    }
  }

  /** @throws when the ring lacks the key, or the ciphertext was sealed for another binding */
  async open({ ciphertext, keyId }: SealedSecret, binding: SecretBinding): Promise<string> {
    const { wrapped, sealed } = partsOf(ciphertext);
    const dataKey = await this.ring.unwrap(keyId, wrapped);
    try {
      return unseal(dataKey, sealed, associatedData(binding)).toString();
    } finally {
      dataKey.fill(0);
    }
  }
}

function joined(wrapped: Buffer, sealed: Buffer): string {
  return [FORMAT, wrapped.toString('base64url'), sealed.toString('base64url')].join('.');
}

function partsOf(ciphertext: string): { wrapped: Buffer; sealed: Buffer } {
  const [format, wrapped, sealed, ...rest] = ciphertext.split('.');
  if (format !== FORMAT || !wrapped || !sealed || rest.length > 0) {
    throw new Error('not a sealed secret');
  }
  return { wrapped: Buffer.from(wrapped, 'base64url'), sealed: Buffer.from(sealed, 'base64url') };
}

function associatedData({ merchantId, environment, purpose, subjectId }: SecretBinding): Buffer {
  const parts = ['ipay-connect', purpose, merchantId, environment];
  return Buffer.from(JSON.stringify(subjectId === undefined ? parts : [...parts, subjectId]));
}
