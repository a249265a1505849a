import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config';
import { HeartbeatsRepository } from '../observability/heartbeats.repository';
import { inTime } from '../queue/job-line';
import type { OverviewReport } from './dto/overview';
import { toBacklogReport, toGatewayReports, toProcessReport } from './overview-report';
import { OverviewRepository } from './overview.repository';
import { QUEUE_NAMES, Queues } from './queues.service';
import { SharedAnswers } from './shared-answers';

/** Whether anything is stuck, iPay is well, and we are, for the whole fleet. */
@Injectable()
export class Overview {
  private readonly logger = new Logger(Overview.name);
  private readonly answers = new SharedAnswers<OverviewReport>(() => 0);

  constructor(
    private readonly repository: OverviewRepository,
    private readonly heartbeats: HeartbeatsRepository,
    private readonly queues: Queues,
    private readonly config: Config,
  ) {}

  /** However many ask, it takes one connection of those that payments need. */
  report(): Promise<OverviewReport> {
    return this.answers.ask('overview', () => this.read());
  }

  private async read(): Promise<OverviewReport> {
    const [queues, found] = await Promise.all([this.queueReport(), this.fromPostgres()]);
    const { backlogs, seen, server, answeredInMs } = found;
    return {
      at: server.at,
      ...toBacklogReport(backlogs),
      gateways: toGatewayReports(seen),
      queue: { backend: this.config.redis === null ? 'postgres' : 'redis', queues },
      processes: seen.map(toProcessReport),
      database: {
        answeredInMs,
        connections: { used: server.connections, max: server.maxConnections },
        replica: this.repository.replica,
      },
    };
  }

  /** The clock last: nothing that is told of is later than the moment it is told at. */
  private async fromPostgres() {
    const backlogs = await this.repository.backlogs();
    const seen = await this.heartbeats.seen();
    const askedAt = performance.now();
    const server = await this.repository.server();
    const answeredInMs = Math.round((performance.now() - askedAt) * 10) / 10;
    return { backlogs, seen, server, answeredInMs };
  }

  /** The queue's loss harms nobody, and keeps nobody from seeing the rest. */
  private async queueReport(): Promise<OverviewReport['queue']['queues']> {
    try {
      const counts = await inTime(
        this.queues.ask((queues) =>
          Promise.all(queues.map((queue) => queue.getJobCounts('waiting', 'active'))),
        ),
      );
      return QUEUE_NAMES.map((name, i) => {
        const { waiting = 0, active = 0 } = counts[i] ?? {};
        return { name, waiting, active, isReachable: true };
      });
    } catch (error) {
      this.logger.debug({ err: error }, 'the queues do not answer');
      return QUEUE_NAMES.map((name) => ({
        name,
        waiting: null,
        active: null,
        isReachable: false,
      }));
    }
  }
}
