import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import { z } from 'zod';
import { Database } from '../database/database';
import { named } from '../http/wire';

const ALIVE = { name: 'health.alive', text: 'SELECT 1' };

export const QUEUE_STATES = ['ok', 'unavailable', 'unused'] as const;
export type QueueState = (typeof QUEUE_STATES)[number];

export const readinessSchema = named(
  'Readiness',
  z.object({
    status: z.enum(['ok', 'draining', 'unavailable']),
    database: z.enum(['ok', 'unavailable']),
    queue: z.enum(QUEUE_STATES).describe('Told of; its loss does not make the process unready.'),
  }),
);
export type Readiness = z.output<typeof readinessSchema>;

/** Whether this process should be given work. */
@Injectable()
export class Health {
  /** Announced once, when {@link isDraining} becomes true. */
  readonly drains = new Subject<void>();
  private draining = false;
  private queueProbe: (() => Promise<boolean>) | undefined;

  constructor(private readonly database: Database) {}

  /** From now on balancers are told to look elsewhere. */
  drain(): void {
    this.draining = true;
    this.drains.next();
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** Whoever uses the queue in this process says how to find out whether it is there. */
  watchQueue(probe: () => Promise<boolean>): void {
    this.queueProbe = probe;
  }

  async check(): Promise<Readiness> {
    const [hasDatabase, queue] = await Promise.all([
      this.database.query(ALIVE).then(
        () => true,
        () => false,
      ),
      this.queueState(),
    ]);
    return {
      status: this.draining ? 'draining' : hasDatabase ? 'ok' : 'unavailable',
      database: hasDatabase ? 'ok' : 'unavailable',
      queue,
    };
  }

  async queueState(): Promise<QueueState> {
    if (!this.queueProbe) return 'unused';
    return (await this.queueProbe().catch(() => false)) ? 'ok' : 'unavailable';
  }
}
