import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database';
import { named } from '../http/wire';

const ALIVE = { name: 'health.alive', text: 'SELECT 1' };

export const readinessSchema = named(
  'Readiness',
  z.object({
    status: z.enum(['ok', 'draining', 'unavailable']),
    database: z.enum(['ok', 'unavailable']),
    queue: z
      .enum(['ok', 'unavailable', 'unused'])
      .describe('Told of; its loss does not make the process unready.'),
  }),
);
export type Readiness = z.output<typeof readinessSchema>;

/** Whether this process should be given work. */
@Injectable()
export class Health {
  private isDraining = false;
  private queueProbe: (() => Promise<boolean>) | undefined;

  constructor(private readonly database: Database) {}

  /** From now on balancers are told to look elsewhere. */
  drain(): void {
    this.isDraining = true;
  }

  /** Whoever uses the queue in this process says how to find out whether it is there. */
  watchQueue(probe: () => Promise<boolean>): void {
    this.queueProbe = probe;
  }

  async check(): Promise<Readiness> {
    const [hasDatabase, hasQueue] = await Promise.all([
      this.database.query(ALIVE).then(
        () => true,
        () => false,
      ),
      this.queueProbe?.().catch(() => false),
    ]);
    return {
      status: this.isDraining ? 'draining' : hasDatabase ? 'ok' : 'unavailable',
      database: hasDatabase ? 'ok' : 'unavailable',
      queue: hasQueue === undefined ? 'unused' : hasQueue ? 'ok' : 'unavailable',
    };
  }
}
