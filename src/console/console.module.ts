import { Module } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrdersModule } from '../orders';
import { LiveStream } from './live-stream.service';
import { StreamController } from './stream.controller';
import { StreamRepository } from './stream.repository';

/** What operators see: statistics and the live stream. */
@Module({
  imports: [AccessModule, OrdersModule],
  controllers: [StreamController],
  providers: [StreamRepository, LiveStream],
})
export class ConsoleModule {}
