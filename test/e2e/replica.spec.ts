import { Client } from 'pg';
import { Database } from '../../src/database/database';
import { migrate } from '../../src/database/migrate';
import { Replica } from '../../src/database/replica';
import { migrateQueue } from '../../src/queue/migrate-queue';
import { startPostgres, type LocalPostgres } from '../../tools/postgres/start-postgres';
import { timed } from '../support/queued-orders';
import {
  eventually,
  orderBody,
  startWorld,
  type Api,
  type TestService,
  type World,
} from '../support/service';
import { startStandby, type Standby } from '../support/standby';
import { openStream } from '../support/stream';
import { startTcpGate, type TcpGate } from '../support/tcp-gate';

const DATABASE = 'postgres';
const QUICK_MS = 1_500;

let primary: LocalPostgres;
let standby: Standby;
let gate: TcpGate;
let world: World;
let merchant: { id: string };

beforeAll(async () => {
  primary = await startPostgres({ settings: { fsync: 'off' } });
  const url = primary.databaseUrl(DATABASE);
  await migrate({ databaseUrl: url, databasePoolSize: 2 });
  await migrateQueue({ databaseUrl: url, redis: null, queuePrefix: 'ipay_connect' });
  standby = await startStandby(primary);
  gate = await startTcpGate(await readerUrl());
  world = await startWorld({
    database: { url, drop: () => Promise.resolve() },
    // Nobody but these tests writes.
    environment: { ROLE: 'api', DATABASE_READ_URL: gate.url },
  });
  merchant = await world.createMerchant();
}, 120_000);

afterAll(async () => {
  await (world as World | undefined)?.stop();
  await (standby as Standby | undefined)?.stop();
  await (primary as LocalPostgres | undefined)?.stop();
}, 60_000);

/** On the standby, as somebody who may read and nothing else. */
async function readerUrl(): Promise<string> {
  const client = new Client({ connectionString: primary.databaseUrl(DATABASE) });
  await client.connect();
  await client.query(`
    CREATE ROLE reader LOGIN PASSWORD 'reads-only';
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader`);
  await client.end();
  const url = new URL(standby.databaseUrl(DATABASE));
  url.username = 'reader';
  url.password = 'reads-only';
  return url.href;
}

async function place(): Promise<any> {
  const answer = await world.api.post(`/v1/merchants/${merchant.id}/orders`, orderBody());
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

const pathOf = (order: any) => `/v1/merchants/${merchant.id}/orders/${order.id}`;

async function list(query = '', path = '/v1/orders', api: Api = world.api): Promise<any> {
  const { status, body } = await api.get(`${path}?${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

async function idsOf(...of: Parameters<typeof list>): Promise<string[]> {
  return (await list(...of)).data.map(({ id }: { id: string }) => id);
}

async function counted(): Promise<number> {
  const { body } = await world.api.get('/v1/orders/stats');
  return body.environments[0].count;
}

async function metric(name: string, service: TestService = world): Promise<number | null> {
  const text = String((await service.api.get('/metrics')).body);
  const [, value] = new RegExp(`^ipay_connect_replica_${name} (\\S+)$`, 'm').exec(text) ?? [];
  return value === undefined ? null : Number(value);
}

/** Resolves when the replica answers, and has all that the primary has. */
async function untilLevel(): Promise<void> {
  const [row] = await world.sql('SELECT count(*)::int AS count FROM orders');
  await eventually(async () => (await metric('used')) === 1, { what: 'the replica to be used' });
  await eventually(async () => (await counted()) === row.count, {
    what: 'the replica to be level',
  });
}

describe('a replica', () => {
  beforeEach(untilLevel);

  it('answers lists and statistics; what is exact, new or decides comes from the primary', async () => {
    const old = await place();
    await untilLevel();
    await standby.pause();
    try {
      const before = await counted();
      const stream = await openStream(world.url);
      const order = await place();
      const list = `/v1/merchants/${merchant.id}/orders`;
      for (const query of ['', 'state=pending', 'attention=false', 'environment=sandbox']) {
        for (const path of ['/v1/orders', list]) {
          const [newest] = await idsOf(query, path);
          expect([query, newest]).toEqual([query, old.id]);
        }
      }
      expect(await counted()).toBe(before);

      world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
      const paid = await world.api.post(`${pathOf(order)}/verify`);
      expect(paid.body.state).toBe('paid');
      for (const query of [
        `referenceId=${order.referenceId}`,
        `gatewayOrderId=${order.gateway.orderId}`,
        `transactionId=${paid.body.transactionId}`,
      ]) {
        expect([query, await idsOf(query), await idsOf(query, list)]).toEqual([
          query,
          [order.id],
          [order.id],
        ]);
      }
      for (const path of [
        pathOf(order),
        `${pathOf(order)}/explain`,
        `${list}/by-reference/${order.referenceId}`,
      ]) {
        expect([path, (await world.api.get(path)).body.state]).toEqual([path, 'paid']);
      }
      const { body: timeline } = await world.api.get(`${pathOf(order)}/events`);
      expect(timeline.data.at(-1).state).toBe('paid');
      const claim = { by: 'order-service', claimId: 'shipment-77' };
      expect((await world.api.post(`${pathOf(order)}/fulfilment`, claim)).status).toBe(201);
      await eventually(() => stream.events.some(({ type }) => type === 'order.paid'));
      stream.close();

      // It has not heard of this merchant, who exists all the same.
      const { id } = await world.createMerchant();
      expect(await idsOf('', `/v1/merchants/${id}/orders`)).toEqual([]);
    } finally {
      await standby.resume();
    }
    await eventually(async () => (await idsOf())[0] !== old.id, { what: 'the new order' });
    expect(await metric('behind_seconds')).toBe(0);
  }, 60_000);

  it('that lags leaves no gap between two pages', async () => {
    await place();
    await place();
    await untilLevel();
    const alone = await world.startAnother({ DATABASE_READ_URL: '' });
    await standby.pause();
    try {
      for (let i = 0; i < 4; i += 1) await place();
      const all = await idsOf('', '/v1/orders', alone.api);
      // From the primary, as when the replica was away a moment ago.
      const first = await list('limit=2', '/v1/orders', alone.api);
      const seen: string[] = first.data.map(({ id }: { id: string }) => id);
      for (let cursor = first.nextCursor; cursor !== null;) {
        const page = await list(`limit=1&cursor=${cursor}`);
        seen.push(...page.data.map(({ id }: { id: string }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(all);
      expect(await idsOf()).toEqual(all.slice(4));
    } finally {
      await standby.resume();
    }
  }, 60_000);

  it('that is slow is not relieved by the primary, which would be as slow', async () => {
    const locking = new Client({ connectionString: primary.databaseUrl(DATABASE) });
    await locking.connect();
    const watching = new Client({ connectionString: standby.databaseUrl(DATABASE) });
    await watching.connect();
    try {
      // The standby takes the lock over; paused, it does not hear that it ended.
      await locking.query('BEGIN');
      await locking.query('LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
      // Nothing is sent before something commits.
      await world.sql('UPDATE merchants SET name = name');
      await eventually(async () => {
        const { rows } = await watching.query(
          `SELECT FROM pg_locks WHERE relation = 'orders'::regclass AND granted`,
        );
        return rows.length > 0;
      });
      await standby.pause();
      await locking.query('ROLLBACK');
      const { status, body } = await world.api.get('/v1/orders/stats');
      expect([status, body.detail]).toEqual([503, expect.stringMatching(/shorter time/)]);
      expect(await metric('used')).toBe(1);
    } finally {
      await standby.resume();
      await locking.end();
      await watching.end();
    }
  }, 60_000);

  it('that is away is done without, and used again when it is back', async () => {
    await gate.shut();
    const order = await place();
    expect(await timed(list())).toBeLessThan(QUICK_MS);
    expect((await idsOf())[0]).toBe(order.id);
    expect(await counted()).toBeGreaterThan(0);
    expect(await metric('used')).toBe(0);
    expect((await world.api.get('/health/ready')).status).toBe(200);
    await gate.open();
    await untilLevel();
  }, 60_000);

  it('that falls silent holds up the first who ask, and answers them too', async () => {
    const order = await place();
    gate.hold();
    try {
      let newest: unknown;
      expect(await timed(idsOf().then(([id]) => (newest = id)))).toBeLessThan(8_000);
      expect(newest).toBe(order.id);
      expect(await metric('used')).toBe(0);
      expect(await timed(list())).toBeLessThan(QUICK_MS);
    } finally {
      await gate.open();
    }
  }, 60_000);

  it('that is away from the start keeps nobody from starting', async () => {
    await gate.shut();
    try {
      const order = await place();
      const another = await world.startAnother();
      expect((await idsOf('', '/v1/orders', another.api))[0]).toBe(order.id);
      expect(await metric('used', another)).toBe(0);
    } finally {
      await gate.open();
    }
  }, 60_000);
});

describe('a replica that stays behind', () => {
  it('is done without until it has caught up; one with nothing to hear is not behind', async () => {
    const replica = new Replica(
      { databaseReadUrl: gate.url, databasePoolSize: 2 },
      world.app.get(Database),
      1,
    );
    await replica.onModuleInit();
    try {
      await eventually(async () => {
        const [row] = await world.sql(
          `SELECT now() - max(updated_at) > interval '4 seconds' AS quiet FROM orders`,
        );
        return row.quiet;
      });
      expect([replica.isUsed, replica.behindSeconds]).toEqual([true, 0]);

      await standby.pause();
      const order = await place();
      const newest = async () => {
        const text = 'SELECT reference_id AS id FROM orders ORDER BY created_at DESC LIMIT 1';
        return (await replica.query<{ id: string }>({ name: 'newest', text }))[0]?.id;
      };
      await eventually(() => !replica.isUsed, { what: 'the replica to be given up' });
      expect(replica.behindSeconds).toBeGreaterThan(1);
      expect(await newest()).toBe(order.referenceId);
      await standby.resume();
      await eventually(() => replica.isUsed, { what: 'the replica to be used again' });
    } finally {
      await standby.resume();
      await replica.onApplicationShutdown();
    }
  }, 60_000);
});

it('no replica: nothing is said of one', async () => {
  const alone = await world.startAnother({ DATABASE_READ_URL: '' });
  expect(await metric('used', alone)).toBeNull();
  expect(await idsOf('', '/v1/orders', alone.api)).not.toEqual([]);
}, 30_000);
