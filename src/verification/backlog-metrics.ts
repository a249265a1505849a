import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../observability/metrics.service';
import { ChecksRepository } from './checks.repository';

/** The alarms that matter, from Postgres: is anything stuck, does anything need a human. */
@Injectable()
export class BacklogMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly checks: ChecksRepository,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('ipay_connect_open_checks', 'Orders still to be asked about.', async () => {
      return (await this.checks.backlog()).open;
    });
    this.metrics.gauge(
      'ipay_connect_oldest_due_check_seconds',
      'For how long the oldest due check has been waiting.',
      async () => (await this.checks.backlog()).oldestDueSeconds,
    );
    this.metrics.gauge('ipay_connect_orders_needing_attention', 'Orders that carry a flag.', () =>
      this.checks.flagged(),
    );
  }
}
