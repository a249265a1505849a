import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';

const ALIVE = { name: 'health.alive', text: 'SELECT 1' };

export interface Readiness {
  status: 'ok' | 'draining' | 'unavailable';
  database: 'ok' | 'unavailable';
  queue: 'ok' | 'unavailable' | 'unused';
}

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
