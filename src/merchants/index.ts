/** Tenants and their encrypted gateway credentials. */
export { MerchantsModule } from './merchants.module';
export { CREDENTIAL_PROBE, type CredentialProbe } from './credential-probe';
export { GatewayCredentials, type SealedCredential } from './gateway-credentials';
export { CredentialsMissing } from './merchants.problems';
export { MerchantEntity } from './merchant.entity';
export { CredentialEntity } from './credential.entity';
export { returnHostsOf } from './return-host';
