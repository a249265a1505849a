import { Client } from 'pg';
import { fromTypedId } from '../../src/http/typed-id';
import { startWorld, type World } from '../support/service';

let world: World;
let mine: string;
let theirs: string;
let token: string;

beforeAll(async () => {
  world = await startWorld({ environment: { ROLE: 'api' } });
  mine = (await world.createMerchant({ name: 'Mine' })).id;
  theirs = (await world.createMerchant({ name: 'Theirs' })).id;
  const issued = await world.api.post('/v1/tokens', {
    name: 'A dashboard',
    scopes: ['orders:read'],
    merchants: [mine],
  });
  token = issued.body.token;
  // Around midnight in Dhaka, which is 18:00 UTC.
  await write(mine, 'paid', '2026-03-01T17:59:59.999Z', { amountMinor: 10_050n, took: 10 });
  await write(mine, 'paid', '2026-03-01T18:00:00Z', { amountMinor: 999_999_999_999n, took: 20 });
  await write(mine, 'paid', '2026-03-01T19:00:00Z', { amountMinor: 1n, took: 60 });
  await write(mine, 'expired', '2026-03-02T17:00:00Z');
  await write(mine, 'pending', '2026-03-02T17:30:00Z');
  await write(mine, 'rejected', '2026-03-02T17:40:00Z');
  await write(mine, 'paid', '2026-03-02T12:00:00Z', { environment: 'production', took: 5 });
  await write(theirs, 'cancelled', '2026-03-01T18:00:00Z');
  // Outside of what is asked about.
  await write(mine, 'paid', '2026-03-02T18:00:00Z', { took: 1 });
}, 60_000);
afterAll(() => world.stop());

let references = 0;

async function write(
  merchant: string,
  state: string,
  createdAt: string,
  { environment = 'sandbox', amountMinor = 12_000n, took = 0 } = {},
): Promise<void> {
  references += 1;
  await world.sql(
    `INSERT INTO orders (merchant_id, id, reference_id, environment, version, state, amount_minor,
       description, success_callback_url, failure_callback_url, cancel_callback_url, metadata,
       request_hash, credential_fingerprint, create_attempts, created_at, accepted_at, paid_at)
     VALUES ($1, new_uuid_v7(), $2, $3, 1, $4, $5, '', '', '', '', '{}', '', '', 1,
       $6::timestamptz, $6::timestamptz + interval '1 second',
       CASE WHEN $4 = 'paid' THEN $6::timestamptz + $7 * interval '1 second' END)`,
    [
      fromTypedId('mrc', merchant),
      `ref-${references}`,
      environment,
      state,
      amountMinor,
      createdAt,
      took + 1,
    ],
  );
}

const PERIOD = 'from=2026-02-28T18:00:00Z&to=2026-03-02T18:00:00Z';

async function stats(query = PERIOD, options: { token?: string } = {}) {
  const answer = await world.api.get(`/v1/orders/stats?${query}`, options);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

describe('statistics', () => {
  it('count and add up by environment, state and merchant, exact to the poisha', async () => {
    const body = await stats();
    expect(body).toMatchObject({
      from: '2026-02-28T18:00:00.000Z',
      to: '2026-03-02T18:00:00.000Z',
      bucket: 'day',
      timeZone: 'Asia/Dhaka',
    });
    const [sandbox, production] = body.environments;
    expect(sandbox).toMatchObject({
      environment: 'sandbox',
      count: 7,
      amount: '10000000580.50',
      states: {
        paid: { count: 3, amount: '10000000100.50' },
        expired: { count: 1, amount: '120.00' },
        pending: { count: 1, amount: '120.00' },
        rejected: { count: 1, amount: '120.00' },
        cancelled: { count: 1, amount: '120.00' },
      },
      // Three of the five that have ended at iPay.
      successRate: 0.6,
      timeToPaid: { p50Ms: 20_000, p95Ms: 60_000 },
    });
    expect(sandbox.merchants).toMatchObject([
      { merchantId: mine, count: 6, successRate: 0.75, timeToPaid: { p50Ms: 20_000 } },
      { merchantId: theirs, count: 1, amount: '120.00', successRate: 0, timeToPaid: null },
    ]);
    expect(production).toMatchObject({
      count: 1,
      amount: '120.00',
      successRate: 1,
      timeToPaid: { p50Ms: 5_000, p95Ms: 5_000 },
    });
  });

  it('have days as Dhaka has them', async () => {
    const [sandbox] = (await stats()).environments;
    expect(sandbox.buckets).toMatchObject([
      {
        start: '2026-02-28T18:00:00.000Z',
        count: 1,
        amount: '100.50',
        timeToPaid: { p50Ms: 10_000 },
      },
      { start: '2026-03-01T18:00:00.000Z', count: 6, timeToPaid: { p50Ms: 20_000 } },
    ]);
  });

  it('have hours, the empty ones as well', async () => {
    const query = 'from=2026-03-01T17:00:00Z&to=2026-03-01T21:00:00Z&bucket=hour';
    const [sandbox] = (await stats(query)).environments;
    expect(sandbox.buckets.map(({ count }: { count: number }) => count)).toEqual([1, 2, 1, 0]);
    expect(sandbox.buckets[3]).toEqual({
      start: '2026-03-01T20:00:00.000Z',
      count: 0,
      amount: '0.00',
      states: {},
      successRate: null,
      timeToPaid: null,
    });
  });

  it('show a token its own merchants only', async () => {
    const [sandbox] = (await stats(PERIOD, { token })).environments;
    expect(sandbox).toMatchObject({ count: 6, successRate: 0.75 });
    expect(sandbox.merchants).toHaveLength(1);
    expect(sandbox.states).not.toHaveProperty('cancelled');
  });

  it('say as of when they are, however many ask the same at once', async () => {
    const before = Date.now();
    const bodies = await Promise.all(Array.from({ length: 40 }, () => stats()));
    const { countedAt, ...rest } = bodies[0];
    expect(Date.parse(countedAt)).toBeGreaterThanOrEqual(before);
    for (const body of bodies) expect(body).toEqual({ ...rest, countedAt: expect.any(String) });
    expect((await stats()).countedAt >= bodies.at(-1).countedAt).toBe(true);
    // Who may see less is not told what others were.
    const [all, some] = await Promise.all([stats(), stats(PERIOD, { token })]);
    expect([all, some].map(({ environments }) => environments[0].count)).toEqual([7, 6]);
  });

  it('are of the last 30 days by day where nothing else is asked', async () => {
    const body = await stats('');
    expect(body.environments[0].buckets).toHaveLength(30);
    expect(body.environments[0].count).toBe(0);
  });

  it.each([
    ['bucket=week', 'bucket'],
    ['from=yesterday', 'from'],
    ['to=2026-13-01T00:00:00Z', 'to'],
    ['from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', 'from'],
    ['from=2020-01-01T00:00:00Z', 'from'],
    ['from=2026-03-02T00:00:00Z&from=2026-03-01T00:00:00Z', 'from'],
    ['merchant=x', 'merchant'],
  ])('refuse %s', async (query, field) => {
    const { status, body } = await world.api.get(`/v1/orders/stats?${query}`);
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'validation-failed', field]);
  });

  it('are refused plainly, and soon, where counting takes too long', async () => {
    const client = new Client({ connectionString: world.database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
    const { status, headers, body } = await world.api.get(`/v1/orders/stats?${PERIOD}`);
    await client.query('ROLLBACK');
    await client.end();
    expect([status, body.code]).toEqual([503, 'service-unavailable']);
    expect(body.detail).toMatch(/shorter time/);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
  }, 20_000);
});
