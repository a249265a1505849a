import 'reflect-metadata';
import { ConfigError, parseConfig } from './config/config';
import { readEnvironment } from './config/read-environment';
import { migrate } from './database/migrate';
import { createLogger } from './observability/logger';
import { migrateQueue } from './queue/migrate-queue';

void run();

/** `npm run migrate`: brings both schemas up and ends. */
async function run(): Promise<void> {
  try {
    const config = parseConfig(readEnvironment());
    const logger = createLogger(config.logLevel);
    const applied = await migrate(config);
    await migrateQueue(config);
    logger.info({ applied }, 'the schema is up to date');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = error instanceof ConfigError ? 'The configuration is not valid' : 'Not migrated';
    process.stderr.write(`${what}: ${reason}\n`);
    process.exitCode = 1;
  }
}
