import type { DataSourceOptions } from 'typeorm';
import type { Config } from '../config/config';
import { Initial1763856000000 } from './migrations/1763856000000-initial';
import { Webhooks1763942400000 } from './migrations/1763942400000-webhooks';
import { LiveStream1764028800000 } from './migrations/1764028800000-live-stream';
import { Audit1764115200000 } from './migrations/1764115200000-audit';
import { IpayDoor1764201600000 } from './migrations/1764201600000-ipay-door';
import { ConsoleSessions1764288000000 } from './migrations/1764288000000-console-sessions';
import { ListsByState1764374400000 } from './migrations/1764374400000-lists-by-state';
import { WatchedWebhooks1764460800000 } from './migrations/1764460800000-watched-webhooks';
import { ProcessHeartbeats1764547200000 } from './migrations/1764547200000-process-heartbeats';
import { AuditFilters1764633600000 } from './migrations/1764633600000-audit-filters';
import { CountedOrders1764720000000 } from './migrations/1764720000000-counted-orders';

/** One ordered history; `npm run migrate` applies it, nothing else does. */
const MIGRATIONS = [
  Initial1763856000000,
  Webhooks1763942400000,
  LiveStream1764028800000,
  Audit1764115200000,
  IpayDoor1764201600000,
  ConsoleSessions1764288000000,
  ListsByState1764374400000,
  WatchedWebhooks1764460800000,
  ProcessHeartbeats1764547200000,
  AuditFilters1764633600000,
  CountedOrders1764720000000,
];

export const CONNECT_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 5_000;

/** What every pool of this process keeps to. */
export const POOL_LIMITS = {
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  statement_timeout: STATEMENT_TIMEOUT_MS,
  // Should the server not even say so (a dead network), the client gives up by itself.
  query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
  keepAlive: true,
};

/** How this process talks to Postgres. Never synchronises, never migrates by itself. */
export function dataSourceOptions(
  config: Pick<Config, 'databaseUrl' | 'databasePoolSize'>,
): DataSourceOptions {
  return {
    type: 'postgres',
    url: config.databaseUrl,
    poolSize: config.databasePoolSize,
    applicationName: 'ipay-connect',
    synchronize: false,
    migrationsRun: false,
    // Failed statements would be logged with their parameters.
    logging: false,
    migrations: MIGRATIONS,
    extra: POOL_LIMITS,
  };
}
