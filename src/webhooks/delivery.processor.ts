import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job } from 'bullmq';
import type { BackedWorker } from '../queue/queue-backend';
import { PROBE_JOB } from '../queue/job-line';
import { DeliveryDispatcher } from './delivery-dispatcher.service';
import { DeliveryRunner } from './delivery-runner.service';
import type { ClaimedDelivery } from './webhook-deliveries.repository';
import { CONCURRENCY, WEBHOOK_QUEUE } from './webhook-queue';

/** BullMQ's end of the way from the row to the work. */
@Processor(WEBHOOK_QUEUE, { concurrency: CONCURRENCY })
export class DeliveryProcessor
  extends WorkerHost<BackedWorker>
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger(DeliveryProcessor.name);

  constructor(
    private readonly runner: DeliveryRunner,
    private readonly dispatcher: DeliveryDispatcher,
  ) {
    super();
  }

  override async process(job: Job<ClaimedDelivery>): Promise<void> {
    if (job.name === PROBE_JOB) return;
    await this.runner.run(job.data);
    this.dispatcher.roomIsFree();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.worker.begin();
  }

  @OnWorkerEvent('error')
  report(error: Error): void {
    this.logger.warn({ err: error }, 'the queue has trouble');
  }

  /** Before the database goes: what has begun is finished, what has not stays in the queue. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.dispatcher.stop();
    await this.worker.close();
  }
}
