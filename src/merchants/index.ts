/** Tenants and their encrypted gateway credentials. */
export { MerchantsModule } from './merchants.module';
export { CREDENTIAL_PROBE, type CredentialProbe } from './credential-probe';
export { GatewayCredentials } from './gateway-credentials';
export { CredentialsMissing } from './merchants.problems';
export { returnHostsOf } from './return-host';
