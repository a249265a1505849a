import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { Subscription } from 'rxjs';
import { Config } from '../config/config';
import { Health } from '../observability/health.service';
import { Vitals } from '../observability/vitals';
import { OrderChanges } from '../orders';
import { DispatchLoop } from '../queue/dispatch-loop';
import { JobLine } from '../queue/job-line';
import { firstContact } from '../queue/queue-backend';
import { CheckRunner } from './check-runner.service';
import { ChecksRepository, type ClaimedCheck } from './checks.repository';
import { CONCURRENCY, JOB_LEASE_MS, VERIFICATION_QUEUE } from './verification-queue';

/** Brings due checks to the workers; see {@link DispatchLoop}. */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: DispatchLoop<ClaimedCheck>;
  private subscription: Subscription | undefined;

  constructor(
    @InjectQueue(VERIFICATION_QUEUE) private readonly queue: Queue,
    checks: ChecksRepository,
    runner: CheckRunner,
    config: Config,
    health: Health,
    vitals: Vitals,
    private readonly changes: OrderChanges,
  ) {
    const line = new JobLine(queue, CONCURRENCY);
    health.watchQueue(() => Promise.resolve(!line.isAway));
    this.loop = new DispatchLoop<ClaimedCheck>(
      line,
      {
        claimDue: (limit) => checks.claimDue(limit, JOB_LEASE_MS),
        run: (check) => runner.run(check),
        giveBack: (claimed) => checks.giveBack(claimed),
      },
      config.dispatchIntervalMs,
    );
    vitals.watchDispatcher(() => this.loop.sinceDispatchMs);
  }

  async onApplicationBootstrap(): Promise<void> {
    await firstContact(this.queue);
    this.subscription = this.changes.changed.subscribe(({ nextCheckInMs }) => {
      if (nextCheckInMs !== null) this.loop.dueIn(nextCheckInMs);
    });
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** A check has been carried out in this process. */
  roomIsFree(): void {
    this.loop.roomIsFree();
  }

  /** Resolves when what was begun here is done. */
  async stop(): Promise<void> {
    this.subscription?.unsubscribe();
    await this.loop.stop();
  }
}
