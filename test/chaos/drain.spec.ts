import { get } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { startBalancer } from '../../tools/demo/balancer';
import { freePort } from '../../tools/process/free-port';
import { InvariantChecker } from '../support/invariants';
import {
  startProcessWorld,
  type ProcessWorld,
  type ServiceProcess,
  type TestMerchant,
} from '../support/processes';
import { Api, eventually, orderBody } from '../support/service';

let world: ProcessWorld;
let merchant: TestMerchant;

beforeAll(async () => {
  world = await startProcessWorld({
    sandbox: { magicAmounts: false },
    environment: { IPAY_TIMEOUT_MS: '5000' },
  });
  const first = await world.start();
  merchant = await world.createMerchant(first.api);
  await first.stop();
}, 60_000);
afterEach(() => {
  world.sandbox.clearFaults();
});
afterAll(() => world.stop());

const ordersPath = (): string => `/v1/merchants/${merchant.id}/orders`;

/** What has arrived at iPay so far, answered or not. */
function receivedSoFar(operation: 'creates' | 'questions'): number {
  const field = operation === 'creates' ? 'createsReceived' : 'statusQuestionsReceived';
  return world.sandbox.ledger().references.reduce((sum, tally) => sum + tally[field], 0);
}

async function received(operation: 'creates' | 'questions', count: number): Promise<void> {
  await eventually(() => receivedSoFar(operation) >= count);
}

/** As a balancer asks, on a connection of its own; null while it is still told yes. */
function readinessOf({ port }: ServiceProcess): Promise<object | null> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/health/ready', agent: false }, (answer) => {
      void json(answer).then((body) => {
        resolve(answer.statusCode === 503 ? (body as object) : null);
      }, reject);
    }).on('error', reject);
  });
}

describe('SIGTERM', () => {
  it('ends an idle process at once, with exit code 0', async () => {
    const idle = await world.start();
    const startedAt = performance.now();
    expect(await idle.stop()).toBe('exit code 0');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  }, 30_000);

  it('ends an idle process at once although callers keep their connections open', async () => {
    const idle = await world.start();
    const socket = connect(idle.port, '127.0.0.1');
    socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'data');
    const startedAt = performance.now();
    expect(await idle.stop()).toBe('exit code 0');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    socket.destroy();
  }, 30_000);

  it('answers every create that is on the wire, and says meanwhile that it is draining', async () => {
    const draining = await world.start();
    world.sandbox.addFault({ kind: 'delay', operation: 'create', delayMs: 1_500 });
    const before = receivedSoFar('creates');
    const creates = Array.from({ length: 8 }, () => draining.api.post(ordersPath(), orderBody()));
    await received('creates', before + 8);
    draining.signal('SIGTERM');
    const ready = await eventually(() => readinessOf(draining));
    expect(ready).toMatchObject({ status: 'draining', database: 'ok' });
    const answers = await Promise.all(creates);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(await draining.exited).toBe('exit code 0');
  }, 30_000);

  it('finishes the checks that have begun and gives back the others', async () => {
    const api = await world.start({ ROLE: 'api' });
    const ids: string[] = [];
    for (let i = 0; i < 60; i += 1) {
      const { body } = await api.api.post(ordersPath(), orderBody());
      ids.push(body.gateway.orderId);
      world.sandbox.changeOrder(body.gateway.orderId, { state: 'paid' });
    }
    await api.stop();
    await world.sql('UPDATE order_checks SET next_at = now()');
    world.sandbox.addFault({ kind: 'delay', operation: 'status', delayMs: 1_500 });
    const before = receivedSoFar('questions');
    const worker = await world.start({ ROLE: 'worker' });
    await received('questions', before + 1);
    expect(await worker.stop()).toBe('exit code 0');
    const asked = receivedSoFar('questions') - before;
    const [{ written, left }] = await world.sql(
      `SELECT sum(gateway_checks)::int AS written,
         count(*) FILTER (WHERE state = 'pending')::int AS left FROM orders`,
    );
    // Whatever was asked is written down; whatever was not is still there to be asked.
    expect(written).toBe(asked);
    expect(left).toBeGreaterThan(0);
    const checker = new InvariantChecker({ ...world, merchants: [merchant] });
    expect(await checker.violations()).toEqual([]);
    world.sandbox.clearFaults();
    const heir = await world.start({ ROLE: 'worker' });
    await eventually(
      async () => {
        const open = await world.sql(
          `SELECT FROM orders WHERE state <> 'paid' AND gateway_order_id = ANY ($1)`,
          [ids],
        );
        return open.length === 0;
      },
      { withinMs: 40_000, what: 'every order paid' },
    );
    await heir.stop();
  }, 90_000);

  it('gives up after SHUTDOWN_TIMEOUT_MS, and says so', async () => {
    const stuck = await world.start({ SHUTDOWN_TIMEOUT_MS: '300' });
    world.sandbox.addFault({ kind: 'hang', operation: 'create' });
    const before = receivedSoFar('creates');
    const create = stuck.api.post(ordersPath(), orderBody()).catch(() => null);
    await received('creates', before + 1);
    stuck.signal('SIGTERM');
    expect(await stuck.exited).toBe('exit code 1');
    expect(await create).toBeNull();
    expect(await stuck.log()).toContain('draining took too long');
  }, 30_000);
});

describe('a rolling restart under load', () => {
  it('fails no request behind a balancer', async () => {
    world.sandbox.settings.latency = 'quick';
    const balancer = await startBalancer(await freePort());
    const instances: ServiceProcess[] = [await world.start(), await world.start()];
    for (const { url } of instances) await balancer.add(url);
    const through = new Api(balancer.url);
    const answers: number[] = [];
    let isOver = false;
    const load = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        const { status } = await through.post(ordersPath(), orderBody());
        answers.push(status);
      }
    });
    for (const [i, instance] of instances.entries()) {
      const enough = answers.length + 50;
      await eventually(() => answers.length >= enough);
      expect(await instance.stop()).toBe('exit code 0');
      const next = await world.start({ PORT: String(instance.port) });
      // Until the balancer has found it, the other one must not go.
      await eventually(async () => (await next.log()).includes(`"route":"/v1/merchants/`));
      instances[i] = next;
    }
    isOver = true;
    await Promise.all(load);
    await balancer.close();
    expect(answers.filter((status) => status !== 201)).toEqual([]);
    expect(answers.length).toBeGreaterThan(100);
    const checker = new InvariantChecker({ ...world, merchants: [merchant] });
    expect(await checker.violations()).toEqual([]);
  }, 90_000);
});
