import { InjectQueue } from '@nestjs/bullmq';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { Subscription } from 'rxjs';
import { Config } from '../config/config';
import { OrderChanges } from '../orders';
import { Asking } from './asking.service';
import { CheckRunner } from './check-runner.service';
import { ChecksRepository, type ClaimedCheck } from './checks.repository';
import { CONCURRENCY, JOB_OPTIONS, VERIFICATION_QUEUE, type CheckJob } from './verification-queue';

/** Jobs must not grow old in the queue: no more than twice what can be started at once. */
const MOST_WAITING = 2 * CONCURRENCY;
/** While the queue is away. */
const OWN_CONCURRENCY = 4;
const QUEUE_TIMEOUT_MS = 2_000;
/** Orders that become due together are claimed together. */
const GATHER_MS = 20;

/**
 * Hands what is due in Postgres to BullMQ, in bulk. It wakes once an interval, and at once when
 * something in its own process becomes due or a worker has room for more. While the queue is away
 * it carries the checks out itself.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Dispatcher.name);
  private subscription: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  private wakeAt = Infinity;
  private running: Promise<void> | undefined;
  private isStopped = false;
  /** The last claim left due checks behind. */
  private isHungry = false;
  private isQueueAway = false;

  constructor(
    @InjectQueue(VERIFICATION_QUEUE) private readonly queue: Queue<CheckJob>,
    private readonly checks: ChecksRepository,
    private readonly runner: CheckRunner,
    private readonly asking: Asking,
    private readonly changes: OrderChanges,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.on('error', (error) => {
      this.logger.debug({ err: error }, 'the queue has trouble');
    });
    this.subscription = this.changes.changed.subscribe(({ nextCheckInMs }) => {
      if (nextCheckInMs !== null) this.wakeIn(Math.max(GATHER_MS, nextCheckInMs));
    });
    this.wakeIn(0);
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** A worker of this process has finished a check. */
  roomIsFree(): void {
    if (this.isHungry) this.wakeIn(GATHER_MS);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.subscription?.unsubscribe();
    clearTimeout(this.timer);
    await this.running;
  }

  private wakeIn(ms: number): void {
    const at = Date.now() + ms;
    if (this.isStopped || at >= this.wakeAt) return;
    clearTimeout(this.timer);
    this.wakeAt = at;
    this.timer = setTimeout(() => {
      this.wakeAt = Infinity;
      this.running ??= this.dispatch().finally(() => {
        this.running = undefined;
        this.wakeIn(this.config.dispatchIntervalMs);
      });
    }, ms);
  }

  private async dispatch(): Promise<void> {
    try {
      const room = await this.room();
      const claimed = room > 0 ? await this.checks.claimDue(room, this.asking.leaseMs) : [];
      this.isHungry = claimed.length === room;
      if (claimed.length > 0) await this.handOver(claimed);
    } catch (error) {
      this.logger.warn({ err: error }, 'nothing could be dispatched');
    }
  }

  /** How many checks may be claimed now. */
  private async room(): Promise<number> {
    try {
      const waiting = await this.inTime(this.queue.getWaitingCount());
      this.queueIs('back');
      return Math.max(0, MOST_WAITING - waiting);
    } catch (error) {
      this.queueIs('away', error);
      return OWN_CONCURRENCY;
    }
  }

  private async handOver(claimed: readonly ClaimedCheck[]): Promise<void> {
    if (!this.isQueueAway) {
      try {
        await this.inTime(
          this.queue.addBulk(
            claimed.map((check) => ({
              name: 'check',
              data: check,
              opts: { ...JOB_OPTIONS, jobId: check.leaseToken },
            })),
          ),
        );
        return;
      } catch (error) {
        this.queueIs('away', error);
      }
    }
    await this.carryOut(claimed);
  }

  /** Doing a check twice changes nothing the second time, should the queue have taken it after all. */
  private async carryOut(claimed: readonly ClaimedCheck[]): Promise<void> {
    const rest = [...claimed];
    const hand = async (): Promise<void> => {
      for (let next = rest.shift(); next; next = rest.shift()) await this.runner.run(next);
    };
    await Promise.all(Array.from({ length: OWN_CONCURRENCY }, hand));
  }

  private queueIs(now: 'back' | 'away', error?: unknown): void {
    if (this.isQueueAway === (now === 'away')) return;
    this.isQueueAway = now === 'away';
    if (this.isQueueAway) {
      this.logger.warn({ err: error }, 'the queue is away; checks are carried out here');
    } else {
      this.logger.log('the queue is back');
    }
  }

  private async inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        work,
        new Promise<never>((_resolve, reject) => {
          timer = setTimeout(() => {
            reject(new Error(`the queue did not answer within ${QUEUE_TIMEOUT_MS} ms`));
          }, QUEUE_TIMEOUT_MS);
        }),
      ]);
    } finally {
      clearTimeout(timer);
      work.catch(() => undefined);
    }
  }
}
