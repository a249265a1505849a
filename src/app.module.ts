import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AccessModule } from './access';
import { AuditModule } from './audit/audit.module';
import { ConfigModule } from './config/config.module';
import type { Config } from './config/config';
import { ConsoleModule } from './console';
import { CryptoModule } from './crypto/crypto.module';
import { DatabaseModule } from './database/database.module';
import { GatewayModule, IpayClient } from './gateway';
import { ProblemFilter } from './http/problem.filter';
import { RequestValidationPipe } from './http/validation.pipe';
import { IpayDoorModule } from './ipay-door';
import { CREDENTIAL_PROBE, MerchantsModule } from './merchants';
import { ObservabilityModule } from './observability/observability.module';
import { OpenApiModule } from './openapi';
import { OrdersModule } from './orders';
import { QueueModule } from './queue/queue.module';
import { ReturnsModule } from './returns';
import { VerificationModule } from './verification';
import { WebhooksModule } from './webhooks';

/** Lets `merchants` ask iPay about a key without knowing who speaks to iPay. */
@Global()
@Module({
  imports: [GatewayModule],
  providers: [{ provide: CREDENTIAL_PROBE, useExisting: IpayClient }],
  exports: [CREDENTIAL_PROBE],
})
class ProbeModule {}

/** The only place that knows every module. */
@Module({})
export class AppModule {
  static register(config: Config): DynamicModule {
    const verification = VerificationModule.register(config.role);
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(config),
        CryptoModule,
        DatabaseModule,
        QueueModule,
        ObservabilityModule,
        AuditModule,
        ProbeModule,
        AccessModule,
        MerchantsModule,
        OrdersModule,
        verification,
        ReturnsModule.register(verification),
        IpayDoorModule.register(verification),
        WebhooksModule.register(config.role),
        ConsoleModule,
        OpenApiModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: RequestValidationPipe },
      ],
    };
  }
}
