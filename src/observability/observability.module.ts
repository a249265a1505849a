import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller';
import { Health } from './health.service';
import { MetricsController } from './metrics.controller';
import { Metrics } from './metrics.service';

@Global()
@Module({
  controllers: [HealthController, MetricsController],
  providers: [Health, Metrics],
  exports: [Health, Metrics],
})
export class ObservabilityModule {}
