import { Client } from 'pg';
import { runMigrations } from 'bullmq';
import type { Config } from '../config/config';

/** Brings the queue's own schema up, where the queue lives in Postgres. Safe from many at once. */
export async function migrateQueue(
  config: Pick<Config, 'databaseUrl' | 'redis' | 'queuePrefix'>,
): Promise<void> {
  if (config.redis !== null) return;
  const client = new Client({ connectionString: config.databaseUrl });
  await client.connect();
  try {
    await runMigrations(client, config.queuePrefix);
  } finally {
    await client.end();
  }
}
