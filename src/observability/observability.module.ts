import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HealthController } from './health.controller';
import { Health } from './health.service';
import { Heartbeat } from './heartbeat.service';
import { HeartbeatMetrics } from './heartbeat-metrics';
import { HeartbeatsRepository } from './heartbeats.repository';
import { MetricsController } from './metrics.controller';
import { Metrics } from './metrics.service';
import { OpenRequests } from './open-requests';
import { ProcessHeartbeatEntity } from './process-heartbeat.entity';
import { ReplicaMetrics } from './replica-metrics';
import { Vitals } from './vitals';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ProcessHeartbeatEntity])],
  controllers: [HealthController, MetricsController],
  providers: [
    Health,
    Metrics,
    OpenRequests,
    ReplicaMetrics,
    Vitals,
    HeartbeatsRepository,
    Heartbeat,
    HeartbeatMetrics,
  ],
  exports: [Health, Metrics, OpenRequests, Vitals, HeartbeatsRepository],
})
export class ObservabilityModule {}
