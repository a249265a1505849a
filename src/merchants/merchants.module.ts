import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CredentialProbes } from './credential-probes';
import { CredentialEntity } from './credential.entity';
import { Fingerprints } from './fingerprints';
import { GatewayCredentials } from './gateway-credentials';
import { MerchantEntity } from './merchant.entity';
import { MerchantsController } from './merchants.controller';
import { MerchantsRepository } from './merchants.repository';
import { MerchantsService } from './merchants.service';

/** Tenants and their encrypted gateway credentials. Needs `CREDENTIAL_PROBE` from the application. */
@Module({
  imports: [TypeOrmModule.forFeature([MerchantEntity, CredentialEntity])],
  controllers: [MerchantsController],
  providers: [
    MerchantsRepository,
    MerchantsService,
    Fingerprints,
    CredentialProbes,
    GatewayCredentials,
  ],
  exports: [GatewayCredentials],
})
export class MerchantsModule {}
