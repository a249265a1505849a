import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HeartbeatsRepository, TOLD_MINUTES } from './heartbeats.repository';
import { Metrics } from './metrics.service';

/** Whether a process has gone without a word, from Postgres. */
@Injectable()
export class HeartbeatMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly heartbeats: HeartbeatsRepository,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge(
      'ipay_connect_silent_processes',
      `Processes that went without a word within ${TOLD_MINUTES} minutes: gone, held up, or cut off.`,
      () => this.heartbeats.silent(),
    );
  }
}
