import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { startShop, type Shop } from '../../web/shop/server';
import { startSandbox, type Sandbox } from '../../src/sandbox/server';
import { ensureBuilt, ensurePackageBuilt } from '../build/ensure-built';
import { startBalancer } from '../demo/balancer';
import type { Endings } from '../demo/endings';
import { startPostgres } from '../postgres/start-postgres';
import { freePort } from '../process/free-port';
import { migrateDatabase, startService } from '../service/start-service';
import { localFolder } from '../state/local-folder';

/** What the pictures are taken of: the built service as an installation runs it, without a past. */
export interface Stage {
  readonly url: string;
  readonly adminToken: string;
  readonly sandbox: Sandbox;
  /** Where platforms hear of their orders: the first answers 204, the second 503. */
  readonly receivers: { well: string; unwell: string };
  readonly sql: (text: string, values?: unknown[]) => Promise<void>;
  /** Until every delivery has been tried. */
  untilTold(): Promise<void>;
  openShop(account: ShopAccount): Promise<Shop>;
}

export interface ShopAccount {
  token: string;
  merchantId: string;
  returnSecret: string;
}

const UNTRIED = 'SELECT FROM webhook_deliveries WHERE attempts = 0 LIMIT 1';

/** Whatever has been started is in `endings` at once. */
export async function buildStage(endings: Endings, onStep: (step: string) => void): Promise<Stage> {
  await ensureBuilt(onStep);
  await ensurePackageBuilt('button', onStep);
  const logFolder = await localFolder('screenshots', 'logs');

  const postgres = await startPostgres({ onStep });
  endings.add(() => postgres.stop());
  const databaseUrl = postgres.databaseUrl('postgres');
  const sandbox = await startSandbox({ paymentUrlScheme: 'http' });
  endings.add(() => sandbox.close());
  const balancer = await startBalancer(await freePort());
  endings.add(() => balancer.close());

  const adminToken = randomBytes(32).toString('hex');
  const settings = {
    ROLE: 'all',
    DATABASE_URL: databaseUrl,
    IPAY_SANDBOX_BASE_URL: sandbox.gatewayUrl,
    IPAY_SANDBOX_PAYMENT_URL: `${sandbox.url}/pay/{orderId}`,
    IPAY_PRODUCTION_BASE_URL: sandbox.gatewayUrl,
    ENCRYPTION_KEYS: `screenshots:${randomBytes(32).toString('base64')}`,
    ADMIN_TOKEN: adminToken,
    PUBLIC_BASE_URL: balancer.url,
    WEBHOOK_ALLOW_LOOPBACK: 'true',
    RATE_LIMIT_PER_MINUTE: '100000',
  };
  onStep('Starting the service');
  await migrateDatabase({ settings, logFile: join(logFolder, 'migrate.log') });
  const service = await startService({ settings, logFile: join(logFolder, 'service.log') });
  endings.add(() => service.stop());
  await balancer.add(service.url);

  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  endings.add(() => database.end());
  return {
    url: balancer.url,
    adminToken,
    sandbox,
    receivers: {
      well: await startReceiver(204, endings),
      unwell: await startReceiver(503, endings),
    },
    sql: async (text, values = []) => {
      await database.query(text, values);
    },
    async untilTold() {
      while ((await database.query(UNTRIED)).rowCount !== 0) await sleep(100);
    },
    async openShop({ token, merchantId, returnSecret }) {
      const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`;
      const account = { merchantId, returnSecret, webhookSecret };
      const port = await freePort();
      const shop = await startShop({ port, serviceUrl: balancer.url, token, account });
      endings.add(() => shop.close());
      return shop;
    },
  };
}

async function startReceiver(status: number, endings: Endings): Promise<string> {
  const port = await freePort();
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(status).end());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  endings.add(() => {
    server.close();
    server.closeAllConnections();
    return Promise.resolve();
  });
  return `http://127.0.0.1:${String(port)}/hooks/ipay`;
}
