import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { Config } from '../config/config';
import { OrderChanges } from '../orders';
import { Asking } from './asking.service';
import { CheckRunner } from './check-runner.service';
import { ChecksRepository, type ClaimedCheck } from './checks.repository';
import { JobLine } from './job-line.service';

/** While the queue is away. */
const OWN_CONCURRENCY = 4;
/** Orders that become due together are claimed together. */
const GATHER_MS = 20;

/**
 * Hands what is due in Postgres to BullMQ, in bulk. It wakes once an interval, and at once when
 * something in its own process becomes due or there is room for more. While the queue is away it
 * carries the checks out itself.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Dispatcher.name);
  private subscription: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  private wakeAt = Infinity;
  private dispatched = Promise.resolve();
  /** Checks that are carried out here. */
  private readonly own = new Set<Promise<unknown>>();
  private isStopped = false;
  /** The last claim left due checks behind. */
  private isHungry = false;

  constructor(
    private readonly line: JobLine,
    private readonly checks: ChecksRepository,
    private readonly runner: CheckRunner,
    private readonly asking: Asking,
    private readonly changes: OrderChanges,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.subscription = this.changes.changed.subscribe(({ nextCheckInMs }) => {
      if (nextCheckInMs !== null) this.wakeIn(Math.max(GATHER_MS, nextCheckInMs));
    });
    this.wakeIn(0);
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** A check has been carried out in this process. */
  roomIsFree(): void {
    if (this.isHungry) this.wakeIn(GATHER_MS);
  }

  /** Resolves when what was begun here is done. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.subscription?.unsubscribe();
    clearTimeout(this.timer);
    await this.dispatched;
    await Promise.all(this.own);
  }

  private wakeIn(ms: number): void {
    const soon = Math.min(ms, this.config.dispatchIntervalMs);
    const at = Date.now() + soon;
    if (this.isStopped || at >= this.wakeAt) return;
    clearTimeout(this.timer);
    this.wakeAt = at;
    this.timer = setTimeout(() => {
      this.wakeAt = Infinity;
      this.dispatched = this.dispatched.then(() => this.dispatch());
    }, soon);
  }

  private async dispatch(): Promise<void> {
    if (this.isStopped) return;
    try {
      const room = await this.line.room();
      const limit = room ?? OWN_CONCURRENCY - this.own.size;
      const claimed = limit > 0 ? await this.checks.claimDue(limit, this.asking.leaseMs) : [];
      this.isHungry = claimed.length === limit;
      if (claimed.length > 0) await this.handOver(claimed, room !== null);
    } catch (error) {
      this.isHungry = false;
      this.logger.warn({ err: error }, 'nothing could be dispatched');
    }
    this.wakeIn(this.config.dispatchIntervalMs);
  }

  private async handOver(claimed: readonly ClaimedCheck[], queueIsThere: boolean): Promise<void> {
    if (queueIsThere && (await this.line.take(claimed))) return;
    for (const check of claimed.slice(0, OWN_CONCURRENCY)) this.carryOut(check);
    const rest = claimed.slice(OWN_CONCURRENCY);
    this.isHungry ||= rest.length > 0;
    await this.checks.giveBack(rest);
  }

  /** Doing a check twice changes nothing the second time, should the queue have taken it after all. */
  private carryOut(check: ClaimedCheck): void {
    const work = this.runner.run(check).finally(() => {
      this.own.delete(work);
      this.roomIsFree();
    });
    this.own.add(work);
  }
}
