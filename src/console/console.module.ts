import { Module } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrdersModule } from '../orders';
import { ConsoleDoors } from './console-doors';
import { LiveStream } from './live-stream.service';
import { SessionController } from './session.controller';
import { Statistics } from './statistics.service';
import { StatsController } from './stats.controller';
import { StatsRepository } from './stats.repository';
import { StreamController } from './stream.controller';
import { StreamRepository } from './stream.repository';

/** What operators see: statistics, the live stream, and the page that shows them. */
@Module({
  imports: [AccessModule, OrdersModule],
  controllers: [StreamController, StatsController, SessionController],
  providers: [StreamRepository, LiveStream, StatsRepository, Statistics, ConsoleDoors],
})
export class ConsoleModule {}
