import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job } from 'bullmq';
import type { DispatchLoop, DueWork } from './dispatch-loop';
import { PROBE_JOB, type Claimed } from './job-line';
import type { BackedWorker } from './queue-backend';

/** BullMQ's end of the way from the row to the work; a subclass names queue and work. */
export abstract class ClaimWorker<Claim extends Claimed>
  extends WorkerHost<BackedWorker>
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  protected abstract readonly runner: Pick<DueWork<Claim>, 'run'>;
  protected abstract readonly dispatcher: Pick<DispatchLoop<Claim>, 'roomIsFree' | 'stop'>;
  private readonly logger = new Logger(this.constructor.name);

  override async process(job: Job<Claim>): Promise<void> {
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
