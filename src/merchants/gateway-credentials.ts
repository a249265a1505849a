import { Injectable } from '@nestjs/common';
import type { Environment } from '../config/environment';
import { Envelope, type SealedSecret, type SecretBinding } from '../crypto/envelope';
import { merchantNotFound } from '../access';
import type { CredentialEntity } from './credential.entity';
import { MerchantsRepository, type RefusedKey } from './merchants.repository';

const MAX_OPEN = 10_000;

export type SealedCredential = Pick<
  CredentialEntity,
  'merchantId' | 'environment' | 'version' | 'ciphertext' | 'keyId'
>;

/** The secrets of merchants, opened, for the modules that speak for them. */
@Injectable()
export class GatewayCredentials {
  /**
   * By binding and ciphertext: another key is another ciphertext, so nothing has to be
   * invalidated, and unlike a version it cannot come again after a restore.
   */
  private readonly opened = new Map<string, Promise<string>>();

  constructor(
    private readonly merchants: MerchantsRepository,
    private readonly envelope: Envelope,
  ) {}

  /** The key in a row of `merchant_credentials`. */
  open({ merchantId, environment, ciphertext, keyId }: SealedCredential): Promise<string> {
    const binding: SecretBinding = { merchantId, environment, purpose: 'gateway-key' };
    return this.reveal({ ciphertext, keyId }, binding);
  }

  /** The key that is in force now; null: the merchant has none there. */
  async current(
    merchantId: string,
    environment: Environment,
  ): Promise<{ apiKey: string; version: bigint; fingerprint: string } | null> {
    const row = await this.merchants.findCredential(merchantId, environment);
    if (!row) return null;
    const { version, fingerprint } = row;
    return { apiKey: await this.open(row), version, fingerprint };
  }

  /**
   * iPay has refused a merchant's key: the merchant is flagged `credentials-rejected` until the key
   * is replaced or a probe is accepted. The first refusal stays.
   */
  async flagRejected(key: RefusedKey): Promise<void> {
    await this.merchants.flagRejected(key, refusalOf(key.environment));
  }

  /**
   * What the merchant's return redirects are signed with.
   * @throws Problem `merchant-not-found`
   */
  async returnSecret(merchantId: string): Promise<string> {
    const sealed = await this.merchants.findReturnSecret(merchantId);
    if (!sealed) throw merchantNotFound();
    return this.reveal(sealed, returnSecretBinding(merchantId));
  }

  private reveal(sealed: SealedSecret, binding: SecretBinding): Promise<string> {
    const name = [
      binding.purpose,
      binding.merchantId,
      binding.environment,
      sealed.ciphertext,
    ].join();
    const known = this.opened.get(name);
    if (known) return known;
    const secret = this.envelope.open(sealed, binding);
    this.opened.set(name, secret);
    secret.catch(() => this.opened.delete(name));
    const [oldest] = this.opened.keys();
    if (this.opened.size > MAX_OPEN && oldest !== undefined) this.opened.delete(oldest);
    return secret;
  }
}

/** What the merchant's attention says. */
function refusalOf(environment: Environment): string {
  return `iPay refused the key for ${environment}`;
}

export function returnSecretBinding(merchantId: string): SecretBinding {
  return { merchantId, environment: '-', purpose: 'return-secret' };
}
