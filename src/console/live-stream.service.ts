import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { bulkhead } from 'cockatiel';
import type { Subscription } from 'rxjs';
import { merchantNotFound, type Caller } from '../access';
import { ServiceUnavailable } from '../http/http.problems';
import { Problem } from '../http/problem';
import { Metrics } from '../observability/metrics.service';
import { OrderChanges } from '../orders';
import { TooManyStreams } from './console.problems';
import { StreamListener, frameOf, type Listening } from './stream-listener';
import { comparePositions, type StreamPosition } from './stream-position';
import { StreamRepository, type StreamEvent } from './stream.repository';

const POLL_MS = 500;
/** Changes that come together are read together. */
const GATHER_MS = 20;
/** However many changes there are. */
const MIN_BETWEEN_POLLS_MS = 100;
const PAGE = 200;
/** Reading up takes few of the connections that requests need. */
const READERS = 2;

/** With the seconds a token is remembered, a revocation ends its streams within five. */
const CHECK_MS = 500;
const HEARTBEAT_MS = 15_000;
const STALLED_MS = 60_000;
const RETRY_MS = 2_000;

const MAX_PER_TOKEN = 10;
const MAX_IN_ALL = 1_000;

/** A restore may have gone back behind the place; clocks and transactions may differ by so much. */
const SLACK_MS = 60_000;

/** Who wants to listen, and from where. */
export interface StreamRequest extends Omit<Listening, 'merchantIds'> {
  caller: Caller;
  /** Null: all that the caller sees. */
  merchantId: string | null;
  /** Null: from now on. */
  after: StreamPosition | null;
  /** Answers the request; only called once nothing can be refused any more. */
  answer: () => ServerResponse;
}

/**
 * The told events of all orders, in the order of their transactions, to whoever listens here. One
 * loop reads for all of them; who resumes or does not keep up reads by itself until it has caught
 * up with the loop.
 */
@Injectable()
export class LiveStream implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(LiveStream.name);
  private readonly listeners = new Set<StreamListener>();
  private readonly seats = new Map<string, number>();
  private readonly readingUp = bulkhead(READERS, Infinity);
  private subscription: Subscription | undefined;
  /** How far the loop has read; null while nobody listens. */
  private head: StreamPosition | null = null;
  private timer: NodeJS.Timeout | undefined;
  private wakeAt = Infinity;
  private polledAt = -Infinity;
  private polled = Promise.resolve();
  private watch: NodeJS.Timeout | undefined;
  private heartbeatAt = Infinity;
  private isStopped = false;

  constructor(
    private readonly repository: StreamRepository,
    private readonly changes: OrderChanges,
    metrics: Metrics,
  ) {
    metrics.gauge('ipay_connect_streams', 'Live streams that are open here.', () =>
      Promise.resolve(this.listeners.size),
    );
  }

  /** Before this process writes its first event. */
  async onModuleInit(): Promise<void> {
    if (await this.repository.continueAfterRestore()) {
      this.logger.warn('the events come from another cluster; new ones are numbered on from them');
    }
    this.subscription = this.changes.changed.subscribe(() => {
      if (this.head) this.wakeIn(Math.max(GATHER_MS, this.polledAt + MIN_BETWEEN_POLLS_MS - now()));
    });
  }

  /** Readers go on at another instance, where they were. */
  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    this.subscription?.unsubscribe();
    for (const listener of this.listeners) listener.end('this instance is going away');
    this.rest();
    await this.polled;
  }

  /** @throws Problem `too-many-streams`, `merchant-not-found`, `service-unavailable` */
  async listen({ caller, merchantId, after, authenticate, answer }: StreamRequest): Promise<void> {
    const leave = this.takeSeat(caller);
    let listener: StreamListener;
    try {
      if (merchantId !== null && !(await this.repository.merchantExists(merchantId))) {
        throw merchantNotFound();
      }
      const start = after && (await this.find(after));
      const newest = await this.repository.newest();
      if (this.isStopped) throw goingAway();
      const merchantIds = merchantId === null ? caller.merchantIds : [merchantId];
      const response = answer();
      response.once('close', () => {
        this.listeners.delete(listener);
        leave();
        if (this.listeners.size === 0) this.rest();
      });
      listener = new StreamListener(response, { merchantIds, authenticate }, start ?? newest);
      // It may have gone while Postgres was asked, and then nothing says so any more; or want no body.
      if (listener.isClosed) {
        leave();
        return;
      }
      this.awake(newest);
    } catch (error) {
      leave();
      throw error;
    }
    this.listeners.add(listener);
    listener.mark({ retryMs: RETRY_MS });
    void this.readUp(listener);
  }

  private takeSeat({ tokenId }: Caller): () => void {
    if (this.isStopped) throw goingAway();
    const holder = tokenId ?? 'admin';
    const taken = this.seats.get(holder) ?? 0;
    if (taken >= MAX_PER_TOKEN || this.listeners.size >= MAX_IN_ALL) {
      throw new Problem(TooManyStreams, `At most ${MAX_PER_TOKEN} for each token; close one`, {
        headers: { 'retry-after': '5' },
      });
    }
    this.seats.set(holder, taken + 1);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      const left = (this.seats.get(holder) ?? 0) - 1;
      if (left > 0) this.seats.set(holder, left);
      else this.seats.delete(holder);
    };
  }

  /**
   * The place itself where its event is still there, whichever cluster that is by now. Else a
   * restore has lost it, and with it what came after: the time tells where the stream went on. Some
   * events from just before may come again then; none is left out.
   */
  private async find(place: StreamPosition): Promise<StreamPosition> {
    if (await this.repository.exists(place)) return place;
    this.logger.warn('a stream resumes by time: the event it was at is not there');
    return this.repository.newestUntil(new Date(Math.max(0, place.at.getTime() - SLACK_MS)));
  }

  private awake(newest: StreamPosition): void {
    if (this.head) return;
    this.head = newest;
    this.heartbeatAt = now() + HEARTBEAT_MS;
    this.watch = setInterval(() => {
      this.lookAfter();
    }, CHECK_MS);
    this.wakeIn(0);
  }

  private rest(): void {
    this.head = null;
    clearInterval(this.watch);
    clearTimeout(this.timer);
    this.wakeAt = Infinity;
  }

  private wakeIn(ms: number): void {
    const at = now() + ms;
    if (at >= this.wakeAt) return;
    clearTimeout(this.timer);
    this.wakeAt = at;
    this.timer = setTimeout(() => {
      this.wakeAt = Infinity;
      this.polled = this.polled.then(() => this.poll());
    }, ms);
  }

  private async poll(): Promise<void> {
    try {
      let page: StreamEvent[];
      do {
        if (!this.head) return;
        this.polledAt = now();
        page = await this.repository.page(this.head, PAGE, null);
        this.deliver(page);
      } while (page.length === PAGE);
    } catch (error) {
      this.logger.warn({ err: error }, 'the stream could not be read');
    }
    if (this.head) this.wakeIn(POLL_MS);
  }

  private deliver(page: readonly StreamEvent[]): void {
    for (const event of page) {
      let frame: string | undefined;
      const once = (one: StreamEvent): string => (frame ??= frameOf(one));
      for (const listener of this.listeners) {
        if (listener.isLive && !listener.offer(event, once)) void this.readUp(listener);
      }
    }
    const last = page.at(-1);
    if (last && this.head && comparePositions(last, this.head) > 0) this.head = last;
  }

  /** In step with the reader, one page in memory at a time, until the loop can take over. */
  private async readUp(listener: StreamListener): Promise<void> {
    listener.isLive = false;
    try {
      for (;;) {
        await listener.room();
        const { head } = this;
        if (listener.isClosed || !head) return;
        if (comparePositions(listener.position, head) >= 0) break;
        const page = await this.readingUp.execute(() =>
          this.repository.page(listener.position, PAGE, listener.listening.merchantIds),
        );
        page.every((event) => listener.offer(event));
        if (page.length === 0) listener.position = head;
      }
      listener.isLive = true;
    } catch (error) {
      this.logger.warn({ err: error }, 'a stream could not be read up');
      listener.end('the database does not answer; come again');
    }
  }

  private lookAfter(): void {
    const isHeartbeat = now() >= this.heartbeatAt;
    if (isHeartbeat) this.heartbeatAt = now() + HEARTBEAT_MS;
    for (const listener of this.listeners) {
      if (isHeartbeat) listener.mark();
      if (listener.stalledSince !== null && now() - listener.stalledSince > STALLED_MS) {
        listener.end('nothing was read for a minute');
      }
      void this.check(listener);
    }
  }

  private async check(listener: StreamListener): Promise<void> {
    if (listener.isBeingChecked) return;
    listener.isBeingChecked = true;
    try {
      await listener.listening.authenticate();
    } catch {
      listener.end('the token is not valid any more, or could not be checked');
    }
    listener.isBeingChecked = false;
  }
}

function goingAway(): Problem {
  return new Problem(ServiceUnavailable, 'This instance is going away; come again', {
    headers: { 'retry-after': '1' },
  });
}

/** Monotonic, in milliseconds. */
function now(): number {
  return performance.now();
}
