import { startTestRedis, type TestRedis } from '../support/redis';
import { startWorld, type World } from '../support/service';

let redis: TestRedis;
let world: World | undefined;
beforeAll(async () => {
  redis = await startTestRedis();
}, 60_000);
afterAll(() => redis.stop());
afterEach(() => world?.stop());

const LIMIT = 20;
const limited = { RATE_LIMIT_PER_MINUTE: String(LIMIT) };

async function statusesOf(requests: number, send: (i: number) => Promise<{ status: number }>) {
  const answers = await Promise.all(Array.from({ length: requests }, (_, i) => send(i)));
  return {
    passed: answers.filter(({ status }) => status === 200).length,
    refused: answers.filter(({ status }) => status === 429).length,
  };
}

describe('the limit of a token', () => {
  it('says how much is left, and refuses with a time to come back', async () => {
    world = await startWorld({ environment: limited });
    const { api } = world;
    const first = await api.get('/v1/orders');
    expect(first.headers.get('ratelimit-policy')).toBe(`"per-minute";q=${LIMIT};w=60`);
    expect(first.headers.get('ratelimit')).toMatch(
      new RegExp(`^"per-minute";r=${LIMIT - 1};t=\\d+$`),
    );
    expect(await statusesOf(LIMIT + 4, () => api.get('/v1/orders'))).toEqual({
      passed: LIMIT - 1,
      refused: 5,
    });
    const refused = await api.get('/v1/orders');
    expect(refused.body).toMatchObject({ status: 429, code: 'rate-limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toMatch(/^"per-minute";r=0;t=\d+$/);
  }, 30_000);

  it("is a token's own, and does not hold for health", async () => {
    world = await startWorld({ environment: limited });
    const { api } = world;
    const { body } = await api.post('/v1/tokens', {
      name: 'reader',
      scopes: ['orders:read'],
      merchants: '*',
    });
    await statusesOf(LIMIT + 5, () => api.get('/v1/orders'));
    expect((await api.get('/v1/orders', { token: body.token })).status).toBe(200);
    expect((await api.get('/health/ready')).status).toBe(200);
  }, 30_000);

  it('is counted by all instances together over Redis', async () => {
    world = await startWorld({ environment: { ...limited, REDIS_URL: redis.url } });
    const other = await world.startAnother();
    const apis = [world.api, other.api];
    expect(await statusesOf(LIMIT + 10, (i) => apis[i % 2]!.get('/v1/orders'))).toEqual({
      passed: LIMIT,
      refused: 10,
    });
  }, 30_000);

  it('is counted by each instance while Redis is away', async () => {
    world = await startWorld({
      environment: { ...limited, REDIS_URL: 'redis://127.0.0.1:1', QUEUE_PREFIX: 'nowhere' },
    });
    const { api } = world;
    expect(await statusesOf(LIMIT + 10, () => api.get('/v1/orders'))).toEqual({
      passed: LIMIT,
      refused: 10,
    });
  }, 30_000);
});
