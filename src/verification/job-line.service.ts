import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Health } from '../observability/health.service';
import type { ClaimedCheck } from './checks.repository';
import {
  CHECK_JOB,
  CONCURRENCY,
  JOB_OPTIONS,
  PROBE_JOB,
  VERIFICATION_QUEUE,
  type CheckJob,
} from './verification-queue';

/** Jobs must not grow old in the queue: no more than twice what can be started at once. */
const MOST_WAITING = 2 * CONCURRENCY;
const TIMEOUT_MS = 2_000;
/** Between two attempts at a queue that is away. */
const RETRY_MS = 2_000;

/** The line of jobs before the workers: how long it may grow, and whether the queue is there. */
@Injectable()
export class JobLine implements OnModuleInit {
  private readonly logger = new Logger(JobLine.name);
  private isAway = false;
  private retryAt = 0;

  constructor(
    @InjectQueue(VERIFICATION_QUEUE) private readonly queue: Queue<Partial<CheckJob>>,
    private readonly health: Health,
  ) {}

  onModuleInit(): void {
    this.health.watchQueue(() => Promise.resolve(!this.isAway));
  }

  /** How many jobs it may take now; null while the queue is away. */
  async room(): Promise<number | null> {
    if (this.isAway && Date.now() < this.retryAt) return null;
    try {
      // Reading alone proves little: a full or a read-only Redis answers as well.
      if (this.isAway) {
        await inTime(this.queue.add(PROBE_JOB, {}, { ...JOB_OPTIONS, jobId: PROBE_JOB }));
      }
      const waiting = await inTime(this.queue.getWaitingCount());
      if (this.isAway) this.logger.log('the queue is back');
      this.isAway = false;
      return Math.max(0, MOST_WAITING - waiting);
    } catch (error) {
      this.goneAway(error);
      return null;
    }
  }

  /** @returns false when the queue did not take them; it may have taken them after all */
  async take(claimed: readonly ClaimedCheck[]): Promise<boolean> {
    const jobs = claimed.map((check) => ({
      name: CHECK_JOB,
      data: check,
      opts: { ...JOB_OPTIONS, jobId: check.leaseToken },
    }));
    try {
      await inTime(this.queue.addBulk(jobs));
      return true;
    } catch (error) {
      this.goneAway(error);
      return false;
    }
  }

  private goneAway(error: unknown): void {
    this.retryAt = Date.now() + RETRY_MS;
    if (this.isAway) return;
    this.isAway = true;
    this.logger.warn({ err: error }, 'the queue is away; checks are carried out here');
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the queue did not answer within ${TIMEOUT_MS} ms`));
    }, TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
