import { Logger } from '@nestjs/common';
import type { Claimed, JobLine } from './job-line';

/** While the queue is away. */
const OWN_CONCURRENCY = 4;
/** What becomes due together is claimed together. */
const GATHER_MS = 20;

/** Due work of one kind, as its table knows it. */
export interface DueWork<Claim extends Claimed> {
  /** Claims at most so many due rows, each under a lease. */
  claimDue(limit: number): Promise<Claim[]>;
  /** Carries one out. Never rejects; doing it twice does no harm. */
  run(claim: Claim): Promise<unknown>;
  /** Claimed, but there are no hands for them: due again at once. */
  giveBack(claims: readonly Claim[]): Promise<void>;
}

/**
 * The way from the row to the work: hands what is due in Postgres to BullMQ, in bulk. It wakes once
 * an interval, and at once when something in its own process becomes due or there is room for more.
 * While the queue is away it does the work itself.
 */
export class DispatchLoop<Claim extends Claimed> {
  private readonly logger = new Logger(DispatchLoop.name);
  private timer: NodeJS.Timeout | undefined;
  private wakeAt = Infinity;
  private dispatched = Promise.resolve();
  /** Work that is done here. */
  private readonly own = new Set<Promise<unknown>>();
  private isStopped = false;
  /** The last claim left due rows behind. */
  private isHungry = false;
  /** When due work was last looked for, and found or not. Monotonic. */
  private dispatchedAt: number | null = null;

  constructor(
    private readonly line: JobLine,
    private readonly work: DueWork<Claim>,
    private readonly intervalMs: number,
  ) {}

  start(): void {
    this.wakeIn(0);
  }

  /** For how long due work has not been looked for; null: not yet at all. */
  get sinceDispatchMs(): number | null {
    return this.dispatchedAt === null ? null : performance.now() - this.dispatchedAt;
  }

  /** Something becomes due in so many milliseconds. */
  dueIn(ms: number): void {
    this.wakeIn(Math.max(GATHER_MS, ms));
  }

  /** Something has been carried out in this process. */
  roomIsFree(): void {
    if (this.isHungry) this.wakeIn(GATHER_MS);
  }

  /** Resolves when what was begun here is done. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.dispatched;
    await Promise.all(this.own);
  }

  private wakeIn(ms: number): void {
    const soon = Math.min(ms, this.intervalMs);
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
      const claimed = limit > 0 ? await this.work.claimDue(limit) : [];
      this.isHungry = claimed.length === limit;
      if (claimed.length > 0) await this.handOver(claimed, room !== null);
      this.dispatchedAt = performance.now();
    } catch (error) {
      this.isHungry = false;
      this.logger.warn({ err: error }, 'nothing could be dispatched');
    }
    this.wakeIn(this.intervalMs);
  }

  private async handOver(claimed: readonly Claim[], queueIsThere: boolean): Promise<void> {
    if (queueIsThere && (await this.line.take(claimed))) return;
    for (const claim of claimed.slice(0, OWN_CONCURRENCY)) this.carryOut(claim);
    const rest = claimed.slice(OWN_CONCURRENCY);
    this.isHungry ||= rest.length > 0;
    await this.work.giveBack(rest);
  }

  /** Should the queue have taken it after all, it is done twice. */
  private carryOut(claim: Claim): void {
    const work = this.work.run(claim).finally(() => {
      this.own.delete(work);
      this.roomIsFree();
    });
    this.own.add(work);
  }
}
