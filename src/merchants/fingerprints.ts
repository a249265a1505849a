import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Envelope, type SecretBinding } from '../crypto/envelope';
import { fingerprintOf } from './api-key';
import { MerchantsRepository } from './merchants.repository';

const BINDING: SecretBinding = { merchantId: '-', environment: '-', purpose: 'fingerprint-key' };

/**
 * Fingerprints of gateway keys. They must stay comparable for ever, so their key is no child of
 * `ENCRYPTION_KEYS`, which rotate: it is random, made once by the first instance that needs it, and
 * kept in Postgres under envelope encryption.
 */
@Injectable()
export class Fingerprints {
  private key: Promise<Buffer> | null = null;

  constructor(
    private readonly merchants: MerchantsRepository,
    private readonly envelope: Envelope,
  ) {}

  async of(apiKey: string): Promise<string> {
    this.key ??= this.obtainKey().catch((error: unknown) => {
      this.key = null;
      throw error;
    });
    return fingerprintOf(await this.key, apiKey);
  }

  private async obtainKey(): Promise<Buffer> {
    let sealed = await this.merchants.findFingerprintKey();
    if (!sealed) {
      const made = await this.envelope.seal(randomBytes(32).toString('base64url'), BINDING);
      await this.merchants.addFingerprintKey(made);
      sealed = await this.merchants.findFingerprintKey();
    }
    if (!sealed) throw new Error('the fingerprint key is not there right after it was added');
    return Buffer.from(await this.envelope.open(sealed, BINDING), 'base64url');
  }
}
