import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { ensureBuilt } from '../tools/build/ensure-built';
import type { Endings } from '../tools/demo/endings';
import { startPostgres, type LocalPostgres } from '../tools/postgres/start-postgres';
import { fillOrders, type Filling } from '../tools/seed/fill-orders';
import {
  migrateDatabase,
  startService,
  type LocalService,
  type ServiceSettings,
} from '../tools/service/start-service';
import { localFolder } from '../tools/state/local-folder';
import { startBar } from './bar';

/** A migrated Postgres, as durable as it is for real, and what a process of the service needs. */
export interface House {
  postgres: LocalPostgres;
  databaseUrl: string;
  /** A way past the service. */
  database: Client;
  adminToken: string;
  /** Starts a process of the service; what is set here goes before what all of them have. */
  open: (name: string, settings?: ServiceSettings) => Promise<LocalService>;
}

export interface HouseOptions {
  /** Where iPay is; nowhere, unless somebody is to be asked. */
  gatewayUrl?: string;
  /** One that runs already, with `database` in it. */
  postgres?: LocalPostgres;
  database?: string;
}

const NOWHERE = 'http://127.0.0.1:9';
/** Play money: the same for a database that is kept. */
const ENCRYPTION_KEYS = `bench:${Buffer.alloc(32, 'bench').toString('base64')}`;

export const say = (step: string): void => {
  console.log(`  · ${step}`);
};

/** @param name keeps what is in it for the next run under this name */
export async function startDurablePostgres(
  endings: Endings,
  name?: string,
): Promise<LocalPostgres> {
  const postgres = await startPostgres({
    ...(name !== undefined && { name }),
    settings: { shared_buffers: '512MB', max_wal_size: '4GB' },
    onStep: say,
  });
  endings.add(() => postgres.stop());
  return postgres;
}

export async function buildHouse(endings: Endings, options: HouseOptions = {}): Promise<House> {
  await ensureBuilt(say);
  const { gatewayUrl = NOWHERE, database: name = 'postgres' } = options;
  const postgres = options.postgres ?? (await startDurablePostgres(endings));
  const databaseUrl = postgres.databaseUrl(name);
  const adminToken = randomBytes(24).toString('hex');
  const common = {
    DATABASE_URL: databaseUrl,
    IPAY_SANDBOX_BASE_URL: gatewayUrl,
    IPAY_PRODUCTION_BASE_URL: gatewayUrl,
    ENCRYPTION_KEYS,
    ADMIN_TOKEN: adminToken,
    RATE_LIMIT_PER_MINUTE: '100000000',
    LOG_LEVEL: 'warn',
  };
  const logs = await localFolder('bench');
  await migrateDatabase({ settings: common, logFile: join(logs, `${name}-migrate.log`) });
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  endings.add(() => database.end());
  return {
    postgres,
    databaseUrl,
    database,
    adminToken,
    async open(process, settings = {}) {
      say(`Starting a process of the service: ${process}`);
      const service = await startService({
        settings: { ...common, ...settings },
        logFile: join(logs, `${process}.log`),
      });
      endings.add(() => service.stop());
      return service;
    },
  };
}

export async function fillHouse(
  { databaseUrl }: House,
  filling: Filling,
  endings: Endings,
): Promise<void> {
  say(`Writing ${filling.orders} orders`);
  const bar = startBar(endings, filling.orders, 'orders');
  await fillOrders(databaseUrl, filling, bar.reach, say);
}
