import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '../config/config';
import { inTime } from '../queue/job-line';
import { BackedQueue, queueOptions } from '../queue/queue-backend';
import { VERIFICATION_QUEUE } from '../verification';
import { WEBHOOK_QUEUE } from '../webhooks';

export const QUEUE_NAMES = [VERIFICATION_QUEUE, WEBHOOK_QUEUE] as const;

/**
 * The queues, to be looked at. Every process can, also one that has no part in them; it reaches for
 * them when somebody looks for the first time.
 */
@Injectable()
export class Queues implements OnModuleDestroy {
  private reached: Promise<readonly BackedQueue[]> | undefined;

  constructor(private readonly config: Config) {}

  /** @throws Error while the queue is away, or lets one wait too long */
  async ask<T>(question: (queues: readonly BackedQueue[]) => Promise<T>): Promise<T> {
    const queues = await (this.reached ??= this.open());
    return inTime(question(queues));
  }

  async onModuleDestroy(): Promise<void> {
    const queues = await this.reached?.catch(() => []);
    await Promise.all((queues ?? []).map((queue) => queue.close()));
  }

  private async open(): Promise<readonly BackedQueue[]> {
    const queues = QUEUE_NAMES.map(
      (name) => new BackedQueue(name, { ...queueOptions(this.config), skipMetasUpdate: true }),
    );
    try {
      await inTime(Promise.all(queues.map((queue) => queue.waitUntilReady())));
    } catch (error) {
      await Promise.all(queues.map((queue) => queue.close()));
      this.reached = undefined;
      throw error;
    }
    return queues;
  }
}
