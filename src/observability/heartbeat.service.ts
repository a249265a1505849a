import { hostname } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Subscription } from 'rxjs';
import { Config } from '../config/config';
import { serviceVersion } from '../config/service-version';
import { Database } from '../database/database';
import { newUuid } from '../http/typed-id';
import { Health } from './health.service';
import { HeartbeatsRepository } from './heartbeats.repository';
import { OpenRequests } from './open-requests';
import { Vitals } from './vitals';

/** Of the measurement, which takes each delay to be at least so long. */
const LAG_RESOLUTION_MS = 20;

/** Shutting down waits no longer for a database that is away. */
const LEAVING_MS = 1_000;

/**
 * Says every few seconds in Postgres that this process runs, and how it is. One statement at a time,
 * of which nothing depends: while Postgres is away nothing is said, and others see that.
 */
@Injectable()
export class Heartbeat implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Heartbeat.name);
  private readonly id = newUuid();
  private readonly lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  private drains: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  private beatAt = Infinity;
  private beaten = Promise.resolve();
  private hasBegun = false;
  private isStopped = false;
  /** The last beat did not arrive. */
  private isUnheard = false;

  constructor(
    private readonly config: Config,
    private readonly heartbeats: HeartbeatsRepository,
    private readonly vitals: Vitals,
    private readonly health: Health,
    private readonly requests: OpenRequests,
    private readonly database: Database,
  ) {}

  /** A process that listens is one of the fleet; one that only borrows the service's parts is not. */
  watch(app: NestFastifyApplication): void {
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onListen', (done) => {
        this.begin();
        done();
      });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.drains?.unsubscribe();
    this.lag.disable();
    if (!this.hasBegun) return;
    const left = this.beaten.then(() => this.heartbeats.leave(this.id));
    await Promise.race([
      left.catch((error: unknown) => {
        this.logger.debug({ err: error }, 'this process will be seen as silent for a while');
      }),
      pause(LEAVING_MS, undefined, { ref: false }),
    ]);
  }

  private begin(): void {
    this.hasBegun = true;
    this.lag.enable();
    // At once: balancers are told at once as well.
    this.drains = this.health.drains.subscribe(() => {
      this.beatIn(0);
    });
    this.beatIn(0);
    // Rows only come with processes, so that each that comes forgets those that are long gone.
    void this.heartbeats.forget().catch((error: unknown) => {
      this.logger.debug({ err: error }, 'processes that are long gone were not forgotten');
    });
  }

  private beatIn(ms: number): void {
    const at = performance.now() + ms;
    if (this.isStopped || at >= this.beatAt) return;
    clearTimeout(this.timer);
    this.beatAt = at;
    this.timer = setTimeout(() => {
      this.beatAt = Infinity;
      this.beaten = this.beaten.then(() => this.beat());
    }, ms);
    this.timer.unref();
  }

  private async beat(): Promise<void> {
    if (this.isStopped) return;
    try {
      await this.heartbeats.beat({
        id: this.id,
        host: hostname(),
        pid: process.pid,
        role: this.config.role,
        node: process.version,
        version: serviceVersion(),
        uptimeMs: process.uptime() * 1_000,
        isDraining: this.health.isDraining,
        rssBytes: process.memoryUsage.rss(),
        eventLoopLagMs: this.lagMs(),
        openRequests: this.requests.count,
        connections: this.database.connections,
        queue: await this.health.queueState(),
        sinceDispatchMs: this.vitals.sinceDispatchMs(),
        gateways: this.vitals.gateways(),
      });
      if (this.isUnheard) this.logger.log('heartbeats are written again');
      this.isUnheard = false;
    } catch (error) {
      if (!this.isUnheard) this.logger.warn({ err: error }, 'no heartbeat could be written');
      this.isUnheard = true;
    }
    this.beatIn(this.config.heartbeatIntervalMs);
  }

  /** The longest hold-up since the beat before. */
  private lagMs(): number {
    const longestMs = this.lag.max / 1e6 - LAG_RESOLUTION_MS;
    this.lag.reset();
    return Math.max(0, Math.round(longestMs * 10) / 10);
  }
}
