import { Module } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrdersModule } from '../orders';
import { AttentionController } from './attention.controller';
import { AttentionRepository } from './attention.repository';
import { AuditEventsController } from './audit-events.controller';
import { AuditEventsRepository } from './audit-events.repository';
import { ConsoleDoors } from './console-doors';
import { GoingLiveController } from './going-live.controller';
import { GoingLiveRepository } from './going-live.repository';
import { LiveStream } from './live-stream.service';
import { OrderSearchController } from './order-search.controller';
import { OrderSearchRepository } from './order-search.repository';
import { OverviewController } from './overview.controller';
import { OverviewRepository } from './overview.repository';
import { Overview } from './overview.service';
import { QueueView } from './queue-view';
import { Queues } from './queues.service';
import { SessionController } from './session.controller';
import { Statistics } from './statistics.service';
import { StatsController } from './stats.controller';
import { StatsRepository } from './stats.repository';
import { StreamController } from './stream.controller';
import { StreamRepository } from './stream.repository';

/** What operators see: statistics, the live stream, finding orders, and the page that shows them. */
@Module({
  imports: [AccessModule, OrdersModule],
  controllers: [
    StreamController,
    StatsController,
    OrderSearchController,
    AttentionController,
    GoingLiveController,
    OverviewController,
    SessionController,
    AuditEventsController,
  ],
  providers: [
    StreamRepository,
    LiveStream,
    StatsRepository,
    Statistics,
    OrderSearchRepository,
    AttentionRepository,
    GoingLiveRepository,
    AuditEventsRepository,
    OverviewRepository,
    Overview,
    Queues,
    QueueView,
    ConsoleDoors,
  ],
})
export class ConsoleModule {}
