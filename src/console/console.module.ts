import { Module } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrdersModule } from '../orders';
import { LiveStream } from './live-stream.service';
import { Statistics } from './statistics.service';
import { StatsController } from './stats.controller';
import { StatsRepository } from './stats.repository';
import { StreamController } from './stream.controller';
import { StreamRepository } from './stream.repository';

/** What operators see: statistics and the live stream. */
@Module({
  imports: [AccessModule, OrdersModule],
  controllers: [StreamController, StatsController],
  providers: [StreamRepository, LiveStream, StatsRepository, Statistics],
})
export class ConsoleModule {}
