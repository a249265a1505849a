import { cp, mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Order } from '../../packages/client/src';
import { walkAsBuyer } from '../../src/sandbox/buyer';
import { freePort } from '../../tools/process/free-port';
import { spawnLeashed, type LeashedProcess } from '../../tools/process/leashed-process';
import { CLIENT_FOLDER, createClientProject, type ClientProject } from '../support/client-project';
import { eventually, startWorld, type World } from '../support/service';

const PUBLIC_BASE_URL = 'https://pay.example.com';

/** An example that runs as it is, in a project of its own. */
interface Example {
  url: string;
  lines: () => Promise<string[]>;
  has: (line: string) => Promise<unknown>;
  process: LeashedProcess;
}

let world: World;
let project: ClientProject;
let merchant: { id: string; returnSecret: string };
let settings: Record<string, string>;
const running: Example[] = [];

beforeAll(async () => {
  [world, project] = await Promise.all([
    startWorld({
      environment: { PUBLIC_BASE_URL, WEBHOOK_ALLOW_LOOPBACK: 'true' },
      sandbox: { magicAmounts: false },
    }),
    createClientProject(),
  ]);
  await cp(join(CLIENT_FOLDER, 'examples'), project.folder, { recursive: true });
  merchant = await world.createMerchant();
  // No more than a platform's service needs.
  const { body } = await world.api.post('/v1/tokens', {
    name: 'examples',
    scopes: ['orders:read', 'orders:write'],
    merchants: [merchant.id],
  });
  settings = {
    IPAY_CONNECT_URL: world.url,
    IPAY_CONNECT_TOKEN: body.token,
    MERCHANT_ID: merchant.id,
    RETURN_SECRET: merchant.returnSecret,
    SHIPMENTS_FOLDER: join(project.folder, 'shipments'),
    POSITION_FILE: join(project.folder, 'position'),
  };
  await mkdir(settings.SHIPMENTS_FOLDER!);
}, 120_000);
afterAll(async () => {
  await Promise.all(running.map(({ process }) => process.stop()));
  await project.remove();
  await world.stop();
});

async function start(
  name: string,
  changes: Record<string, string> = {},
  port?: number,
): Promise<Example> {
  const PORT = String(port ?? (await freePort()));
  const logFile = join(project.folder, `${name}-${PORT}.log`);
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  const child = await spawnLeashed(process.execPath, ['--import', tsx, `${name}.ts`], {
    cwd: project.folder,
    env: { PATH: process.env.PATH, ...settings, PORT, ...changes },
    logFile,
    endSignal: 'SIGTERM',
    graceMs: 5_000,
  });
  const lines = async () => (await readFile(logFile, 'utf8')).split('\n').slice(0, -1);
  const example: Example = {
    url: `http://127.0.0.1:${PORT}`,
    lines,
    has: (line) =>
      eventually(async () => (await lines()).includes(line), { what: `"${line}" of ${name}` }),
    process: child,
  };
  running.push(example);
  return example;
}

async function startServer(...how: Parameters<typeof start>): Promise<Example> {
  const server = await start(...how);
  await server.has('ready');
  return server;
}

async function runToEnd(...how: Parameters<typeof start>): Promise<string[]> {
  const example = await start(...how);
  expect([await example.process.exited, await example.lines()]).toEqual([
    'exit code 0',
    expect.any(Array),
  ]);
  return example.lines();
}

const buy = (shop: Example, cart: string) =>
  fetch(shop.url, { method: 'POST', body: `cart=${cart}`, redirect: 'manual' });

/** Pays as a buyer does. @returns the address the browser is sent to in the end */
async function walk(paymentUrl: string, decision: 'pay' | 'cancel'): Promise<string> {
  const wayBack = await walkAsBuyer(paymentUrl, { decision });
  const path = wayBack.slice(PUBLIC_BASE_URL.length);
  return eventually(async () =>
    (await world.api.get(path, { token: null })).headers.get('location'),
  );
}

async function orderOf(cart: string): Promise<Order> {
  const path = `/v1/merchants/${merchant.id}/orders/by-reference/cart-${cart}`;
  return (await world.api.get(path)).body;
}

describe('the examples', () => {
  it('take a payment from the checkout to one shipment, and account for it', async () => {
    const returnPage = await startServer('return-page');
    const shop = await startServer('checkout', { SHOP_URL: returnPage.url });
    // Two receivers hear of everything at the same time.
    const ports = [await freePort(), await freePort()];
    const endpoints = await Promise.all(
      ports.map(async (port) => {
        const url = `http://127.0.0.1:${port}/`;
        return (await world.api.post(`/v1/merchants/${merchant.id}/webhooks`, { url })).body;
      }),
    );
    const receivers = await Promise.all(
      endpoints.map(({ secret }, i) =>
        startServer('webhooks', { WEBHOOK_SECRET: secret }, ports[i]),
      ),
    );
    const dashboard = await start('follow');
    await eventually(() => readFile(settings.POSITION_FILE!, 'utf8'));

    const [first, second] = [await buy(shop, '1001'), await buy(shop, '1001')];
    expect([first.status, second.status]).toEqual([303, 303]);
    const paymentUrl = first.headers.get('location')!;
    expect(second.headers.get('location')).toBe(paymentUrl);
    expect((await buy(shop, '9')).status).toBe(404);

    const arrivedAt = await walk(paymentUrl, 'pay');
    expect(arrivedAt).toContain(`${returnPage.url}/success?`);
    const page = await fetch(arrivedAt);
    expect(await page.text()).toBe('Thank you, your payment has arrived. (120 BDT)');
    expect((await fetch(arrivedAt.replace('cart-1001', 'cart-1002'))).status).toBe(400);
    expect((await buy(shop, '1001')).status).toBe(409);

    const { id } = await orderOf('1001');
    await dashboard.has('order.paid cart-1001');
    const heardSince = (time: string) =>
      eventually(async () => {
        const [{ count }] = await world.sql(
          `SELECT count(*)::int AS count FROM webhook_deliveries
           WHERE type = 'order.paid' AND delivered_at > $1`,
          [time],
        );
        return count === receivers.length;
      });
    await heardSince('-infinity');
    // Told once more, nothing is shipped once more.
    const [{ now }] = await world.sql('SELECT now()');
    for (const { id: endpoint } of endpoints) {
      const path = `/v1/merchants/${merchant.id}/webhooks/${endpoint}/replay`;
      expect((await world.api.post(path, { from: '2020-01-01T00:00:00Z' })).status).toBe(202);
    }
    await heardSince(now);
    const shipped = (await Promise.all(receivers.map((receiver) => receiver.lines()))).flat();
    expect(shipped.filter((line) => line.startsWith('shipped'))).toEqual([`shipped ${id}`]);
    expect(await readdir(settings.SHIPMENTS_FOLDER!)).toEqual([`shipment-${id}.json`]);
    const forged = await fetch(receivers[0]!.url, { method: 'POST', body: '{}' });
    expect(forged.status).toBe(400);

    await dashboard.process.stop();
    expect(await dashboard.process.exited).toBe('exit code 0');
    // What happens meanwhile is heard afterwards; what was heard is not heard again.
    const cancelled = await buy(shop, '1002');
    const cancelPage = await fetch(await walk(cancelled.headers.get('location')!, 'cancel'));
    expect(await cancelPage.text()).toMatch(/cancelled .* \(99.5 BDT\)/);
    const again = await start('follow');
    await again.has('order.cancelled cart-1002');
    expect([...(await dashboard.lines()), ...(await again.lines())]).toEqual([
      'order.pending cart-1001',
      'order.paid cart-1001',
      'order.pending cart-1002',
      'order.cancelled cart-1002',
    ]);

    const { transactionId, paidAt } = await orderOf('1001');
    const time = { FROM: '2020-01-01T00:00:00Z', TO: '2099-01-01T00:00:00Z' };
    expect(await runToEnd('reconcile', time)).toEqual([
      'reference,transaction,amount,paid at,shipped by',
      `"cart-1001","${transactionId}","120","${paidAt}","webhook-example"`,
      '1 paid, 120.00 BDT',
    ]);
  }, 120_000);

  it('say which setting is missing', async () => {
    const example = await start('reconcile', { IPAY_CONNECT_TOKEN: '' });
    expect(await example.process.exited).toBe('exit code 1');
    expect((await example.lines()).join('\n')).toContain('IPAY_CONNECT_TOKEN is not set');
  });
});
