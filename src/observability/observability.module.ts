import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller';
import { Health } from './health.service';
import { MetricsController } from './metrics.controller';
import { Metrics } from './metrics.service';
import { OpenRequests } from './open-requests';
import { ReplicaMetrics } from './replica-metrics';

@Global()
@Module({
  controllers: [HealthController, MetricsController],
  providers: [Health, Metrics, OpenRequests, ReplicaMetrics],
  exports: [Health, Metrics, OpenRequests],
})
export class ObservabilityModule {}
