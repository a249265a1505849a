import { randomBytes } from 'node:crypto';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { LocalRedis } from '../../tools/redis/redis-server';
import { startRedis } from '../../tools/redis/start-redis';
import {
  STOP_LIMIT_MS,
  createOrders,
  open,
  ready,
  timed,
  untilPaid,
} from '../support/queued-orders';
import { eventually, type TestService, type World } from '../support/service';

/** A queue that a test may do anything to. */
interface OwnQueue {
  readonly environment: Record<string, string>;
  waiting(world: World): Promise<number>;
  /** As text, whatever it holds. */
  content(world: World): Promise<string>;
  empty(world: World): Promise<void>;
  stop(): Promise<void>;
}

const BACKENDS: { name: string; start: () => Promise<OwnQueue> }[] = [
  { name: 'Postgres', start: () => Promise.resolve(queueOnPostgres()) },
  { name: 'Redis', start: queueOnRedis },
];

function queueOnPostgres(): OwnQueue {
  return {
    environment: {},
    async waiting(world) {
      const [row] = await world.sql(
        `SELECT count(*)::int AS waiting FROM ipay_connect.job WHERE state = 'waiting'`,
      );
      return row.waiting;
    },
    async content(world) {
      return JSON.stringify(await world.sql('SELECT j::text FROM ipay_connect.job j'));
    },
    async empty(world) {
      await world.sql('DELETE FROM ipay_connect.job');
      await world.sql('DELETE FROM ipay_connect.event');
    },
    stop: () => Promise.resolve(),
  };
}

async function queueOnRedis(): Promise<OwnQueue> {
  const server = await startRedis();
  const client = new Redis(server.url);
  const key = '{ipay_connect}:verification';
  return {
    environment: { REDIS_URL: server.url },
    waiting: () => client.llen(`${key}:wait`),
    async content() {
      const jobs = (await client.keys(`${key}:*`)).filter((name) => /:[0-9a-f-]{36}$/.test(name));
      return JSON.stringify(await Promise.all(jobs.map((name) => client.hgetall(name))));
    },
    async empty() {
      await client.flushall();
    },
    async stop() {
      await client.quit();
      await server.stop();
    },
  };
}

async function states(world: World, merchantId: string): Promise<Record<string, number>> {
  const rows = await world.sql(
    `SELECT state, count(*)::int AS count FROM orders
     WHERE merchant_id = (SELECT merchant_id FROM orders WHERE id = any($1) LIMIT 1)
     GROUP BY state`,
    [[await anyOrderOf(world, merchantId)]],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

async function anyOrderOf(world: World, merchantId: string): Promise<string> {
  const { body } = await world.api.get(`/v1/merchants/${merchantId}/orders?limit=1`);
  const [row] = await world.sql('SELECT id FROM orders WHERE reference_id = $1', [
    body.data[0].referenceId,
  ]);
  return row.id;
}

/** How many checks an instance has carried out, by what came of them. */
async function checksBy(service: TestService, result: string): Promise<number> {
  const text = String((await service.api.get('/metrics')).body);
  return Number(new RegExp(`checks_total\\{result="${result}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
}

/** In seconds, of those that are claimed and not begun; whoever begins takes a longer one. */
async function longestJobLease(world: World): Promise<number> {
  const [row] = await world.sql(
    `SELECT coalesce(max(extract(epoch FROM lease_until - now())), 0)::float8 AS seconds
     FROM order_checks WHERE lease_token IS NOT NULL AND asked_at IS NULL`,
  );
  return row.seconds;
}

function questionsAbout(world: World, { referenceId }: any): number {
  return world.sandbox.ledger({ referenceId }).references[0]?.statusQuestionsReceived ?? 0;
}

/** Two services must not share a queue; on Postgres each has its own database. */
function ownPrefix({ environment }: OwnQueue): Record<string, string> {
  if (environment.REDIS_URL === undefined) return {};
  return { QUEUE_PREFIX: `test_${randomBytes(6).toString('hex')}` };
}

describe.each(BACKENDS)('the queue on $name', (backend) => {
  let queue: OwnQueue;
  beforeAll(async () => {
    queue = await backend.start();
  }, 60_000);
  afterAll(() => (queue as OwnQueue | undefined)?.stop());

  describe('with one service', () => {
    let world: World;
    beforeAll(async () => {
      world = await open(queue);
    }, 60_000);
    afterAll(() => (world as World | undefined)?.stop());
    afterEach(() => {
      world.sandbox.clearFaults();
    });

    it('emptied while 200 orders are open: all of them end right, and no job held a secret', async () => {
      const merchant = await world.createMerchant();
      const orders = await createOrders(world, merchant.id, 200);
      world.sandbox.addFault({ kind: 'delay', operation: 'status', delayMs: 300 });
      const fates = ['paid', 'cancelled', 'failed', 'expired'] as const;
      for (const [i, order] of orders.entries()) {
        world.sandbox.changeOrder(order.gateway.orderId, { state: fates[i % 4]! });
      }
      for (let round = 1; round <= 3; round += 1) {
        await eventually(async () => (await queue.waiting(world)) > 0, { what: 'waiting jobs' });
        expect(await queue.content(world)).not.toMatch(/canary|ipc_/);
        expect(await longestJobLease(world)).toBeLessThanOrEqual(15);
        await queue.empty(world);
      }
      world.sandbox.clearFaults();
      // The leases of what was lost are 15 s long.
      const ended = await eventually(
        async () => {
          const counts = await states(world, merchant.id);
          return !counts.pending && counts;
        },
        { withinMs: 40_000, what: 'an end of every order' },
      );
      expect(ended).toEqual({ paid: 50, cancelled: 50, failed: 50, expired: 50 });
      const changes = await world.sql(
        `SELECT count(*)::int AS count FROM order_events
         WHERE from_state = 'pending' AND state <> 'pending'`,
      );
      expect(changes).toEqual([{ count: 200 }]);
    }, 60_000);

    it('a check that breaks on our side comes later and later, and harms nobody', async () => {
      const [poisoned, healthy] = [await world.createMerchant(), await world.createMerchant()];
      const [poison] = await createOrders(world, poisoned.id, 1);
      const [sound] = await createOrders(world, healthy.id, 1);
      const of = `FROM orders o WHERE o.reference_id = $1 AND o.merchant_id = k.merchant_id`;
      const [kept] = await world.sql(
        `UPDATE merchant_credentials k SET ciphertext = 'broken' ${of}
         RETURNING (SELECT ciphertext FROM merchant_credentials s
           WHERE s.merchant_id = k.merchant_id) AS ciphertext`,
        [poison.referenceId],
      );
      for (const order of [poison, sound]) {
        world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
      }
      await untilPaid(world, sound);
      const postponed = await eventually(async () => {
        const [row] = await world.sql(
          `SELECT c.attempt, c.lease_token, c.next_at - now() > interval '1 second' AS later
           FROM order_checks c JOIN orders o ON o.id = c.order_id WHERE o.reference_id = $1`,
          [poison.referenceId],
        );
        return row.attempt >= 2 && row.lease_token === null && row;
      });
      expect(postponed.later).toBe(true);
      expect(world.log.some((line) => line.includes('a check broke'))).toBe(true);
      await world.sql(`UPDATE merchant_credentials k SET ciphertext = $2 ${of}`, [
        poison.referenceId,
        kept.ciphertext,
      ]);
      await untilPaid(world, poison, 20_000);
    }, 40_000);

    it('a merchant with 300 due checks does not make another one wait', async () => {
      const [busy, quiet] = [await world.createMerchant(), await world.createMerchant()];
      const [model] = await createOrders(world, busy.id, 1);
      const [order] = await createOrders(world, quiet.id, 1);
      const makeDue = `UPDATE order_checks c SET next_at = now() + $2::interval, priority = 0 FROM orders o
        WHERE o.reference_id = $1 AND o.id = c.order_id AND c.lease_token IS NULL`;
      await world.sql(makeDue, [order.referenceId, '1 minute']);
      world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
      world.sandbox.addFault({ kind: 'delay', operation: 'status', delayMs: 200 });
      await cloneDueChecks(world, model.referenceId, 300);
      await world.sql(makeDue, [order.referenceId, '0 seconds']);
      await untilPaid(world, order);
      const [left] = await world.sql(
        `SELECT count(*)::int AS count FROM orders
         WHERE reference_id LIKE $1 || '-clone-%' AND gateway_checks = 0`,
        [model.referenceId],
      );
      expect(left.count).toBeGreaterThan(100);
      await world.sql(
        `DELETE FROM order_checks c USING orders o
         WHERE o.id = c.order_id AND o.reference_id LIKE $1 || '-clone-%'`,
        [model.referenceId],
      );
    }, 30_000);

    it('stops while checks run: what was begun is written down, the rest is there later', async () => {
      const stopping = await open(queue, ownPrefix(queue));
      try {
        const merchant = await stopping.createMerchant();
        const orders = await createOrders(stopping, merchant.id, 60);
        for (const order of orders) {
          stopping.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
        }
        stopping.sandbox.addFault({ kind: 'delay', operation: 'status', delayMs: 700 });
        await eventually(() => orders.some((order) => questionsAbout(stopping, order) > 0));
        expect(await timed(stopping.app.close())).toBeLessThan(STOP_LIMIT_MS);
        const written = await stopping.sql('SELECT reference_id, gateway_checks FROM orders');
        for (const { reference_id: referenceId, gateway_checks: checks } of written) {
          expect([referenceId, checks]).toEqual([
            referenceId,
            questionsAbout(stopping, { referenceId }),
          ]);
        }
        stopping.sandbox.clearFaults();
        await stopping.startAnother();
        await eventually(
          async () => {
            const [open] = await stopping.sql(
              `SELECT count(*)::int AS count FROM orders WHERE state <> 'paid'`,
            );
            return open.count === 0;
          },
          { withinMs: 30_000, what: 'every payment' },
        );
      } finally {
        await stopping.stop();
      }
    }, 60_000);
  });

  it('a job that comes twice, at once or later, changes nothing the second time', async () => {
    // By the schedule of the documentation nothing else is asked meanwhile.
    const world = await open(queue, { ...ownPrefix(queue), VERIFY_SCHEDULE: '' });
    try {
      const merchant = await world.createMerchant();
      const [order] = await createOrders(world, merchant.id, 1);
      const [claim] = await world.sql(
        `UPDATE order_checks SET lease_token = gen_random_uuid(),
           lease_until = now() + interval '1 minute', next_at = now() + interval '1 minute'
         RETURNING merchant_id AS "merchantId", order_id AS "orderId", lease_token AS "leaseToken"`,
      );
      const jobs = world.app.get<Queue>(getQueueToken('verification'));
      const deliver = async (count: number) => {
        const ended = async () => (await checksBy(world, 'done')) + (await checksBy(world, 'stop'));
        const before = await ended();
        await jobs.addBulk(Array.from({ length: count }, () => ({ name: 'check', data: claim })));
        await eventually(async () => (await ended()) === before + count);
      };
      const versionNow = async () =>
        Number((await world.sql('SELECT version FROM orders'))[0].version);
      const version = await versionNow();
      await deliver(5);
      expect(await versionNow()).toBe(version + 1);
      const asked = questionsAbout(world, order);
      await deliver(5);
      // The lease is gone: whoever comes now does not even ask.
      expect(questionsAbout(world, order)).toBe(asked);
      expect(await versionNow()).toBe(version + 1);
    } finally {
      await world.stop();
    }
  }, 60_000);

  it('is shared by all workers; an api process has none, a worker tells of its health', async () => {
    const world = await open(queue, { ROLE: 'api' });
    try {
      const merchant = await world.createMerchant();
      const orders = await createOrders(world, merchant.id, 80);
      for (const order of orders) {
        world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
      }
      expect(await ready(world)).toEqual({ status: 200, queue: 'unused' });
      const overdue = await eventually(
        async () => {
          const [row] = await world.sql(
            `SELECT count(*)::int AS count, count(lease_token)::int AS claimed,
               bool_and(next_at < now() - interval '300 milliseconds') AS overdue
             FROM order_checks`,
          );
          return row.overdue && row;
        },
        { what: 'checks that nobody carries out' },
      );
      expect(overdue).toMatchObject({ count: 80, claimed: 0 });

      world.sandbox.addFault({ kind: 'delay', operation: 'status', delayMs: 200 });
      const workers = await Promise.all([
        world.startAnother({ ROLE: 'worker' }),
        world.startAnother({ ROLE: 'worker' }),
      ]);
      await eventually(async () => (await states(world, merchant.id)).paid === 80);
      const shares = await Promise.all(workers.map((worker) => checksBy(worker, 'done')));
      expect(Math.min(...shares)).toBeGreaterThan(10);
      for (const worker of workers)
        expect(await ready(worker)).toEqual({ status: 200, queue: 'ok' });
      expect(orders.map((order) => questionsAbout(world, order))).toEqual(Array(80).fill(1));
    } finally {
      await world.stop();
    }
  }, 60_000);
});

describe('the dispatcher and 20,000 open checks', () => {
  it('finds what is due by the index, and never reads them all', async () => {
    const world = await open({ environment: {} }, { ROLE: 'api' });
    try {
      await world.sql(`
        INSERT INTO order_checks (merchant_id, order_id, next_at, priority)
        SELECT md5((n % 40)::text)::uuid, gen_random_uuid(),
          now() + (n % 100 - 30) * interval '1 minute', 0
        FROM generate_series(1, 20000) AS n`);
      await world.sql('ANALYZE order_checks');
      const scans = async () => {
        const [row] = await world.sql(
          `SELECT t.n_tup_ins::int AS inserted, t.seq_scan::int AS whole, i.idx_scan::int AS due
           FROM pg_stat_user_tables t JOIN pg_stat_user_indexes i USING (relid)
           WHERE i.indexrelname = 'order_checks_due'`,
        );
        return row;
      };
      const before = await eventually(async () => {
        const row = await scans();
        return row.inserted === 20_000 && row;
      });
      const worker = await world.startAnother({ ROLE: 'worker' });
      // Postgres tells of a session's reads when it is idle for a moment, or ends.
      await eventually(async () => (await scans()).due - before.due > 100);
      await worker.stop();
      const after = await scans();
      expect(after.whole).toBe(before.whole);
    } finally {
      await world.stop();
    }
  }, 60_000);
});

describe('a queue on Postgres', () => {
  it('goes on after its connections were cut', async () => {
    const world = await open({ environment: {} });
    try {
      const merchant = await world.createMerchant();
      const [before] = await createOrders(world, merchant.id, 1);
      world.sandbox.changeOrder(before.gateway.orderId, { state: 'paid' });
      await untilPaid(world, before);
      const cut = await world.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      expect(cut.length).toBeGreaterThan(1);
      await eventually(() => createOrders(world, merchant.id, 1));
      await eventually(async () => (await ready(world)).queue === 'ok');
      // Through the queue, then: nothing else carries out checks while it is there.
      const [after] = await createOrders(world, merchant.id, 1);
      world.sandbox.changeOrder(after.gateway.orderId, { state: 'paid' });
      await untilPaid(world, after, 20_000);
      expect(await ready(world)).toEqual({ status: 200, queue: 'ok' });
    } finally {
      await world.stop();
    }
  }, 60_000);
});

describe('a Redis in trouble', () => {
  let redis: LocalRedis;
  let world: World;
  let merchant: { id: string };
  beforeAll(async () => {
    redis = await startRedis();
    world = await open({ environment: { REDIS_URL: redis.url } });
    merchant = await world.createMerchant();
  }, 60_000);
  afterAll(async () => {
    await (world as World | undefined)?.stop();
    await (redis as LocalRedis | undefined)?.stop();
  });

  async function expectPayments(): Promise<void> {
    const orders = await createOrders(world, merchant.id, 10);
    for (const order of orders) {
      world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
    }
    await Promise.all(orders.map((order) => untilPaid(world, order, 20_000)));
  }

  async function untilQueueIs(queue: 'ok' | 'unavailable'): Promise<void> {
    await eventually(async () => (await ready(world)).queue === queue, {
      withinMs: 20_000,
      what: `the queue to be ${queue}`,
    });
    expect((await ready(world)).status).toBe(200);
  }

  async function command<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(redis.url);
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  /** Every job leaves its mark in the stream of events. */
  const marks = () => command((client) => client.xlen('{ipay_connect}:verification:events'));

  /** How often it has turned down a job. */
  async function refusals(): Promise<number> {
    const stats = await command((client) => client.info('errorstats'));
    const counts = [...stats.matchAll(/errorstat_(?:READONLY|OOM):count=(\d+)/g)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  const returns = () => world.log.filter((line) => line.includes('the queue is back')).length;

  async function expectWorkThroughTheQueue(): Promise<void> {
    await untilQueueIs('ok');
    const before = await marks();
    await expectPayments();
    expect(await marks()).toBeGreaterThan(before);
  }

  it.each<[string, (client: Redis) => Promise<unknown>, (client: Redis) => Promise<unknown>]>([
    [
      'read-only',
      (client) => client.replicaof('127.0.0.1', 1),
      (client) => client.replicaof('NO', 'ONE'),
    ],
    [
      'full',
      (client) => client.config('SET', 'maxmemory', '1'),
      (client) => client.config('SET', 'maxmemory', '0'),
    ],
  ])(
    '%s: checks are carried out without it, then with it again',
    async (_what, harm, heal) => {
      await expectWorkThroughTheQueue();
      const back = returns();
      await command(harm);
      await expectPayments();
      const refused = await refusals();
      await eventually(async () => (await refusals()) > refused, { what: 'another attempt' });
      expect(await ready(world)).toEqual({ status: 200, queue: 'unavailable' });
      // It answers all the time, and is not mistaken for a queue that takes work.
      expect(returns()).toBe(back);
      await command(heal);
      await expectWorkThroughTheQueue();
    },
    90_000,
  );

  it('gone: orders are taken, read and verified; and it is used when it is back', async () => {
    await redis.stop();
    await expectPayments();
    expect(await ready(world)).toEqual({ status: 200, queue: 'unavailable' });
    redis = await startRedis({ port: redis.port });
    await expectWorkThroughTheQueue();
  }, 90_000);

  it('gone from the start: the service starts, works, and stops', async () => {
    const nowhere = await startRedis();
    await nowhere.stop();
    const alone = await open({ environment: { REDIS_URL: nowhere.url } });
    try {
      const shop = await alone.createMerchant();
      const [order] = await createOrders(alone, shop.id, 1);
      alone.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
      await untilPaid(alone, order);
      expect(await ready(alone)).toEqual({ status: 200, queue: 'unavailable' });
    } finally {
      expect(await timed(alone.stop())).toBeLessThan(STOP_LIMIT_MS);
    }
  }, 60_000);

  it('gone while checks run: the service stops all the same', async () => {
    const own = await startRedis();
    const stopping = await open({ environment: { REDIS_URL: own.url } });
    try {
      const shop = await stopping.createMerchant();
      const orders = await createOrders(stopping, shop.id, 10);
      stopping.sandbox.addFault({ kind: 'delay', operation: 'status', delayMs: 1_000 });
      await eventually(() => orders.some((order) => questionsAbout(stopping, order) > 0));
      await own.stop();
    } finally {
      expect(await timed(stopping.stop())).toBeLessThan(STOP_LIMIT_MS);
    }
  }, 60_000);
});

/** Orders of the same merchant that iPay has never heard of, all due for an hour. */
async function cloneDueChecks(world: World, referenceId: string, count: number): Promise<void> {
  await world.sql(
    `WITH clones AS (
       INSERT INTO orders
       SELECT (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(),
         'reference_id', o.reference_id || '-clone-' || n, 'gateway_order_id', null))).*
       FROM orders o, generate_series(1, $2::integer) AS n WHERE o.reference_id = $1
       RETURNING merchant_id, id
     )
     INSERT INTO order_checks (merchant_id, order_id, next_at)
     SELECT merchant_id, id, now() - interval '1 hour' FROM clones`,
    [referenceId, count],
  );
}
