import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../observability/metrics.service';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository';

/** Whether platforms hear of what happens, from Postgres. */
@Injectable()
export class DeliveryMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly deliveries: WebhookDeliveriesRepository,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge(
      'ipay_connect_open_webhook_deliveries',
      'Webhook deliveries still to be made, to endpoints that are enabled.',
      async () => (await this.deliveries.backlog()).open,
    );
    this.metrics.gauge(
      'ipay_connect_oldest_due_webhook_delivery_seconds',
      'For how long the oldest due webhook delivery has been waiting.',
      async () => (await this.deliveries.backlog()).oldestDueSeconds,
    );
    this.metrics.gauge(
      'ipay_connect_webhook_endpoints_disabled',
      'Webhook endpoints that were disabled because they failed or are gone.',
      () => this.deliveries.disabledEndpoints(),
    );
  }
}
