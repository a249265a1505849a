import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { startSandbox, type Sandbox } from '../../src/sandbox/server';
import { ensureBuilt, ensurePackageBuilt } from '../build/ensure-built';
import { startPostgres } from '../postgres/start-postgres';
import { onFreePort } from '../process/free-port';
import {
  migrateDatabase,
  startService,
  type LocalService,
  type ServiceSettings,
} from '../service/start-service';
import { CLONE_FOLDER, localFolder } from '../state/local-folder';
import { startBalancer, type Balancer } from './balancer';
import type { DemoState } from './demo-state';
import type { Endings } from './endings';
import { describeShellEnvironment, saveShellEnvironment } from './shell-environment';

/** Everything the demo runs. */
export interface House {
  sandbox: Sandbox;
  balancer: Balancer;
  services: LocalService[];
  logFolder: string;
}

/** At the service and at the sandbox. */
export const MERCHANT_NAME = 'Demo shop';

const DATABASE = 'ipay_connect';
const SERVICES = 2;
/** Taken where they are free, so that addresses stay the same from start to start. */
const PREFERRED_PORT = { balancer: 8080, sandbox: 4010 };

/** How many steps `buildHouse` tells. */
export const HOUSE_STEPS = 9;

/**
 * Starts Postgres, the sandbox, two processes of the service and the balancer before them.
 * Whatever has been started is in `endings` at once, so that a failure half-way leaves nothing.
 */
export async function buildHouse(
  state: DemoState,
  endings: Endings,
  onStep: (step: string) => void,
): Promise<House> {
  await ensureBuilt(onStep);
  await ensurePackageBuilt('button', onStep);
  const logFolder = await localFolder('demo', 'logs');
  const databaseUrl = process.env.DATABASE_URL ?? (await startDatabase(endings, onStep));

  onStep('Starting the iPay sandbox');
  const { shop } = state;
  const merchants = shop ? [{ name: MERCHANT_NAME, apiKey: shop.apiKey }] : [];
  const sandbox = await onFreePort(PREFERRED_PORT.sandbox, (port) =>
    startSandbox({ port, merchants, paymentUrlScheme: 'http' }),
  );
  endings.add(() => sandbox.close());

  // The service must know its public address; and the balancer goes on until it has answered all.
  const balancer = await onFreePort(PREFERRED_PORT.balancer, startBalancer);
  endings.add(() => balancer.close());

  const settings = serviceSettings(state, databaseUrl, sandbox, balancer);
  endings.add(await saveShellEnvironment(describeShellEnvironment(settings, sandbox.url)));
  onStep('Bringing the database schema up');
  await migrateDatabase({ settings, logFile: join(logFolder, 'migrate.log') });

  onStep(`Starting ${String(SERVICES)} processes of the service`);
  const services = await Promise.all(
    Array.from({ length: SERVICES }, async (_, index) => {
      const logFile = join(logFolder, `service-${String(index + 1)}.log`);
      const service = await startService({ settings, logFile });
      endings.add(() => service.stop());
      await balancer.add(service.url);
      return service;
    }),
  );
  return { sandbox, balancer, services, logFolder };
}

/** @returns the address of the demo's database on a Postgres of our own */
async function startDatabase(endings: Endings, onStep: (step: string) => void): Promise<string> {
  const postgres = await startPostgres({ name: 'demo', onStep });
  endings.add(() => postgres.stop());
  const client = new Client({ connectionString: postgres.databaseUrl('postgres') });
  await client.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
  return postgres.databaseUrl(DATABASE);
}

function serviceSettings(
  state: DemoState,
  databaseUrl: string,
  sandbox: Sandbox,
  balancer: Balancer,
): ServiceSettings {
  const redisUrl = process.env.REDIS_URL;
  return {
    ROLE: 'all',
    DATABASE_URL: databaseUrl,
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    QUEUE_PREFIX: queuePrefix(),
    IPAY_SANDBOX_BASE_URL: sandbox.gatewayUrl,
    IPAY_SANDBOX_PAYMENT_URL: `${sandbox.url}/pay/{orderId}`,
    // Whatever is tried here, nothing reaches the real iPay.
    IPAY_PRODUCTION_BASE_URL: sandbox.gatewayUrl,
    ENCRYPTION_KEYS: state.encryptionKeys,
    ADMIN_TOKEN: state.adminToken,
    PUBLIC_BASE_URL: balancer.url,
    // The shop listens on this machine, and whatever receivers are tried.
    WEBHOOK_ALLOW_LOOPBACK: 'true',
  };
}

/** Two clones on one Redis must not take each other's jobs. */
function queuePrefix(): string {
  return `demo_${createHash('sha256').update(CLONE_FOLDER).digest('hex').slice(0, 12)}`;
}
