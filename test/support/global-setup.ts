import { locateRedis } from '../../tools/redis/redis-binary';
import { startTestPostgres, type TestPostgres } from './postgres';

declare global {
  var testPostgres: TestPostgres | undefined;
}

/**
 * Once per run, before the first test that needs it: Postgres, and Redis at hand for the tests that
 * ask. Several projects of one run share them.
 */
export default async function globalSetup(): Promise<void> {
  if (globalThis.testPostgres) return;
  globalThis.testPostgres = await startTestPostgres();
  if (process.env.REDIS_URL === undefined) await locateRedis().catch(reportMissingRedis);
}

/** Only the tests that need it fail, and say the same. */
function reportMissingRedis(error: unknown): void {
  console.warn(error instanceof Error ? error.message : error);
}
