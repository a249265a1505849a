import type { Environment } from '../config/environment';

/**
 * Asks iPay whether it takes a key. `merchants` does not know the module that speaks to iPay, so
 * the application binds this: a global module that provides `CREDENTIAL_PROBE`.
 */
export interface CredentialProbe {
  /** @returns null where iPay gave no certain answer */
  probe(account: {
    merchantId: string;
    environment: Environment;
    apiKey: string;
  }): Promise<boolean | null>;
}

export const CREDENTIAL_PROBE = Symbol('CredentialProbe');
