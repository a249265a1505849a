import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Pool, type QueryConfig, type QueryResultRow } from 'pg';
import type { Config } from '../config/config';
import { POOL_LIMITS } from './data-source';
import { isTooSlow, isUnavailable, runOn, type Database, type Statement } from './database';

/** A broken replication must not show yesterday's orders as today's. */
const MOST_BEHIND_SECONDS = 30;

const LOOK_EVERY_MS = 2_000;
const LOOK_TIMEOUT_MS = 1_000;

/**
 * How far a standby is behind; null for a server that is none. One that is connected and has applied
 * all it was sent is not behind, however long ago the primary's last commit was.
 */
const LOOK: QueryConfig & { query_timeout: number } = {
  name: 'replica.look',
  text: `
    SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL
      WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
        AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
      ELSE GREATEST(0, extract(epoch FROM now() - pg_last_xact_replay_timestamp()))
    END::float8 AS "behindSeconds"`,
  query_timeout: LOOK_TIMEOUT_MS,
};

/**
 * For reads of many rows that decide nothing and may be a little behind: `DATABASE_READ_URL` answers
 * them. While that is away or far behind, and where there is none, the primary does (ADR 8).
 */
export class Replica implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Replica.name);
  private readonly pool: Pool | null;
  private timer: NodeJS.Timeout | undefined;
  /** Null: nobody has looked yet. */
  private used: boolean | null = null;
  private behind: number | null = null;

  constructor(
    config: Pick<Config, 'databaseReadUrl' | 'databasePoolSize'>,
    private readonly primary: Database,
    private readonly mostBehindSeconds = MOST_BEHIND_SECONDS,
  ) {
    if (config.databaseReadUrl === null) {
      this.pool = null;
      return;
    }
    this.pool = new Pool({
      ...POOL_LIMITS,
      connectionString: config.databaseReadUrl,
      max: config.databasePoolSize,
      application_name: 'ipay-connect reads',
    });
    // An idle connection that breaks is replaced by the pool; without a listener it would end us.
    this.pool.on('error', (error) => {
      this.logger.debug({ err: error }, 'an idle connection to the replica broke');
    });
  }

  get isConfigured(): boolean {
    return this.pool !== null;
  }

  /** Whether it answers right now. */
  get isUsed(): boolean {
    return this.used ?? false;
  }

  /** Null where it does not say. */
  get behindSeconds(): number | null {
    return this.behind;
  }

  /** @throws DatabaseUnavailable when the primary is away too, or the statement takes too long */
  async query<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    if (this.pool && this.used) {
      try {
        return await runOn<Row>(this.pool, statement, values);
      } catch (error) {
        if (isTooSlow(error)) throw error;
        // Whatever else is wrong with it, a schema that has yet to arrive included.
        this.use(false, { err: error });
      }
    }
    return this.primary.query<Row>(statement, values);
  }

  async onModuleInit(): Promise<void> {
    if (this.pool) await this.watch(this.pool);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.pool?.end();
  }

  private async watch(pool: Pool): Promise<void> {
    await this.look(pool);
    if (pool.ending) return;
    this.timer = setTimeout(() => void this.watch(pool), LOOK_EVERY_MS);
    this.timer.unref();
  }

  private async look(pool: Pool): Promise<void> {
    try {
      const { rows } = await pool.query<{ behindSeconds: number | null }>(LOOK);
      this.behind = rows[0]?.behindSeconds ?? null;
    } catch (error) {
      this.behind = null;
      if (isUnavailable(error)) {
        this.use(false, { err: error });
        return;
      }
      // Not every service that calls itself Postgres has these functions.
      this.logger.debug({ err: error }, 'the replica does not say how far it is behind');
    }
    const { behind } = this;
    this.use(behind === null || behind <= this.mostBehindSeconds, { behindSeconds: behind });
  }

  private use(used: boolean, why: object): void {
    if (this.used === used) return;
    this.used = used;
    if (used) this.logger.log('lists and statistics are read from the replica');
    else this.logger.warn(why, 'lists and statistics are read from the primary');
  }
}
