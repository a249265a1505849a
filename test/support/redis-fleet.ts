import { isFollowed, type RedisFleet } from '../../tools/redis/redis-fleet';
import type { LocalRedis } from '../../tools/redis/redis-server';
import { STOP_LIMIT_MS, createOrders, open, ready, timed, untilPaid } from './queued-orders';
import { eventually, type TestService, type World } from './service';

/** Where the queue lives. */
const KEY = '{ipay_connect}';
const HEALED_WITHIN_MS = 30_000;

/** What must hold of the queue and of rate limits, however several Redis servers stand together. */
export function describeRedisFleet(name: string, start: () => Promise<RedisFleet>): void {
  describe(name, () => {
    let fleet: RedisFleet;
    let world: World;
    let another: TestService;
    let merchant: { id: string };
    beforeAll(async () => {
      fleet = await start();
      world = await open({ environment: { REDIS_URL: fleet.url } });
      another = await world.startAnother();
      merchant = await world.createMerchant();
    }, 90_000);
    afterAll(async () => {
      await (world as World | undefined)?.stop();
      await (fleet as RedisFleet | undefined)?.stop();
    });

    async function untilQueueIsThere(): Promise<void> {
      await eventually(
        async () => {
          const both = await Promise.all([world, another].map(ready));
          return both.every(({ queue }) => queue === 'ok');
        },
        { withinMs: HEALED_WITHIN_MS, what: 'a queue that is there' },
      );
    }

    /** Every job leaves its mark in the stream of events. */
    async function marks(): Promise<number> {
      const master = await fleet.masterOf(KEY);
      return master.ask((client) => client.xlen(`${KEY}:verification:events`));
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
      await expectPayments(await createOrders(world, merchant.id, 10));
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

    /** Creates orders without a pause until the work is over. @throws where a create fails */
    async function creatingDuring(work: () => Promise<void>): Promise<any[]> {
      let isOver = false;
      const orders: any[] = [];
      const creating = Array.from({ length: 2 }, async () => {
        while (!isOver) orders.push(...(await createOrders(world, merchant.id, 1)));
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
    }, 60_000);

    it('a master falls silent, the next one is killed: no create fails, no order is lost', async () => {
      const orders = await creatingDuring(async () => {
        const silent = await fleet.masterOf(KEY);
        try {
          await lose(silent, 'SIGSTOP');
        } finally {
          process.kill(silent.pid, 'SIGCONT');
        }
        await lose(await fleet.masterOf(KEY), 'SIGKILL');
      });
      await expectPayments(orders);
      await expectWorkThroughTheQueue();
      await expectSharedCounting();
    }, 180_000);

    it('all of it is gone: orders are taken and verified, and the service stops', async () => {
      await fleet.stop();
      await expectPayments(await createOrders(world, merchant.id, 5));
      expect(await ready(world)).toEqual({ status: 200, queue: 'unavailable' });
      expect(await timed(another.stop())).toBeLessThan(STOP_LIMIT_MS);
    }, 60_000);
  });
}
