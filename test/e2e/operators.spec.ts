import { fromTypedId } from '../../src/http/typed-id';
import { expectProblem, fieldsOf } from '../support/problem';
import { Receiver } from '../support/receiver';
import { Api, eventually, orderBody, startWorld, type World } from '../support/service';

let world: World;
let receiver: Receiver;
/** Two merchants and a token that sees the first one only. */
let mine: string;
let theirs: string;
let some: Api;

beforeAll(async () => {
  world = await startWorld({
    environment: { WEBHOOK_ALLOW_LOOPBACK: 'true' },
    sandbox: { magicAmounts: false },
  });
  receiver = await new Receiver().start();
  mine = (await world.createMerchant()).id;
  theirs = (await world.createMerchant()).id;
  some = await apiFor([mine], ['orders:read', 'merchants:read', 'webhooks:read']);
}, 60_000);
afterAll(async () => {
  await world.stop();
  await receiver.stop();
});

async function apiFor(merchants: string[] | '*', scopes: string[]): Promise<Api> {
  const issued = await world.api.post('/v1/tokens', { name: 'Console', scopes, merchants });
  if (issued.status !== 201) throw new Error(JSON.stringify(issued.body));
  return new Api(world.url, issued.body.token);
}

async function place(merchant: string, fields: object = {}): Promise<any> {
  const { status, body } = await world.api.post(
    `/v1/merchants/${merchant}/orders`,
    orderBody(fields),
  );
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

const pathOf = ({ merchantId, id }: any) => `/v1/merchants/${merchantId}/orders/${id}`;
const ask = async (order: any) => (await world.api.post(`${pathOf(order)}/verify`)).body;

/** The order stands so at iPay, and iPay is asked. */
function become(order: any, state: 'paid' | 'cancelled' | 'failed'): Promise<any> {
  world.sandbox.changeOrder(order.gateway.orderId, { state });
  return ask(order);
}

/** iPay's answer names a status that nobody knows. */
function flag(order: any): Promise<any> {
  world.sandbox.changeOrder(order.gateway.orderId, {
    says: { statusCode: 299, status: 'Under review' },
  });
  return ask(order);
}

describe('GET /v1/orders/search', () => {
  const search = (q: string, api: Api = world.api) =>
    api.get(`/v1/orders/search?q=${encodeURIComponent(q)}`);
  const found = async (q: string, api?: Api) =>
    (await search(q, api)).body.data.map(({ id }: any) => id);

  it('finds an order by every id that somebody may read out', async () => {
    const order = await become(await place(mine), 'paid');
    await place(mine);
    for (const id of [
      order.id,
      order.referenceId,
      order.gateway.orderId,
      order.transactionId,
      `  ${order.referenceId}\n`,
      order.id.toUpperCase(),
      order.gateway.orderId.toLowerCase(),
      order.transactionId.toLowerCase(),
    ]) {
      expect([id, (await search(id)).body]).toEqual([id, { data: [order] }]);
    }
  });

  it('finds all that carry it, newest first', async () => {
    const referenceId = 'shared-reference';
    const first = await place(mine, { referenceId });
    const second = await place(theirs, { referenceId });
    // Somebody's reference may be what another's order is called at iPay.
    const third = await place(theirs, { referenceId: first.gateway.orderId });
    expect(await found(referenceId)).toEqual([second.id, first.id]);
    expect(await found(first.gateway.orderId)).toEqual([third.id, first.id]);
  });

  it('shows 20 at most', async () => {
    const many = Array.from({ length: 21 }, () => world.createMerchant());
    const merchants = await Promise.all(many);
    const orders = await Promise.all(merchants.map(({ id }) => place(id, { referenceId: '4711' })));
    const ids = await found('4711');
    expect(ids).toHaveLength(20);
    expect(orders.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  it('matches exactly', async () => {
    const referenceId = 'Case-1';
    const { id } = await place(mine, { referenceId });
    for (const q of [
      'case-1',
      'Case-',
      'Case-1 2',
      '%',
      '_',
      `${id}x`,
      'ord_',
      referenceId + '0',
    ]) {
      expect([q, await found(q)]).toEqual([q, []]);
    }
  });

  it("never shows another merchant's order", async () => {
    const order = await become(await place(theirs), 'paid');
    for (const id of [order.id, order.referenceId, order.gateway.orderId, order.transactionId]) {
      expect(await found(id)).toEqual([order.id]);
      expect(await found(id, some)).toEqual([]);
    }
    const own = await place(mine, { referenceId: order.gateway.orderId });
    expect(await found(order.gateway.orderId, some)).toEqual([own.id]);
  });

  it('wants a text, and the scope', async () => {
    for (const query of ['', '?q=', `?q=${'x'.repeat(201)}`, '?q=%00', '?q=a&q=b']) {
      expect(fieldsOf(await world.api.get(`/v1/orders/search${query}`))).toEqual(['q']);
    }
    expect(await found(' ')).toEqual([]);
    expectProblem(
      await search('x', await apiFor('*', ['webhooks:read'])),
      403,
      'insufficient-scope',
    );
    expectProblem(
      await world.api.get('/v1/orders/search?q=x', { token: null }),
      401,
      'unauthorized',
    );
  });
});

describe('GET /v1/orders/attention', () => {
  it('groups what needs a human by reason, the oldest flag first', async () => {
    const [one, two, three, other, foreign] = [
      await place(mine),
      await place(mine),
      await place(mine),
      await place(mine),
      await place(theirs),
    ];
    for (const order of [one, two, other, foreign]) await flag(order);
    // A moment that no test can wait for.
    await world.sql(
      `UPDATE orders SET attention_reason = 'amount-mismatch', attention_since = '2026-01-02',
         environment = 'production' WHERE id = $1`,
      [fromTypedId('ord', other.id)],
    );
    await world.sql(`UPDATE orders SET attention_since = '2026-02-03' WHERE id = $1`, [
      fromTypedId('ord', two.id),
    ]);
    const read = async ({ id }: any, merchant = mine) =>
      (await world.api.get(pathOf({ merchantId: merchant, id }))).body;

    const { status, body } = await world.api.get('/v1/orders/attention');
    expect([status, body]).toEqual([
      200,
      {
        data: [
          {
            reason: 'amount-mismatch',
            count: 1,
            oldestSince: '2026-01-02T00:00:00.000Z',
            orders: [await read(other)],
          },
          {
            reason: 'unrecognised-status',
            count: 3,
            oldestSince: '2026-02-03T00:00:00.000Z',
            orders: [await read(two), await read(one), await read(foreign, theirs)],
          },
        ],
      },
    ]);
    const ids = async (query: string, api: Api = world.api) =>
      (await api.get(`/v1/orders/attention${query}`)).body.data.flatMap(({ orders }: any) =>
        orders.map(({ id }: any) => id),
      );
    expect(await ids('?environment=production')).toEqual([other.id]);
    expect(await ids('?environment=sandbox')).toEqual([two.id, one.id, foreign.id]);
    expect(await ids('', some)).toEqual([other.id, two.id, one.id]);
    expect((await some.get('/v1/orders/attention')).body.data[1].count).toBe(2);
    expect(
      await ids('', await apiFor([(await world.createMerchant()).id], ['orders:read'])),
    ).toEqual([]);
    expect(await ids('')).not.toContain(three.id);
    await world.api.post(`${pathOf(two)}/attention/resolve`, { note: 'Asked iPay.' });
    expect(await ids('')).not.toContain(two.id);
  });

  it('counts all and shows 50 of a reason', async () => {
    await world.sql(
      `INSERT INTO orders (merchant_id, id, reference_id, environment, version, state, amount_minor,
         description, success_callback_url, failure_callback_url, cancel_callback_url, metadata,
         request_hash, credential_fingerprint, create_attempts, attention_reason, attention_since)
       SELECT $1, new_uuid_v7(), 'flagged-' || n, 'sandbox', 1, 'error', 100, '', '', '', '', '{}',
         '', '', 1, 'gateway-error-persists', now() - n * interval '1 minute'
       FROM generate_series(1, 120) n`,
      [fromTypedId('mrc', theirs)],
    );
    const { body } = await world.api.get('/v1/orders/attention');
    const group = body.data.find(({ reason }: any) => reason === 'gateway-error-persists');
    expect([group.count, group.orders.length]).toEqual([120, 50]);
    expect(group.orders.map(({ referenceId }: any) => referenceId).slice(0, 2)).toEqual([
      'flagged-120',
      'flagged-119',
    ]);
    expect(group.oldestSince).toBe(group.orders[0].attention.since);
    expect(JSON.stringify((await some.get('/v1/orders/attention')).body)).not.toContain('flagged-');
  });

  it('takes an environment and nothing else', async () => {
    const answer = await world.api.get('/v1/orders/attention?environment=moon&merchant=x');
    expect(fieldsOf(answer)).toEqual(['environment', 'merchant']);
    expectProblem(
      await (await apiFor('*', ['ops:read'])).get('/v1/orders/attention'),
      403,
      'insufficient-scope',
    );
  });
});

describe('GET /v1/merchants/{m}/orders/{id}/deliveries', () => {
  async function register(path: string, fields: object = {}): Promise<any> {
    const { status, body } = await world.api.post(path, { url: receiver.url, ...fields });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  }
  const read = async (order: any, api: Api = world.api) => {
    const { status, body } = await api.get(`${pathOf(order)}/deliveries`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.data;
  };

  it('tells who was told of an order, over all endpoints', async () => {
    const { id: merchant } = await world.createMerchant();
    const own = await register(`/v1/merchants/${merchant}/webhooks`);
    const platform = await register('/v1/webhooks', { events: ['order.paid'] });
    const order = await place(merchant);
    await become(order, 'paid');
    await place(merchant);
    const told = await eventually(async () => {
      const data = await read(order);
      return data.every(({ deliveredAt }: any) => deliveredAt !== null) && data;
    });
    expect(
      told
        .map(({ type, webhookId, endpointOwner }: any) => [type, webhookId, endpointOwner])
        .sort(),
    ).toEqual(
      [
        ['order.paid', own.id, 'merchant'],
        ['order.paid', platform.id, 'platform'],
        ['order.pending', own.id, 'merchant'],
      ].sort(),
    );
    const [newest, , oldest] = told;
    expect([newest.type, oldest.type]).toEqual(['order.paid', 'order.pending']);
    // As in the endpoint's own list, and where it went.
    const listed = await world.api.get(`/v1/merchants/${merchant}/webhooks/${own.id}/deliveries`);
    const one = listed.body.data.find(({ id }: any) => id === oldest.id);
    expect(oldest).toEqual({ ...one, endpointUrl: receiver.url, endpointOwner: 'merchant' });
    expect(oldest).toMatchObject({
      orderId: order.id,
      merchantId: merchant,
      state: 'delivered',
      attempts: 1,
      lastAttempt: { status: 204, error: null },
    });
    await world.api.delete(`/v1/webhooks/${platform.id}`);
  });

  it('shows endpoints over all merchants to tokens for all merchants only', async () => {
    const own = await register(`/v1/merchants/${mine}/webhooks`, { events: ['order.pending'] });
    const platform = await register('/v1/webhooks', { events: ['order.pending'] });
    const order = await place(mine);
    const all = await apiFor('*', ['webhooks:read']);
    const webhooksOf = async (api: Api) =>
      (await read(order, api)).map(({ webhookId }: any) => webhookId).sort();
    expect(await webhooksOf(all)).toEqual([own.id, platform.id].sort());
    expect(await webhooksOf(some)).toEqual([own.id]);
    await world.api.delete(`/v1/webhooks/${platform.id}`);
    await world.api.delete(`/v1/merchants/${mine}/webhooks/${own.id}`);
    expect(await read(order, all)).toEqual([]);
  });

  it('does not exist for who may not see it', async () => {
    const order = await place(theirs);
    expectProblem(await some.get(`${pathOf(order)}/deliveries`), 404, 'merchant-not-found');
    expectProblem(
      await some.get(`${pathOf({ ...order, merchantId: mine })}/deliveries`),
      404,
      'order-not-found',
    );
    expectProblem(
      await world.api.get(`/v1/merchants/${mine}/orders/ord_x/deliveries`),
      404,
      'order-not-found',
    );
    expectProblem(
      await (await apiFor([theirs], ['orders:read'])).get(`${pathOf(order)}/deliveries`),
      403,
      'insufficient-scope',
    );
  });
});

describe('GET /v1/merchants/{m}/going-live', () => {
  const checklist = async (merchant: string, api: Api = world.api) => {
    const { status, body } = await api.get(`/v1/merchants/${merchant}/going-live`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };
  const done = ({ items }: any) =>
    items.filter((item: any) => item.done).map(({ code }: any) => code);
  const item = ({ items }: any, code: string) => items.find((each: any) => each.code === code);

  it('follows a merchant from nothing to ready', async () => {
    const sure = await world.startAnother({
      IPAY_STATUS_CODES: JSON.stringify({
        created: [100],
        paid: [200],
        cancelled: [300],
        failed: [400],
        expired: [500],
        error: [6],
      }),
    });
    const { id: merchant } = await world.createMerchant();
    const empty = await checklist(merchant);
    expect(empty).toMatchObject({ ready: false });
    expect(empty.items.map(({ code, done, orderId }: any) => [code, done, orderId])).toEqual(
      [
        'sandbox-paid',
        'sandbox-cancelled',
        'sandbox-failed',
        'webhook-delivered',
        'return-hosts-set',
        'production-key-set',
        'production-key-accepted',
        'status-codes-confirmed',
      ].map((code) => [code, false, null]),
    );
    for (const { detail } of empty.items) expect(detail).toMatch(/^\S.+\.$/);

    const paid = await become(await place(merchant), 'paid');
    const cancelled = await become(await place(merchant), 'cancelled');
    const failed = await become(await place(merchant), 'failed');
    const tried = await checklist(merchant);
    expect(done(tried)).toEqual(['sandbox-paid', 'sandbox-cancelled', 'sandbox-failed']);
    expect(item(tried, 'sandbox-paid').orderId).toBe(paid.id);
    expect(item(tried, 'sandbox-cancelled').orderId).toBe(cancelled.id);
    expect(item(tried, 'sandbox-failed').orderId).toBe(failed.id);

    const webhook = await world.api.post(`/v1/merchants/${merchant}/webhooks`, {
      url: receiver.url,
    });
    await world.api.post(`/v1/merchants/${merchant}/webhooks/${webhook.body.id}/test`);
    await eventually(async () => done(await checklist(merchant)).includes('webhook-delivered'));
    expect(item(await checklist(merchant), 'webhook-delivered').orderId).toBeNull();
    const told = await place(merchant);
    await eventually(async () => {
      return item(await checklist(merchant), 'webhook-delivered').orderId === told.id;
    });

    const refused = 'a-key-that-ipay-refuses';
    await world.api.put(`/v1/merchants/${merchant}/credentials/production`, { apiKey: refused });
    await eventually(async () =>
      /refuses/.test(item(await checklist(merchant), 'production-key-accepted').detail),
    );
    const production = 'a-production-key-that-ipay-takes';
    world.sandbox.addMerchant('Live shop', production);
    await world.api.put(`/v1/merchants/${merchant}/credentials/production`, {
      apiKey: production,
    });
    await world.api.patch(`/v1/merchants/${merchant}`, { returnHosts: ['xyz.com'] });
    await eventually(async () =>
      done(await checklist(merchant)).includes('production-key-accepted'),
    );
    const here = await checklist(merchant);
    expect(here.ready).toBe(false);
    expect(here.items.filter((each: any) => !each.done).map(({ code }: any) => code)).toEqual([
      'status-codes-confirmed',
    ]);
    expect(item(here, 'return-hosts-set').detail).toContain('xyz.com');
    expect((await checklist(merchant, sure.api)).ready).toBe(true);
    expect(JSON.stringify(here)).not.toContain(production);
  });

  it('takes a delivery to an endpoint over all merchants for one, if the order is this one’s', async () => {
    const { id: merchant } = await world.createMerchant();
    const { id: another } = await world.createMerchant();
    const platform = await world.api.post('/v1/webhooks', { url: receiver.url });
    const order = await place(merchant);
    await eventually(async () => {
      return item(await checklist(merchant), 'webhook-delivered').orderId === order.id;
    });
    expect(done(await checklist(another))).toEqual([]);
    await world.api.delete(`/v1/webhooks/${platform.body.id}`);
  });

  it('does not exist for who may not see the merchant', async () => {
    expect((await checklist(mine, some)).items).toHaveLength(8);
    expectProblem(await some.get(`/v1/merchants/${theirs}/going-live`), 404, 'merchant-not-found');
    expectProblem(
      await world.api.get('/v1/merchants/mrc_01h455vb4pex5vsknk084sn02q/going-live'),
      404,
      'merchant-not-found',
    );
    expectProblem(
      await (await apiFor([mine], ['orders:read'])).get(`/v1/merchants/${mine}/going-live`),
      403,
      'insufficient-scope',
    );
  });
});

describe('among 30,000 orders', () => {
  const REPEATS = 8;

  it('lists and searches read what they show, and little more', async () => {
    const own = await startWorld({ environment: { ROLE: 'api' } });
    try {
      const merchants = await Promise.all(Array.from({ length: 30 }, () => own.createMerchant()));
      await own.sql(
        `INSERT INTO orders (merchant_id, id, reference_id, environment, version, state,
           amount_minor, description, success_callback_url, failure_callback_url,
           cancel_callback_url, metadata, request_hash, credential_fingerprint, create_attempts,
           gateway_order_id, transaction_id, attention_reason, attention_since, created_at)
         SELECT ($1::uuid[])[n % 30 + 1], new_uuid_v7(), 'many-' || n, 'sandbox', 1,
           CASE WHEN n % 10000 = 5 THEN 'error' WHEN n % 7 = 0 THEN 'expired' ELSE 'paid' END, 100,
           '', '', '', '', '{}', '', '', 1, 'IPAY-' || n, '23I2-' || n,
           CASE WHEN n % 5000 = 9 THEN 'amount-mismatch' END, now(), now() - n * interval '1 minute'
         FROM generate_series(1, 30000) n`,
        [merchants.map(({ id }) => fromTypedId('mrc', id))],
      );
      await own.sql('VACUUM ANALYZE orders');
      const [order] = (await own.api.get('/v1/orders?referenceId=many-4711')).body.data;
      const seen = merchants.slice(0, 3).map(({ id }) => id);
      const { body: issued } = await own.api.post('/v1/tokens', {
        name: 'Some',
        scopes: ['orders:read', 'merchants:read'],
        merchants: seen,
      });
      const reads = async (): Promise<{ whole: number; scans: number; entries: number }> => {
        const [row] = await own.sql(
          `SELECT max(t.seq_scan)::int AS whole, sum(i.idx_scan)::int AS scans,
             sum(i.idx_tup_read)::int AS entries
           FROM pg_stat_user_tables t JOIN pg_stat_user_indexes i USING (relid)
           WHERE t.relname = 'orders'`,
        );
        return row;
      };
      const asked: [path: string, count: number][] = [
        [`/v1/orders/search?q=${order.id}`, 1],
        ['/v1/orders/search?q=many-4711', 1],
        ['/v1/orders/search?q=IPAY-4711', 1],
        ['/v1/orders/search?q=23I2-4711', 1],
        ['/v1/orders?referenceId=many-4711', 1],
        ['/v1/orders?gatewayOrderId=IPAY-4711', 1],
        ['/v1/orders?transactionId=23I2-4711', 1],
        ['/v1/orders/attention', 6],
        ['/v1/orders?attention=true', 6],
        ['/v1/orders?state=error', 3],
        ['/v1/orders?state=creating&state=error', 3],
        ['/v1/orders?state=rejected', 0],
        ['/v1/orders?environment=production', 0],
        ['/v1/orders?limit=10', 10],
        [`/v1/merchants/${seen[0]}/orders?state=failed`, 0],
        [`/v1/merchants/${seen[0]}/orders?state=paid&state=paid&limit=5`, 5],
        [`/v1/merchants/${seen[0]}/going-live`, 1],
      ];
      const countOf = ({ data, items }: any): number => {
        if (items) return items.filter(({ orderId }: any) => orderId !== null).length;
        return data.flatMap((each: any) => each.orders ?? each).length;
      };
      const tour = async (token?: string): Promise<number[]> => {
        const reader = await own.startAnother();
        const counts: number[] = [];
        for (const [path] of asked) {
          // Often enough that Postgres no longer plans for the values that are asked for.
          for (let i = 0; i < REPEATS; i += 1) {
            const { status, body } = await reader.api.get(path, token ? { token } : {});
            if (status !== 200) throw new Error(JSON.stringify(body));
            if (i === 0) counts.push(countOf(body));
          }
        }
        // Postgres tells of a session's reads when it ends, at the latest.
        await reader.stop();
        return counts;
      };
      const requests = 2 * REPEATS * asked.length;
      const before = await reads();
      expect(await tour()).toEqual(asked.map(([, count]) => count));
      await tour(issued.token);
      const after = await eventually(async () => {
        const now = await reads();
        return now.scans - before.scans > requests && now;
      });
      expect(after.whole).toBe(before.whole);
      expect((after.entries - before.entries) / requests).toBeLessThan(20);
    } finally {
      await own.stop();
    }
  }, 120_000);
});
