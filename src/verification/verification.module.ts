import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Role } from '../config/environment';
import { GatewayModule } from '../gateway';
import { MerchantsModule } from '../merchants';
import { OrdersModule } from '../orders';
import { Asking } from './asking.service';
import { BacklogMetrics } from './backlog-metrics';
import { CheckRunner } from './check-runner.service';
import { ChecksRepository } from './checks.repository';
import { Dispatcher } from './dispatcher.service';
import { JointAsking } from './joint-asking.service';
import { VERIFICATION_QUEUE } from './verification-queue';
import { VerificationController } from './verification.controller';
import { VerificationProcessor } from './verification.processor';
import { VerificationService } from './verification.service';

/** Decides when to ask iPay and does it: schedule, dispatcher, worker. */
@Module({})
export class VerificationModule {
  /** An `api` process only asks on request; the others work off what is due as well. */
  static register(role: Role): DynamicModule {
    const works = role !== 'api';
    return {
      module: VerificationModule,
      imports: [
        OrdersModule,
        GatewayModule,
        MerchantsModule,
        ...(works ? [BullModule.registerQueue({ name: VERIFICATION_QUEUE })] : []),
      ],
      controllers: [VerificationController],
      providers: [
        ChecksRepository,
        Asking,
        JointAsking,
        VerificationService,
        BacklogMetrics,
        ...(works ? [CheckRunner, Dispatcher, VerificationProcessor] : []),
      ],
      exports: [VerificationService],
    };
  }
}
