import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Environment } from '../config/environment';
import { CREDENTIAL_PROBE, type CredentialProbe } from './credential-probe';
import { MerchantsRepository } from './merchants.repository';

export interface CredentialToProbe {
  merchantId: string;
  environment: Environment;
  version: bigint;
  apiKey: string;
}

/** Tries new keys at iPay, beside the request that brought them. */
@Injectable()
export class CredentialProbes implements OnApplicationShutdown {
  private readonly logger = new Logger(CredentialProbes.name);
  private readonly running = new Set<Promise<void>>();

  constructor(
    @Inject(CREDENTIAL_PROBE) private readonly gateway: CredentialProbe,
    private readonly merchants: MerchantsRepository,
  ) {}

  /** Returns at once; what iPay says is written down later, unless the key was replaced by then. */
  start(credential: CredentialToProbe): void {
    const probe = this.run(credential)
      .catch((error: unknown) => {
        const { merchantId, environment } = credential;
        this.logger.warn({ err: error, merchantId, environment }, 'a key could not be probed');
      })
      .finally(() => this.running.delete(probe));
    this.running.add(probe);
  }

  /** After the last request was answered, before the database closes. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.running);
  }

  private async run({ version, ...account }: CredentialToProbe): Promise<void> {
    const accepted = await this.gateway.probe(account);
    if (accepted === null) return;
    await this.merchants.recordProbe(account.merchantId, account.environment, version, accepted);
  }
}
