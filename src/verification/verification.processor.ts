import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job } from 'bullmq';
import type { BackedWorker } from '../queue/queue-backend';
import { PROBE_JOB } from '../queue/job-line';
import { CheckRunner, type CheckResult } from './check-runner.service';
import type { ClaimedCheck } from './checks.repository';
import { Dispatcher } from './dispatcher.service';
import { CONCURRENCY, VERIFICATION_QUEUE } from './verification-queue';

/** BullMQ's end of the way from the row to the work. */
@Processor(VERIFICATION_QUEUE, { concurrency: CONCURRENCY })
export class VerificationProcessor
  extends WorkerHost<BackedWorker>
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger(VerificationProcessor.name);

  constructor(
    private readonly runner: CheckRunner,
    private readonly dispatcher: Dispatcher,
  ) {
    super();
  }

  override async process(job: Job<ClaimedCheck>): Promise<CheckResult> {
    if (job.name === PROBE_JOB) return 'done';
    const result = await this.runner.run(job.data);
    this.dispatcher.roomIsFree();
    return result;
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
