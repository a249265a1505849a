import { setTimeout } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { Config } from '../config/config';
import { CONNECT_TIMEOUT_MS, dataSourceOptions } from './data-source';

/** Any number that nobody else uses as an advisory lock. */
const MIGRATION_LOCK = 4_729_001;

const LOOKS_AGAIN_MS = 200;

/**
 * Brings the schema up. Safe from many instances at once: one works, the others wait. The lock is
 * held by a transaction of its own, so that it also holds through PgBouncer in transaction mode
 * and goes when this process does.
 * @returns the names of the migrations that were applied
 */
export async function migrate(
  config: Pick<Config, 'databaseUrl' | 'databasePoolSize'>,
): Promise<string[]> {
  const dataSource = new DataSource({
    ...dataSourceOptions(config),
    // A migration may take longer than any statement of the service.
    extra: { connectionTimeoutMillis: CONNECT_TIMEOUT_MS },
  });
  await dataSource.initialize();
  try {
    for (;;) {
      const applied = await applyIfNobodyElseDoes(dataSource);
      if (applied) return applied;
      await setTimeout(LOOKS_AGAIN_MS);
    }
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Neither a waiting statement nor, without parameters, one that is over keeps a snapshot: building
 * an index concurrently waits for every snapshot there is, and would wait for ours for ever.
 */
const TAKE_LOCK = `SELECT pg_try_advisory_xact_lock(${MIGRATION_LOCK}) AS "isOurs"`;

/** @returns null where somebody else is at it */
function applyIfNobodyElseDoes(dataSource: DataSource): Promise<string[] | null> {
  return dataSource.transaction(async (lock) => {
    const [{ isOurs }] = await lock.query<[{ isOurs: boolean }]>(TAKE_LOCK);
    if (!isOurs) return null;
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map(({ name }) => name);
  });
}
