import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller';
import { Health } from './health.service';

@Global()
@Module({
  controllers: [HealthController],
  providers: [Health],
  exports: [Health],
})
export class ObservabilityModule {}
