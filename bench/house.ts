import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Client } from 'pg';
import { ensureBuilt } from '../tools/build/ensure-built';
import type { Endings } from '../tools/demo/endings';
import { startPostgres } from '../tools/postgres/start-postgres';
import { fillOrders, type Filling } from '../tools/seed/fill-orders';
import { migrateDatabase, startService } from '../tools/service/start-service';
import { localFolder } from '../tools/state/local-folder';

/** One process of the service over a filled Postgres, and a way past it. */
export interface FilledHouse {
  url: string;
  adminToken: string;
  database: Client;
}

/** Nothing of what is measured asks iPay; nothing reaches it if it did. */
const NOWHERE = 'http://127.0.0.1:9';

/** Starts Postgres, as durable as it is for real, fills it, and starts a process to be asked. */
export async function buildFilledHouse(filling: Filling, endings: Endings): Promise<FilledHouse> {
  const say = (step: string): void => {
    console.log(`  · ${step}`);
  };
  await ensureBuilt(say);
  const postgres = await startPostgres({
    settings: { shared_buffers: '512MB', max_wal_size: '4GB' },
    onStep: say,
  });
  endings.add(() => postgres.stop());
  const adminToken = randomBytes(24).toString('hex');
  const databaseUrl = postgres.databaseUrl('postgres');
  const settings = {
    ROLE: 'api',
    DATABASE_URL: databaseUrl,
    IPAY_SANDBOX_BASE_URL: NOWHERE,
    IPAY_PRODUCTION_BASE_URL: NOWHERE,
    ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    ADMIN_TOKEN: adminToken,
    RATE_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'warn',
  };
  const logs = await localFolder('bench');
  await migrateDatabase({ settings, logFile: join(logs, 'migrate.log') });
  await fill(databaseUrl, filling, endings, say);

  say('Starting a process of the service');
  const service = await startService({ settings, logFile: join(logs, 'service.log') });
  endings.add(() => service.stop());
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  endings.add(() => database.end());
  return { url: service.url, adminToken, database };
}

async function fill(
  databaseUrl: string,
  filling: Filling,
  endings: Endings,
  say: (step: string) => void,
): Promise<void> {
  say(`Writing ${filling.orders} orders`);
  const bar = new SingleBar({
    format: '  {bar} {value} orders',
    hideCursor: true,
    clearOnComplete: true,
  });
  const stop = (): Promise<void> => {
    bar.stop();
    return Promise.resolve();
  };
  endings.add(stop);
  bar.start(filling.orders, 0);
  await fillOrders(
    databaseUrl,
    filling,
    (count) => {
      bar.update(count);
      if (count === filling.orders) void stop();
    },
    say,
  );
}
