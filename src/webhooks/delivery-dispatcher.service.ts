import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { merge, type Subscription } from 'rxjs';
import { Config } from '../config/config';
import { Vitals } from '../observability/vitals';
import { OrderChanges } from '../orders';
import { DispatchLoop } from '../queue/dispatch-loop';
import { JobLine } from '../queue/job-line';
import { firstContact } from '../queue/queue-backend';
import { DeliveryRunner, LEASE_MS } from './delivery-runner.service';
import { DueDeliveries } from './due-deliveries';
import { WebhookDeliveriesRepository, type ClaimedDelivery } from './webhook-deliveries.repository';
import { CONCURRENCY, WEBHOOK_QUEUE } from './webhook-queue';

/** Brings due deliveries to the workers; see {@link DispatchLoop}. */
@Injectable()
export class DeliveryDispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: DispatchLoop<ClaimedDelivery>;
  private subscription: Subscription | undefined;

  constructor(
    @InjectQueue(WEBHOOK_QUEUE) private readonly queue: Queue,
    deliveries: WebhookDeliveriesRepository,
    runner: DeliveryRunner,
    config: Config,
    vitals: Vitals,
    private readonly changes: OrderChanges,
    private readonly due: DueDeliveries,
  ) {
    this.loop = new DispatchLoop<ClaimedDelivery>(
      new JobLine(queue, CONCURRENCY),
      {
        claimDue: (limit) => deliveries.claimDue(limit, LEASE_MS),
        run: (claimed) => runner.run(claimed),
        giveBack: (claimed) => deliveries.giveBack(claimed),
      },
      config.dispatchIntervalMs,
    );
    vitals.watchDispatcher(() => this.loop.sinceDispatchMs);
  }

  async onApplicationBootstrap(): Promise<void> {
    await firstContact(this.queue);
    this.subscription = merge(this.changes.changed, this.due.written).subscribe(() => {
      this.loop.dueIn(0);
    });
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** A delivery has been carried out: its endpoint's share has room, whatever the line is like. */
  roomIsFree(): void {
    this.loop.dueIn(0);
  }

  async stop(): Promise<void> {
    this.subscription?.unsubscribe();
    await this.loop.stop();
  }
}
