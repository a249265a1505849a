import { Pool } from 'pg';
import { ServiceSession } from '../../src/cli/service-session';
import { fromTypedId } from '../../src/http/typed-id';
import { startRedis } from '../../tools/redis/start-redis';
import { expectProblem } from '../support/problem';
import { QUEUE_BACKENDS, type TestQueue } from '../support/queue-backends';
import { Receiver, answer } from '../support/receiver';
import {
  Api,
  eventually,
  orderBody,
  startWorld,
  type TestService,
  type World,
} from '../support/service';

const PATH = '/v1/ops/overview';

async function overviewAt({ api }: Pick<TestService, 'api'>): Promise<any> {
  const { status, body } = await api.get(PATH);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

async function place({ api }: Pick<TestService, 'api'>, merchant: string): Promise<any> {
  return (await api.post(`/v1/merchants/${merchant}/orders`, orderBody())).body;
}

const pathOf = ({ merchantId, id }: any) => `/v1/merchants/${merchantId}/orders/${id}`;

describe.each(QUEUE_BACKENDS)('a fleet with the queue on $name', ({ name, start }) => {
  let queue: TestQueue;
  let world: World;
  let api: TestService;

  beforeAll(async () => {
    queue = await start();
    world = await startWorld({ environment: { ...queue.environment, IPAY_TIMEOUT_MS: '8000' } });
    api = await world.startAnother({ ROLE: 'api' });
  }, 60_000);
  afterAll(async () => {
    await world.stop();
    await queue.stop();
  });

  const fleet = (service: TestService): Promise<any> =>
    eventually(async () => {
      const { processes, ...rest } = await overviewAt(service);
      const all = processes.find(({ role }: any) => role === 'all');
      const only = processes.find(({ role }: any) => role === 'api');
      return all?.lastDispatchAt && only && { all, only, processes, ...rest };
    });

  it('is the same whichever process is asked', async () => {
    for (const service of [world, api]) {
      const { at, all, only, processes, database } = await fleet(service);
      expect(processes).toHaveLength(2);
      expect(only).toMatchObject({ queue: 'unused', lastDispatchAt: null, isSilent: false });
      expect(all).toMatchObject({ queue: 'ok', isDraining: false, pid: process.pid });
      for (const { startedAt, seenAt, rssBytes } of processes) {
        expect([startedAt < seenAt, seenAt <= at]).toEqual([true, true]);
        expect(rssBytes).toBeGreaterThan(10 * 1024 * 1024);
      }
      expect(database.connections.used).toBeGreaterThan(1);
      expect(database.connections.max).toBeGreaterThan(database.connections.used);
      expect(database.replica).toBeNull();
    }
  });

  it('has jobs at work and in line, also seen by a process that has no part in the queue', async () => {
    const { id } = await world.createMerchant();
    world.sandbox.addFault({ kind: 'delay', operation: 'status', delayMs: 4_000 });
    // More than a worker carries out at once.
    await Promise.all(Array.from({ length: 25 }, () => place(world, id)));
    await world.sql('UPDATE order_checks SET next_at = now(), lease_until = NULL');
    const told = await eventually(async () => {
      const { queue: now } = await overviewAt(api);
      const [{ waiting, active }] = now.queues;
      return waiting > 0 && active > 0 && now;
    });
    expect(told).toEqual({
      backend: name.toLowerCase(),
      queues: [
        {
          name: 'verification',
          waiting: expect.any(Number),
          active: expect.any(Number),
          isReachable: true,
        },
        { name: 'webhooks', waiting: 0, active: 0, isReachable: true },
      ],
    });
    world.sandbox.clearFaults();
    await eventually(async () => {
      const [{ waiting, active }] = (await overviewAt(api)).queue.queues;
      return waiting === 0 && active === 0;
    });
  }, 30_000);

  it('has no process any more that was ended in order', async () => {
    const third = await world.startAnother({ ROLE: 'worker' });
    await eventually(async () => (await overviewAt(api)).processes.length === 3);
    await third.stop();
    const roles = (await overviewAt(api)).processes.map(({ role }: any) => role);
    expect(roles.sort()).toEqual(['all', 'api']);
  });
});

describe('what is stuck', () => {
  let world: World;
  let merchant: string;
  let receiver: Receiver;
  // Nobody works off what is due.
  beforeAll(async () => {
    world = await startWorld({ environment: { ROLE: 'api', WEBHOOK_ALLOW_LOOPBACK: 'true' } });
    merchant = (await world.createMerchant()).id;
    receiver = await new Receiver().start();
  }, 60_000);
  afterAll(async () => {
    await world.stop();
    await receiver.stop();
  });

  it('is nothing at first', async () => {
    expect(await overviewAt(world)).toMatchObject({
      attention: { orders: 0, merchants: 0, oldestSince: null },
      checks: { open: 0, overdue: 0, oldestDueAt: null, oldest: null },
      deliveries: {
        waiting: 0,
        overdue: 0,
        oldestDueAt: null,
        failingEndpoints: 0,
        disabledEndpoints: 0,
      },
    });
  });

  it('names the order whose check has been due for longest', async () => {
    const [first, oldest, later] = [
      await place(world, merchant),
      await place(world, merchant),
      await place(world, merchant),
    ];
    const due = (order: any, ago: string) =>
      world.sql(
        `UPDATE order_checks SET next_at = now() - $2::interval WHERE order_id = $1 RETURNING next_at`,
        [fromTypedId('ord', order.id), ago],
      );
    await due(first, '90 seconds');
    const [{ next_at: dueAt }] = await due(oldest, '1 hour');
    await due(later, '5 seconds');
    expect((await overviewAt(world)).checks).toEqual({
      open: 3,
      overdue: 2,
      oldestDueAt: dueAt.toISOString(),
      oldest: { merchantId: merchant, orderId: oldest.id },
    });
  });

  it('counts the orders that need a human, and whose they are', async () => {
    const other = (await world.createMerchant()).id;
    const flagged = [await place(world, merchant), await place(world, other)];
    for (const order of flagged) {
      world.sandbox.changeOrder(order.gateway.orderId, {
        says: { statusCode: 299, status: 'Under review' },
      });
      await world.api.post(`${pathOf(order)}/verify`);
    }
    await place(world, merchant);
    const [{ since }] = await world.sql('SELECT min(attention_since) AS since FROM orders');
    expect((await overviewAt(world)).attention).toEqual({
      orders: 2,
      merchants: 2,
      oldestSince: since.toISOString(),
    });
  });

  it('counts deliveries to those who hear, and endpoints that fail or were given up', async () => {
    const hooks = `/v1/merchants/${merchant}/webhooks`;
    const failing = (await world.api.post(hooks, { url: receiver.url })).body;
    const gone = (await world.api.post(hooks, { url: `${receiver.url}/gone` })).body;
    const paid = await place(world, merchant);
    world.sandbox.changeOrder(paid.gateway.orderId, { state: 'paid' });
    await world.api.post(`${pathOf(paid)}/verify`);
    const due = async () => (await overviewAt(world)).deliveries;
    const before = await due();
    expect(before).toMatchObject({ overdue: 0, failingEndpoints: 0, disabledEndpoints: 0 });
    expect(before.waiting).toBeGreaterThan(1);
    await world.sql(`UPDATE webhook_deliveries SET next_attempt_at = now() - interval '1 hour'`);
    const late = await due();
    expect(late.overdue).toBe(before.waiting);
    expect(Date.parse(late.oldestDueAt)).toBeLessThan(Date.now() - 3_000_000);

    receiver.behaviour = answer(500);
    const worker = await world.startAnother({ ROLE: 'worker' });
    await eventually(async () => (await due()).failingEndpoints === 2);
    // The other one is tried again meanwhile, and goes on failing.
    receiver.behaviour = (received, response) => {
      answer(response.req.url === '/hook/gone' ? 410 : 500)(received, response);
    };
    await world.sql(
      `UPDATE webhook_deliveries SET next_attempt_at = now() WHERE endpoint_id = $1`,
      [fromTypedId('whk', gone.id)],
    );
    const after = await eventually(async () => {
      const now = await due();
      return now.disabledEndpoints === 1 && now;
    });
    await worker.stop();
    expect(after.failingEndpoints).toBe(1);
    // What nobody waits for any more is not counted.
    const [{ open }] = await world.sql(
      `SELECT count(*)::int AS open FROM webhook_deliveries
       WHERE next_attempt_at IS NOT NULL AND endpoint_id = $1`,
      [fromTypedId('whk', failing.id)],
    );
    expect((await due()).waiting).toBe(open);
  });
});

describe('how iPay is', () => {
  let world: World;
  let api: TestService;
  let merchant: string;
  beforeAll(async () => {
    world = await startWorld();
    api = await world.startAnother({ ROLE: 'api' });
    merchant = (await world.createMerchant()).id;
  }, 60_000);
  afterAll(() => world.stop());

  const sandbox = async (): Promise<any> => (await overviewAt(api)).gateways[0];
  const creates = async (): Promise<any> => (await sandbox()).operations[0];
  /** As many as it takes, from both processes at once. */
  const many = (count: number) =>
    Promise.all(
      [world, api].flatMap((service) =>
        Array.from({ length: count }, () => place(service, merchant)),
      ),
    );

  it('is told in how long it takes to answer, over all processes', async () => {
    world.sandbox.addFault({ kind: 'delay', operation: 'create', delayMs: 400 });
    await many(3);
    const told = await eventually(async () => {
      const now = await creates();
      return now.calls === 6 && now;
    });
    expect(told.outcomes).toEqual({ accepted: 6 });
    expect(told.p50Ms).toBeGreaterThan(300);
    expect(told.p95Ms).toBeGreaterThanOrEqual(told.p50Ms);
    world.sandbox.clearFaults();
  });

  it('is told in outcomes and open breakers, until it answers again', async () => {
    expect(await sandbox()).toMatchObject({ openBreakerCount: 0, openBreakers: [] });
    world.sandbox.addFault({ kind: 'http', status: 500, operation: 'create' });
    await many(30);
    const broken = await eventually(async () => {
      const now = await sandbox();
      return now.openBreakers[0]?.processes === 2 && now;
    });
    expect(broken).toMatchObject({
      openBreakerCount: 1,
      openBreakers: [{ merchantId: merchant, operation: 'create', processes: 2 }],
    });
    const { outcomes, calls } = broken.operations[0];
    // Of 20 calls of a process at least half failed; what came after was not sent.
    expect(outcomes.unknown).toBeGreaterThanOrEqual(2 * (20 - 3));
    const counts = Object.values<number>(outcomes);
    expect(calls).toBe(counts.reduce((sum, each) => sum + each, 0));
    expect(await (await fetch(`${api.url}/metrics`)).text()).toContain(
      'ipay_connect_open_breakers{environment="sandbox",operation="create"} 1',
    );

    world.sandbox.clearFaults();
    await eventually(
      async () => {
        await many(1);
        return (await sandbox()).openBreakerCount === 0;
      },
      { withinMs: 30_000 },
    );
    expect((await sandbox()).openBreakers).toEqual([]);
  }, 60_000);

  it('is told in silence, and by environment', async () => {
    world.sandbox.addFault({ kind: 'reset', operation: 'create' });
    const before = (await sandbox()).lastSilenceAt;
    await place(api, merchant);
    await eventually(async () => (await sandbox()).lastSilenceAt !== before);
    const production = (await overviewAt(world)).gateways[1];
    expect(production).toMatchObject({ environment: 'production', lastAnswerAt: null });
    world.sandbox.clearFaults();
  });
});

describe('a process that goes without a word', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ environment: { ROLE: 'api' } });
  }, 60_000);
  afterAll(() => world.stop());

  const unseen = (id: string, ago: string) =>
    world.sql(
      `INSERT INTO process_heartbeats (id, host, pid, role, node, version, started_at, seen_at,
         is_draining, rss_bytes, event_loop_lag_ms, open_requests, connections_used,
         connections_idle, connections_waiting, connections_max, queue)
       VALUES ($1, 'elsewhere', 1, 'worker', 'v20.0.0', '0.0.9', now() - interval '1 day',
         now() - $2::interval, false, 1, 0, 0, 0, 0, 0, 10, 'ok')`,
      [id, ago],
    );

  it('goes on with its work, and says once why it is not heard', async () => {
    const linesOf = (text: string) => world.log.filter((line) => line.includes(text));
    await world.sql('ALTER TABLE process_heartbeats RENAME TO elsewhere');
    await eventually(() => linesOf('no heartbeat could be written').length > 0);
    const { id } = await world.createMerchant();
    expect((await place(world, id)).state).toBe('pending');
    await world.sql('ALTER TABLE elsewhere RENAME TO process_heartbeats');
    await eventually(() => linesOf('heartbeats are written again').length > 0);
    expect(linesOf('no heartbeat could be written')).toHaveLength(1);
  });

  it('is silent for a while, then not told of, then forgotten', async () => {
    await unseen('00000000-0000-4000-8000-000000000001', '20 seconds');
    await unseen('00000000-0000-4000-8000-000000000002', '2 minutes');
    await unseen('00000000-0000-4000-8000-000000000003', '1 hour');
    await eventually(async () => (await overviewAt(world)).processes.length === 3);
    const { processes } = await overviewAt(world);
    expect(processes.map(({ host, isSilent }: any) => [host === 'elsewhere', isSilent])).toEqual([
      [true, false],
      [false, false],
      [true, true],
    ]);
    expect(await (await fetch(`${world.url}/metrics`)).text()).toMatch(
      /^ipay_connect_silent_processes 1$/m,
    );
    const another = await world.startAnother();
    await eventually(async () => {
      const rows = await world.sql(`SELECT id FROM process_heartbeats WHERE host = 'elsewhere'`);
      return rows.length === 2;
    });
    await another.stop();
  });

  it('is none that only borrows the service, as the command line does', async () => {
    const rows = () => world.sql('SELECT id FROM process_heartbeats ORDER BY id');
    const before = await rows();
    const session = await ServiceSession.open(world.environment);
    await session.call({ method: 'GET', path: '/v1/merchants' });
    expect(await rows()).toEqual(before);
    await session.close();
    expect(await rows()).toEqual(before);
  });
});

describe('while the queue is away', () => {
  it('the overview says so, and all the rest', async () => {
    const redis = await startRedis();
    const world = await startWorld({ environment: { REDIS_URL: redis.url } });
    const isReachable = async (service: TestService) => {
      const { queue, processes } = await overviewAt(service);
      expect(processes.length).toBeGreaterThan(0);
      return queue.queues.every((each: any) => each.isReachable) as boolean;
    };
    // One has looked at the queue before it went, the other has never reached it.
    await eventually(() => isReachable(world));
    const api = await world.startAnother({ ROLE: 'api' });
    await redis.stop();
    for (const service of [world, api]) {
      await eventually(async () => !(await isReachable(service)));
      expect((await overviewAt(service)).queue).toEqual({
        backend: 'redis',
        queues: ['verification', 'webhooks'].map((name) => {
          return { name, waiting: null, active: null, isReachable: false };
        }),
      });
    }
    await eventually(async () => {
      const { processes } = await overviewAt(api);
      return processes.some(({ queue }: any) => queue === 'unavailable');
    });
    const back = await startRedis({ port: redis.port });
    for (const service of [world, api]) {
      await eventually(() => isReachable(service), { withinMs: 20_000 });
    }
    await world.stop();
    await back.stop();
  }, 90_000);
});

describe('what the overview costs', () => {
  it('follows the open work, not the history', async () => {
    const world = await startWorld({ environment: { ROLE: 'api' } });
    const merchant = fromTypedId('mrc', (await world.createMerchant()).id);
    await world.sql(
      `INSERT INTO orders (merchant_id, id, reference_id, environment, version, state,
         amount_minor, description, success_callback_url, failure_callback_url,
         cancel_callback_url, metadata, request_hash, credential_fingerprint, create_attempts,
         attention_reason, attention_since)
       SELECT $1, new_uuid_v7(), 'many-' || n, 'sandbox', 1, 'paid', 100, '', '', '', '', '{}',
         '', '', 1, CASE WHEN n % 5000 = 9 THEN 'amount-mismatch' END, now()
       FROM generate_series(1, 30000) n`,
      [merchant],
    );
    const endpoint = fromTypedId(
      'whk',
      (await world.api.post('/v1/webhooks', { url: 'https://platform.invalid/hook' })).body.id,
    );
    await world.sql(
      `INSERT INTO webhook_deliveries (endpoint_id, id, event_id, type, next_attempt_at,
         delivered_at)
       SELECT $1, new_uuid_v7(), new_uuid_v7(), 'order.paid',
         CASE WHEN n % 5000 = 9 THEN now() END, CASE WHEN n % 5000 <> 9 THEN now() END
       FROM generate_series(1, 30000) n`,
      [endpoint],
    );
    await world.sql('VACUUM ANALYZE orders, webhook_deliveries');
    const reads = async (): Promise<{ whole: number; scans: number; entries: number }> => {
      const [row] = await world.sql(
        `SELECT (SELECT sum(seq_scan)::int FROM pg_stat_user_tables
             WHERE relname IN ('orders', 'webhook_deliveries')) AS whole,
           sum(idx_scan)::int AS scans, sum(idx_tup_read)::int AS entries
         FROM pg_stat_user_indexes WHERE relname IN ('orders', 'webhook_deliveries')`,
      );
      return row;
    };
    const before = await reads();
    const reader = await world.startAnother();
    for (let i = 0; i < 8; i += 1) {
      const { attention, deliveries } = await overviewAt(reader);
      expect([attention.orders, deliveries.waiting]).toEqual([6, 6]);
    }
    // Postgres tells of a session's reads when it ends, at the latest.
    await reader.stop();
    const after = await eventually(async () => {
      const now = await reads();
      return now.scans - before.scans >= 16 && now;
    });
    expect(after.whole).toBe(before.whole);
    expect(after.entries - before.entries).toBeLessThan(8 * 30);
    await world.stop();
  }, 120_000);

  it('is one connection, however many look while Postgres is slow', async () => {
    const world = await startWorld({ environment: { ROLE: 'api', DATABASE_POOL_SIZE: '3' } });
    const { id } = await world.createMerchant();
    const holder = new Pool({ connectionString: world.database.url, max: 1 });
    holder.on('error', () => undefined);
    const held = await holder.connect();
    await held.query('BEGIN; LOCK TABLE webhook_endpoints IN ACCESS EXCLUSIVE MODE');
    const looks = Array.from({ length: 40 }, () => world.api.get(PATH));
    await eventually(async () => {
      const waiting = await world.sql(
        `SELECT FROM pg_stat_activity WHERE datname = current_database()
           AND wait_event_type = 'Lock' AND query LIKE '%flagged.*%'`,
      );
      return waiting.length === 1;
    });
    // Work goes on beside it.
    for (let i = 0; i < 10; i += 1) {
      expect((await world.api.get(`/v1/merchants/${id}`)).status).toBe(200);
    }
    const [{ count }] = await world.sql(
      `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()
         AND wait_event_type = 'Lock'`,
    );
    expect(count).toBe(1);
    await held.query('COMMIT');
    held.release();
    await holder.end();
    expect(new Set((await Promise.all(looks)).map(({ status }) => status))).toEqual(new Set([200]));
    await world.stop();
  }, 60_000);
});

describe('who may see the overview', () => {
  it('nobody without a token, the scope, or all merchants', async () => {
    const world = await startWorld({ environment: { ROLE: 'api' } });
    const { id } = await world.createMerchant();
    const tokenFor = async (fields: object): Promise<Api> => {
      const body = { name: 'operator', scopes: ['ops:read'], merchants: '*', ...fields };
      return new Api(world.url, (await world.api.post('/v1/tokens', body)).body.token);
    };
    expectProblem(await world.api.get(PATH, { token: null }), 401, 'unauthorized');
    for (const fields of [{ scopes: ['orders:read'] }, { merchants: [id] }]) {
      expectProblem(await (await tokenFor(fields)).get(PATH), 403, 'insufficient-scope');
    }
    expect((await (await tokenFor({})).get(PATH)).status).toBe(200);
    await world.stop();
  }, 60_000);
});
