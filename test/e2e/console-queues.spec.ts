import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { startRedis } from '../../tools/redis/start-redis';
import { ConsoleBrowser } from '../support/console-browser';
import { expectProblem } from '../support/problem';
import { QUEUE_BACKENDS, type TestQueue } from '../support/queue-backends';
import {
  eventually,
  orderBody,
  startWorld,
  type Answer,
  type TestService,
  type World,
} from '../support/service';

const API = '/console/queues/api/queues';

async function operator(world: World, fields: object = {}): Promise<ConsoleBrowser> {
  const body = { name: 'operator', scopes: ['ops:read'], merchants: '*', ...fields };
  const { token } = (await world.api.post('/v1/tokens', body)).body;
  return ConsoleBrowser.signIn(world.url, token);
}

describe.each(QUEUE_BACKENDS)('the queues on $name', ({ start }) => {
  let queue: TestQueue;
  let world: World;
  let api: TestService;
  let browser: ConsoleBrowser;
  let merchant: string;

  beforeAll(async () => {
    queue = await start();
    world = await startWorld({ environment: queue.environment });
    api = await world.startAnother({ ROLE: 'api' });
    merchant = (await world.createMerchant()).id;
    browser = await operator(world);
  }, 60_000);
  afterAll(async () => {
    await world.stop();
    await queue.stop();
  });

  const waiting = async (service: TestService): Promise<any> =>
    (await browser.at(service.url).get(`${API}?activeQueue=verification&status=waiting`)).body;

  it('are shown by every process, also by one that has no part in them', async () => {
    const line = world.app.get<Queue>(getQueueToken('verification'), { strict: false });
    await line.pause();
    const placed = await world.api.post(`/v1/merchants/${merchant}/orders`, orderBody());
    expect(placed.status).toBe(201);
    await world.sql(`UPDATE order_checks SET next_at = now(), lease_until = NULL`);
    for (const service of [world, api]) {
      const { queues } = await eventually(async () => {
        const shown = await waiting(service);
        return shown.queues?.[0]?.jobs.length > 0 && shown;
      });
      expect(queues.map(({ name }: { name: string }) => name)).toEqual([
        'verification',
        'webhooks',
      ]);
      const [verification] = queues;
      expect(verification).toMatchObject({ readOnlyMode: true, allowRetries: false });
      // Ids, and nothing else.
      const [{ data, ...job }] = verification.jobs;
      expect(data).toEqual({
        leaseToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
        merchantId: merchant,
        orderId: placed.body.id,
      });
      expect(job).toMatchObject({ id: data.leaseToken, name: 'work' });
    }
    await line.resume();
  });

  it('are shown on pages that ask for nothing from outside', async () => {
    for (const path of ['', '/', '/queue/verification', '/queue/webhooks/x', '/metrics-history']) {
      const { status, headers, body } = await browser.at(api.url).get(`/console/queues${path}`);
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
      expect(body).not.toMatch(/https?:|<%|<style|style=/);
      expect(body).toContain('<base href="/console/queues/" />');
      const files = [...String(body).matchAll(/(?:src|href)="(static\/[^"]+)"/g)];
      expect(files.length).toBeGreaterThan(4);
      for (const [, file] of files) {
        expect((await browser.get(`/console/queues/${file}`)).status).toBe(200);
      }
    }
  });

  const changes: [string, string][] = [
    ['PUT', '/pause'],
    ['PUT', '/resume'],
    ['PUT', '/verification/pause'],
    ['PUT', '/verification/empty'],
    ['PUT', '/verification/obliterate'],
    ['PUT', '/verification/retry/failed'],
    ['PUT', '/verification/clean/waiting'],
    ['PUT', '/verification/concurrency'],
    ['PUT', '/verification/x/retry'],
    ['PUT', '/verification/x/clean'],
    ['PATCH', '/verification/x/update-data'],
    ['POST', '/verification/add'],
    ['DELETE', '/verification'],
  ];
  it.each(changes)('are not changed by %s %s', async (method, path) => {
    const body = { name: 'work', data: {}, force: true };
    const answer = await (
      await ConsoleBrowser.signIn(world.url)
    ).send(method, `${API}${path}`, body);
    expectProblem(answer, 404, 'not-found');
  });

  it('can be asked about whatever bull-board asks, with nothing broken', async () => {
    for (const path of [
      '/job-schedulers',
      '/queues',
      '/queues?activeQueue=webhooks&status=latest&page=1&jobsPerPage=10',
      '/queues/verification/metrics',
      '/queues/verification/default-job-options',
      '/queues/verification/workers',
      '/queues/verification/rate-limit',
      '/queues/verification/job-data-schema',
    ]) {
      const answer = await browser.at(api.url).get(`/console/queues/api${path}`);
      expect([path, answer.status]).toEqual([path, expect.any(Number)]);
      expect([200, 404]).toContain(answer.status);
      expect(JSON.stringify(answer.body)).not.toMatch(/postgres:|redis:|password/);
    }
    expect((await browser.get('/console/queues/api/redis/stats')).status).toBe(403);
    expect((await browser.get(`${API}/nowhere/1`)).status).toBe(404);
    expect((await browser.get(`${API}/verification/nothing`)).status).toBe(404);
  });
});

describe('who sees the queues', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ environment: { ROLE: 'api' } });
  }, 60_000);
  afterAll(() => world.stop());

  const asks = async (ask: (path: string) => Promise<Answer>, status: number, code: string) => {
    for (const path of ['/console/queues', '/console/queues/queue/verification']) {
      const page = await ask(path);
      expect([page.status, page.headers.get('location')]).toEqual([302, '/console/']);
    }
    expectProblem(await ask(API), status, code);
  };

  it('nobody who is not signed in, whatever their token', async () => {
    await asks((path) => world.api.get(path, { token: null }), 401, 'unauthorized');
    await asks((path) => world.api.get(path), 401, 'unauthorized');
    const left = await operator(world);
    await left.send('DELETE', '/console/session');
    await asks(left.get, 401, 'unauthorized');
  });

  it('nobody without the scope, or with some merchants only', async () => {
    const { id } = await world.createMerchant();
    for (const fields of [{ scopes: ['orders:read'] }, { merchants: [id] }]) {
      await asks((await operator(world, fields)).get, 403, 'insufficient-scope');
    }
    expect((await (await operator(world)).get(API)).status).toBe(200);
  });
});

describe('while Redis is away', () => {
  it('the page says so, and goes on when Redis is back', async () => {
    const redis = await startRedis();
    const world = await startWorld({ environment: { ROLE: 'api', REDIS_URL: redis.url } });
    const browser = await operator(world);
    const isAway = async () => {
      expect((await browser.get('/console/queues')).status).toBe(200);
      expectProblem(await browser.get(API), 503, 'service-unavailable');
      expect((await browser.get('/console/session')).status).toBe(200);
    };
    await redis.stop();
    await isAway();
    const back = await startRedis({ port: redis.port });
    await eventually(async () => (await browser.get(API)).status === 200);
    await back.stop();
    await isAway();
    await world.stop();
  }, 60_000);
});
