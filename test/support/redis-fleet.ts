import { isFollowed, type RedisFleet } from '../../tools/redis/redis-fleet';
import type { LocalRedis } from '../../tools/redis/redis-server';
import { STOP_LIMIT_MS, open, ready, timed, untilPaid } from './queued-orders';
import { eventually, orderBody, type TestService, type World } from './service';

/** Where the queue lives. */
const KEY = '{ipay_connect}';
/** A limit for what never comes; a busy machine needs more than the seconds that it takes. */
const HEALED_WITHIN_MS = 120_000;

/** What must hold of the queue and of rate limits, however several Redis servers stand together. */
export function describeRedisFleet(name: string, start: () => Promise<RedisFleet>): void {
  describe(name, () => {
    let fleet: RedisFleet;
    let world: World;
    let another: TestService;
    let merchant: { id: string };
    const refused: unknown[] = [];
    beforeAll(async () => {
      fleet = await start();
      // Longer than this machine may stand still: every create is to be answered by iPay itself.
      const environment = { REDIS_URL: fleet.url, IPAY_TIMEOUT_MS: '20000' };
      world = await open({ environment });
      another = await world.startAnother();
      merchant = await world.createMerchant();
    }, 90_000);
    afterAll(async () => {
      await (world as World | undefined)?.stop();
      await (fleet as RedisFleet | undefined)?.stop();
    }, 60_000);

    async function untilQueueIsThere(): Promise<void> {
      await eventually(
        async () => {
          const both = await Promise.all([world, another].map(ready));
          return both.every(({ queue }) => queue === 'ok');
        },
        { withinMs: HEALED_WITHIN_MS, what: 'a queue that is there' },
      );
    }

    afterEach(() => {
      expect(refused).toEqual([]);
    });

    function masterNow(): Promise<LocalRedis> {
      return eventually(() => fleet.masterOf(KEY), { withinMs: HEALED_WITHIN_MS });
    }

    /** Every job leaves its mark in the stream of events. */
    async function marks(): Promise<number> {
      return (await masterNow()).ask((client) => client.xlen(`${KEY}:verification:events`));
    }

    async function expectPayments(orders: readonly any[]): Promise<void> {
      for (const order of orders) {
        world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
      }
      await Promise.all(orders.map((order) => untilPaid(world, order, HEALED_WITHIN_MS)));
    }

    async function expectWorkThroughTheQueue(): Promise<void> {
      await untilQueueIsThere();
      const before = await marks();
      await expectPayments(await Promise.all(Array.from({ length: 10 }, () => create())));
      expect(await marks()).toBeGreaterThan(before);
    }

    /** Each instance goes on where the other one was, with a token of its own. */
    async function expectSharedCounting(): Promise<void> {
      const { body } = await world.api.post('/v1/tokens', {
        name: 'counted',
        scopes: ['orders:read'],
        merchants: '*',
      });
      const left = async ({ api }: TestService) => {
        const { headers } = await api.get('/v1/orders?limit=1', { token: body.token });
        return Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
      };
      await eventually(
        async () => {
          const first = await left(world);
          return (await left(another)) === first - 1 && (await left(world)) === first - 2;
        },
        { withinMs: HEALED_WITHIN_MS, what: 'limits that are counted together' },
      );
    }

    /** Resolves when another master has taken over, and the queue is used again. */
    async function lose(master: LocalRedis, signal: NodeJS.Signals): Promise<void> {
      await eventually(() => isFollowed(master, 1), {
        withinMs: HEALED_WITHIN_MS,
        what: 'a replica in step',
      });
      process.kill(master.pid, signal);
      await eventually(async () => (await fleet.masterOf(KEY)).pid !== master.pid, {
        withinMs: HEALED_WITHIN_MS,
        what: 'another master',
      });
      await untilQueueIsThere();
    }

    /**
     * Postgres and iPay may be slow on a busy machine, and then the same request is repeated; nothing
     * else may keep an order from being created.
     */
    async function create(): Promise<any> {
      const body = orderBody();
      const headers = { 'idempotency-key': String(body.referenceId) };
      return eventually(
        async () => {
          const path = `/v1/merchants/${merchant.id}/orders`;
          const answer = await world.api.post(path, body, { headers });
          if (answer.status === 201 || answer.status === 200) return answer.body;
          const isSlow =
            answer.status === 202 || String(answer.body.detail).startsWith('The database ');
          if (!isSlow) refused.push(answer.body);
          return false;
        },
        { withinMs: HEALED_WITHIN_MS, what: 'an order' },
      );
    }

    /** Creates orders without a pause until the work is over. @throws where a create fails */
    async function creatingDuring(work: () => Promise<void>): Promise<any[]> {
      let isOver = false;
      const orders: any[] = [];
      const creating = Array.from({ length: 2 }, async () => {
        while (!isOver) orders.push(await create());
      });
      try {
        await work();
      } finally {
        isOver = true;
      }
      await Promise.all(creating);
      return orders;
    }

    it('carries the work, and counts what tokens ask for', async () => {
      await expectWorkThroughTheQueue();
      await expectSharedCounting();
    }, 300_000);

    it('a master falls silent, the next one is killed: no create fails, no order is lost', async () => {
      const orders = await creatingDuring(async () => {
        const silent = await masterNow();
        try {
          await lose(silent, 'SIGSTOP');
        } finally {
          process.kill(silent.pid, 'SIGCONT');
        }
        await lose(await masterNow(), 'SIGKILL');
      });
      await expectPayments(orders);
      await expectWorkThroughTheQueue();
      await expectSharedCounting();
    }, 300_000);

    it('all of it is gone: orders are taken and verified, and the service stops', async () => {
      await fleet.stop();
      await expectPayments([await create(), await create()]);
      expect(await ready(world)).toEqual({ status: 200, queue: 'unavailable' });
      expect(await timed(another.stop())).toBeLessThan(STOP_LIMIT_MS);
    }, 300_000);
  });
}
