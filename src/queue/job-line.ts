import { Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';

/** What a dispatcher has claimed: ids, never data to trust. The token of its lease is the job's id. */
export interface Claimed {
  leaseToken: string;
}

const WORK_JOB = 'work';
/** Carries no work: that the queue takes it shows that the queue is back. */
export const PROBE_JOB = 'probe';

/** The retry policy lives in Postgres; a job that was kept would swallow a new one of its id. */
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

const TIMEOUT_MS = 2_000;
/** Between two attempts at a queue that is away. */
const RETRY_MS = 2_000;

/** The line of jobs before the workers: how long it may grow, and whether the queue is there. */
export class JobLine {
  private readonly logger: Logger;
  private readonly mostWaiting: number;
  private gone = false;
  private retryAt = 0;

  /** @param concurrency how many jobs the workers of one process start at once */
  constructor(
    private readonly queue: Queue,
    concurrency: number,
  ) {
    this.logger = new Logger(`${JobLine.name} ${queue.name}`);
    // Jobs must not grow old in the queue.
    this.mostWaiting = 2 * concurrency;
  }

  get isAway(): boolean {
    return this.gone;
  }

  /** How many jobs it may take now; null while the queue is away. */
  async room(): Promise<number | null> {
    if (this.gone && Date.now() < this.retryAt) return null;
    try {
      // Reading alone proves little: a full or a read-only Redis answers as well.
      if (this.gone) {
        await inTime(this.queue.add(PROBE_JOB, {}, { ...JOB_OPTIONS, jobId: PROBE_JOB }));
      }
      const waiting = await inTime(this.queue.getWaitingCount());
      if (this.gone) this.logger.log('the queue is back');
      this.gone = false;
      return Math.max(0, this.mostWaiting - waiting);
    } catch (error) {
      this.goneAway(error);
      return null;
    }
  }

  /** @returns false when the queue did not take them; it may have taken them after all */
  async take(claimed: readonly Claimed[]): Promise<boolean> {
    const jobs = claimed.map((data) => ({
      name: WORK_JOB,
      data,
      opts: { ...JOB_OPTIONS, jobId: data.leaseToken },
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
    if (this.gone) return;
    this.gone = true;
    this.logger.warn({ err: error }, 'the queue is away; its work is carried out here');
  }
}

/** @throws Error where the queue lets one wait too long */
export async function inTime<T>(work: Promise<T>): Promise<T> {
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
