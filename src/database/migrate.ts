import { DataSource } from 'typeorm';
import type { Config } from '../config/config';
import { CONNECT_TIMEOUT_MS, dataSourceOptions } from './data-source';

/** Any number that nobody else uses as an advisory lock. */
const MIGRATION_LOCK = 4_729_001;

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
    return await dataSource.transaction(async (lock) => {
      await lock.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      const applied = await dataSource.runMigrations({ transaction: 'each' });
      return applied.map(({ name }) => name);
    });
  } finally {
    await dataSource.destroy();
  }
}
