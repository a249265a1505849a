import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** From a cached read to a gateway that uses up its time limit. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What this process counts, for Prometheus. Labels are few and never ids. */
@Injectable()
export class Metrics implements OnModuleInit {
  readonly registry = new Registry();

  readonly answers = new Histogram({
    name: 'ipay_connect_http_answer_seconds',
    help: 'How long requests took to be answered.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  readonly gatewayCalls = new Histogram({
    name: 'ipay_connect_gateway_call_seconds',
    help: 'How long calls to iPay took, by what came of them.',
    labelNames: ['environment', 'operation', 'outcome'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  readonly checks = new Counter({
    name: 'ipay_connect_checks_total',
    help: 'Checks carried out: done, later (our own trouble), stop (lease lost).',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });

  readonly deliveries = new Counter({
    name: 'ipay_connect_webhook_deliveries_total',
    help: 'Webhook deliveries carried out: delivered, retried, failed (no more retries), later (our own trouble), stop (lease lost).',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });

  onModuleInit(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A number that is read when it is asked for; one that is unreadable or null is left out. */
  gauge(name: string, help: string, read: () => Promise<number | null>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        const value = await read().catch(() => null);
        if (value !== null) gauge.set(value);
        // A reset would leave 0, which no alarm hears.
        else gauge.remove();
      },
    });
  }

  /** Several numbers of one kind, told apart by their labels. */
  gauges<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: () => readonly { labels: Record<Label, string>; value: number }[],
  ): void {
    const gauge = new Gauge<Label>({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        for (const { labels, value } of read()) gauge.set(labels, value);
      },
    });
  }
}
