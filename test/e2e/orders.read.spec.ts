import { expectProblem, fieldsOf } from '../support/problem';
import {
  ADMIN_TOKEN,
  Api,
  eventually,
  orderBody,
  startWorld,
  type Answer,
  type RequestOptions,
  type World,
} from '../support/service';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    environment: { IPAY_TIMEOUT_MS: '500' },
    sandbox: { magicAmounts: false },
  });
}, 60_000);
afterAll(() => world.stop());
afterEach(() => {
  world.sandbox.clearFaults();
});

type Merchant = Awaited<ReturnType<World['createMerchant']>>;
type SandboxState = 'created' | 'paid' | 'cancelled' | 'failed' | 'expired' | 'error';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const ID = '[0-7][0-9a-hjkmnp-tv-z]{25}';
const UNKNOWN_ID = 'ord_01h455vb4pex5vsknk084sn02q';

const ordersOf = ({ id }: Pick<Merchant, 'id'>) => `/v1/merchants/${id}/orders`;
const pathOf = (order: { merchantId: string; id: string }) =>
  `/v1/merchants/${order.merchantId}/orders/${order.id}`;

async function create(merchant: Merchant, fields: object = {}, options?: RequestOptions) {
  const created = await world.api.post(ordersOf(merchant), orderBody(fields), options);
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  return created.body;
}

/** Has the order stand so at iPay, and asks. */
async function become(order: any, state: SandboxState): Promise<any> {
  world.sandbox.changeOrder(order.gateway.orderId, { state });
  return (await world.api.post(`${pathOf(order)}/verify`)).body;
}

async function createRejected(merchant: Merchant, fields: object = {}): Promise<any> {
  const body = orderBody(fields);
  world.sandbox.addFault({
    kind: 'refuse',
    status: 400,
    operation: 'create',
    referencePattern: String(body.referenceId),
    times: 1,
  });
  const refused = await world.api.post(ordersOf(merchant), body);
  return (await world.api.get(`${ordersOf(merchant)}/${refused.body.orderId}`)).body;
}

/** iPay's answer to every question about this order names a status that nobody knows. */
async function flag(order: any): Promise<any> {
  world.sandbox.changeOrder(order.gateway.orderId, {
    says: { statusCode: 299, status: 'Under review' },
  });
  return (await world.api.post(`${pathOf(order)}/verify`)).body;
}

async function timelineOf(order: any): Promise<any[]> {
  return (await world.api.get(`${pathOf(order)}/events?limit=200`)).body.data;
}

async function apiFor(fields: object): Promise<Api> {
  const issued = await world.api.post('/v1/tokens', { name: 'Test', ...fields });
  if (issued.status !== 201) throw new Error(JSON.stringify(issued.body));
  return new Api(world.url, issued.body.token);
}

describe('an order on the wire', () => {
  it('has every field of the contract, and no other, while it is pending', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody({ amount: 100.2, metadata: { basket: '77' } });
    const { body: order } = await world.api.post(ordersOf(merchant), body);
    expect(order).toEqual({
      ...body,
      id: expect.stringMatching(new RegExp(`^ord_${ID}$`)),
      merchantId: merchant.id,
      environment: 'sandbox',
      version: 2,
      currency: 'BDT',
      state: 'pending',
      payable: true,
      paymentUrl: `${world.sandbox.url}/pay/${order.gateway.orderId}`,
      gateway: {
        orderId: expect.stringMatching(/^IPAY-/),
        statusCode: null,
        status: null,
        checkedAt: null,
        checks: 0,
        nextCheckAt: TIME,
      },
      transactionId: null,
      transactionTime: null,
      paidAt: null,
      fulfilment: null,
      attention: null,
      createdAt: TIME,
      updatedAt: TIME,
      expiresAt: TIME,
    });
    const acceptedAt = Date.parse(order.expiresAt) - 15 * 60_000;
    expect(acceptedAt).toBe(Date.parse(order.updatedAt));
    const firstCheckIn = Date.parse(order.gateway.nextCheckAt) - acceptedAt;
    expect(firstCheckIn).toBeGreaterThan(26_000);
    expect(firstCheckIn).toBeLessThan(34_000);
  });

  it('says when it was paid, by which transaction, and asks no more', async () => {
    const merchant = await world.createMerchant();
    const order = await create(merchant);
    const paid = await become(order, 'paid');
    const { transactionId, paidAt } = world.sandbox.order(order.gateway.orderId) ?? {};
    expect(paid).toEqual({
      ...order,
      version: 3,
      state: 'paid',
      payable: false,
      gateway: {
        ...order.gateway,
        statusCode: 200,
        status: 'Successfully paid',
        checkedAt: TIME,
        checks: 1,
        nextCheckAt: null,
      },
      transactionId,
      transactionTime: paidAt,
      paidAt: TIME,
      updatedAt: TIME,
    });
  });

  it('has no page and no expiry while it is not accepted', async () => {
    const merchant = await world.createMerchant();
    const rejected = await createRejected(merchant);
    expect(rejected).toMatchObject({
      state: 'rejected',
      payable: false,
      paymentUrl: null,
      expiresAt: null,
      gateway: { orderId: null, nextCheckAt: null },
    });
  });

  it.each(['100.2', '0.01', '9999999999.99', '120', '0.1', '1234567.89'])(
    'has the amount %s as exactly that number',
    async (amount) => {
      const merchant = await world.createMerchant();
      const order = await create(merchant, { amount });
      const response = await fetch(world.url + pathOf(order), {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      });
      expect(await response.text()).toContain(`"amount":${amount},`);
      const [row] = await world.sql<{ minor: string }>(
        'SELECT amount_minor::text AS minor FROM orders WHERE gateway_order_id = $1',
        [order.gateway.orderId],
      );
      expect(row?.minor).toBe(String(BigInt(Math.round(Number(amount) * 100))));
    },
  );
});

describe('reading one order', () => {
  it.each([
    'a b',
    'a/b',
    '/a',
    'অর্ডার-১২৩',
    '😀'.repeat(50),
    '100%',
    '%2F',
    'a?b=c&d',
    'a#b',
    '..a',
    'a+b',
    'a;b=c',
    'a\\b',
    'by-reference',
    '"\'<>',
  ])('finds it by its reference %s', async (referenceId) => {
    const merchant = await world.createMerchant();
    const order = await create(merchant, { referenceId });
    const path = `${ordersOf(merchant)}/by-reference/${encodeURIComponent(referenceId)}`;
    const found = await world.api.get(path);
    expect(found.status).toBe(200);
    expect(found.body).toEqual(order);
  });

  it('answers 404 for an unknown reference, and for one that cannot be', async () => {
    const merchant = await world.createMerchant();
    for (const reference of [
      'unknown',
      '%00',
      '%20a',
      'a%20',
      'x'.repeat(51),
      '%0A',
      '%EF%BB%BF',
    ]) {
      const answer = await world.api.get(`${ordersOf(merchant)}/by-reference/${reference}`);
      expectProblem(answer, 404, 'order-not-found');
    }
  });

  it('answers a malformed id as an unknown one, at every address of an order', async () => {
    const merchant = await world.createMerchant();
    const { id } = await create(merchant);
    const unknown = await world.api.get(`${ordersOf(merchant)}/${UNKNOWN_ID}`);
    expectProblem(unknown, 404, 'order-not-found');
    const malformed = [
      ...['ord_x', 'x', 'null', '%00', '%F0%9F%98%80', '-1', "'", 'ord_', `${id}0`, id.slice(4)],
      ...[id.toUpperCase(), id.replace('ord_', 'mrc_'), 'ord_8zzzzzzzzzzzzzzzzzzzzzzzzz'],
      ...['ord_7zzzzzzzzzzzzzzzzzzzzzzzzz', '00000000-0000-7000-8000-000000000000'],
    ];
    for (const wrong of malformed) {
      const answer = await world.api.get(`${ordersOf(merchant)}/${wrong}`);
      expect(withoutRequest(answer)).toEqual(withoutRequest(unknown));
    }
    for (const [method, suffix] of [
      ['GET', '/events'],
      ['GET', '/explain'],
      ['POST', '/verify'],
      ['POST', '/attention/resolve'],
    ] as const) {
      for (const wrong of ['ord_x', UNKNOWN_ID]) {
        const body = method === 'POST' ? { note: 'x' } : undefined;
        const path = `${ordersOf(merchant)}/${wrong}${suffix}`;
        const answer = await world.api.send(method, path, body);
        expect(withoutRequest(answer)).toEqual(withoutRequest(unknown));
      }
    }
  });

  it("never shows another merchant's order", async () => {
    const [one, other] = [await world.createMerchant(), await world.createMerchant()];
    const order = await create(one);
    const foreign = `${ordersOf(other)}/${order.id}`;
    const reference = `${ordersOf(other)}/by-reference/${order.referenceId}`;
    for (const path of [foreign, `${foreign}/events`, `${foreign}/explain`, reference]) {
      expectProblem(await world.api.get(path), 404, 'order-not-found');
    }
    expectProblem(await world.api.post(`${foreign}/verify`), 404, 'order-not-found');
    const resolve = await world.api.post(`${foreign}/attention/resolve`, { note: 'x' });
    expectProblem(resolve, 404, 'order-not-found');

    const limited = await apiFor({ scopes: ['orders:read'], merchants: [other.id] });
    const outside = await limited.get(pathOf(order));
    expectProblem(outside, 404, 'merchant-not-found');
    const nowhere = await limited.get(
      `/v1/merchants/${UNKNOWN_ID.replace('ord', 'mrc')}/orders/${order.id}`,
    );
    expect(withoutRequest(outside)).toEqual(withoutRequest(nowhere));
    for (const suffix of ['', '/by-reference/a']) {
      expectProblem(await limited.get(ordersOf(one) + suffix), 404, 'merchant-not-found');
    }
  });

  function withoutRequest({ status, body }: Answer): unknown {
    return { status, body: { ...body, requestId: null } };
  }
});

describe('a list of orders', () => {
  let merchant: Merchant;
  /** Newest first, as lists are. */
  let orders: Record<'flagged' | 'rejected' | 'cancelled' | 'paid' | 'pending', any>;

  beforeAll(async () => {
    merchant = await world.createMerchant();
    const pending = await create(merchant, { referenceId: 'অর্ডার/1' });
    const paid = await become(await create(merchant), 'paid');
    const cancelled = await become(await create(merchant), 'cancelled');
    const rejected = await createRejected(merchant);
    const flagged = await flag(await create(merchant));
    orders = { flagged, rejected, cancelled, paid, pending };
  });

  it('shows the orders as they are, newest first', async () => {
    const { status, body } = await world.api.get(ordersOf(merchant));
    expect(status).toBe(200);
    expect(body).toEqual({ data: Object.values(orders), nextCursor: null });
  });

  it('is empty for a merchant without orders, and 404 for no merchant', async () => {
    const empty = await world.createMerchant();
    expect((await world.api.get(ordersOf(empty))).body).toEqual({ data: [], nextCursor: null });
    for (const id of ['mrc_x', UNKNOWN_ID.replace('ord', 'mrc')]) {
      expectProblem(await world.api.get(ordersOf({ id })), 404, 'merchant-not-found');
    }
  });

  it('is filtered by each filter, and by all of them together', async () => {
    const { flagged, rejected, cancelled, paid, pending } = orders;
    const everything = {
      state: ['paid', 'pending'],
      environment: 'sandbox',
      referenceId: paid.referenceId,
      gatewayOrderId: paid.gateway.orderId,
      transactionId: paid.transactionId,
      attention: 'false',
      createdFrom: pending.createdAt,
      createdTo: flagged.createdAt,
    };
    const without = (name: keyof typeof everything) =>
      Object.fromEntries(Object.entries(everything).filter(([other]) => other !== name));
    const cases: [Record<string, string | string[]>, any[]][] = [
      [{ state: 'pending' }, [flagged, pending]],
      [{ state: 'expired' }, []],
      [{ state: ['paid', 'rejected'] }, [rejected, paid]],
      [{ state: ['paid', 'paid'] }, [paid]],
      [{ environment: 'sandbox' }, Object.values(orders)],
      [{ environment: 'production' }, []],
      [{ referenceId: pending.referenceId }, [pending]],
      [{ referenceId: `${pending.referenceId}x` }, []],
      [{ gatewayOrderId: cancelled.gateway.orderId }, [cancelled]],
      [{ transactionId: paid.transactionId }, [paid]],
      [{ attention: 'true' }, [flagged]],
      [{ attention: 'false' }, [rejected, cancelled, paid, pending]],
      [{ createdFrom: rejected.createdAt }, [flagged, rejected]],
      [{ createdTo: cancelled.createdAt }, [paid, pending]],
      [{ createdFrom: paid.createdAt, createdTo: rejected.createdAt }, [cancelled, paid]],
      [{ createdFrom: '2026-01-01T06:00:00+06:00' }, Object.values(orders)],
      [{ createdFrom: flagged.createdAt, createdTo: pending.createdAt }, []],
      [everything, [paid]],
      [without('attention'), [paid]],
      [without('createdTo'), [paid]],
      [{ state: 'pending', attention: 'false', transactionId: paid.transactionId }, []],
    ];
    for (const [filters, expected] of cases) {
      const query = new URLSearchParams(
        Object.entries(filters).flatMap(([name, values]) =>
          [values].flat().map((value): [string, string] => [name, value]),
        ),
      );
      const answer = await world.api.get(`${ordersOf(merchant)}?${query.toString()}`);
      expect({ filters, ids: answer.body.data?.map(idOf) }).toEqual({
        filters,
        ids: expected.map(idOf),
      });
    }
  });

  it.each([
    ['state', 'foo', '', 'Pending', 'pending,paid', 'pending&state=foo'],
    ['environment', 'test', '', 'sandbox&environment=production'],
    ['referenceId', '', '%00', 'x'.repeat(51), 'a&referenceId=b'],
    ['gatewayOrderId', '', 'x'.repeat(26), '%00'],
    ['transactionId', '', 'x'.repeat(101), '%00'],
    ['attention', 'yes', '1', '', 'TRUE', 'true&attention=true'],
    ['createdFrom', 'yesterday', '2026-01-01', '', '2026-13-01T00:00:00Z', '2026-01-01T00:00:00'],
    ['createdTo', '1700000000', 'null', '2026-01-01T00:00:00+06:00', '2026-01-01T25:00:00Z'],
    ['limit', '0', '201', 'abc', '-1', '1.5', '', '%2050', '1e2', '0x10', '5&limit=6', '9999'],
    ['offset', '5'],
    ['state[]', 'paid'],
    ['toString', '1'],
    ['constructor', '1'],
    ['__proto__', '1'],
  ])('refuses a wrong %s', async (name, ...values) => {
    for (const path of [ordersOf(merchant), '/v1/orders']) {
      for (const value of values) {
        expect(fieldsOf(await world.api.get(`${path}?${name}=${value}`))).toEqual([name]);
      }
    }
  });

  it('survives every time that can be written', async () => {
    for (const time of [
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999999999Z',
      '2026-02-30T00:00:00Z',
      '2026-01-01T00:00:00-99:99',
      '2026-01-01T24:00:00Z',
      '2026-06-30T23:59:60Z',
    ]) {
      const answer = await world.api.get(`/v1/orders?createdFrom=${time}&createdTo=${time}`);
      expect([200, 400]).toContain(answer.status);
    }
  });

  it('names every wrong filter at once', async () => {
    const answer = await world.api.get('/v1/orders?state=x&attention=x&createdFrom=x&colour=red');
    expect(fieldsOf(answer)).toEqual(['attention', 'colour', 'createdFrom', 'state']);
  });

  const idOf = ({ id }: { id: string }) => id;
});

describe('paging through orders', () => {
  it('meets each order once, while others arrive, even those of one moment', async () => {
    const merchant = await world.createMerchant();
    const ids: string[] = [];
    for (let i = 0; i < 7; i += 1) ids.push((await create(merchant)).id);
    await world.sql(
      `UPDATE orders SET created_at = '2026-01-01T00:00:00.123456Z'
       WHERE merchant_id = (SELECT merchant_id FROM orders WHERE reference_id = $1)`,
      [(await world.api.get(`${ordersOf(merchant)}?limit=1`)).body.data[0].referenceId],
    );
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? 'limit=2' : `limit=2&cursor=${cursor}`;
      const { body }: Answer = await world.api.get(`${ordersOf(merchant)}?${query}`);
      expect(body.data.length).toBeLessThanOrEqual(2);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
      await create(merchant);
    }
    expect(seen).toEqual([...ids].reverse());
  });

  it('has no cursor after a last page that is full', async () => {
    const merchant = await world.createMerchant();
    await create(merchant);
    await create(merchant);
    const { body } = await world.api.get(`${ordersOf(merchant)}?limit=2`);
    expect(body.data).toHaveLength(2);
    expect(body.nextCursor).toBeNull();
  });

  it('shows 50 at once unless asked, and 200 at most', async () => {
    const merchant = await world.createMerchant();
    await create(merchant);
    await world.sql(
      `INSERT INTO orders (merchant_id, id, reference_id, environment, version, state, amount_minor,
         description, success_callback_url, failure_callback_url, cancel_callback_url, metadata,
         request_hash, credential_fingerprint, create_attempts)
       SELECT o.merchant_id, gen_random_uuid(), 'copy-' || n, o.environment, 1, 'rejected', 1,
         '', '', '', '', '{}', '', '', 1
       FROM generate_series(1, 200) n,
         (SELECT * FROM orders ORDER BY created_at DESC LIMIT 1) o`,
    );
    const lengthOf = async (query: string) =>
      (await world.api.get(`${ordersOf(merchant)}${query}`)).body.data.length;
    expect(await lengthOf('')).toBe(50);
    expect(await lengthOf('?limit=200')).toBe(200);
    expect(await lengthOf('?limit=1')).toBe(1);
  });

  it('refuses a cursor that is not its own', async () => {
    const merchant = await world.createMerchant();
    const order = await create(merchant);
    await create(merchant);
    const { nextCursor } = (await world.api.get(`${ordersOf(merchant)}?limit=1`)).body;
    const ofEvents = (await world.api.get(`${pathOf(order)}/events?limit=1`)).body.nextCursor;
    expect(ofEvents).toEqual(expect.any(String));
    const wrong = [
      ...['', 'abc', 'null', '0', '%00', '%F0%9F%98%80', 'a'.repeat(5_000), `${nextCursor}=`],
      ...[`${nextCursor}A`, nextCursor.slice(1), nextCursor.slice(0, -1), ofEvents],
      ...Array.from(nextCursor as string, (char, i) =>
        [nextCursor.slice(0, i), char === 'M' ? 'N' : 'M', nextCursor.slice(i + 1)].join(''),
      ),
    ];
    for (const cursor of wrong) {
      const answer = await world.api.get(`${ordersOf(merchant)}?cursor=${cursor}`);
      expectProblem(answer, 400, 'invalid-cursor');
    }
    const eventsWith = (cursor: string) =>
      world.api.get(`${pathOf(order)}/events?cursor=${cursor}`);
    for (const cursor of ['', 'abc', nextCursor, `${ofEvents}A`]) {
      expectProblem(await eventsWith(cursor), 400, 'invalid-cursor');
    }
    expect(fieldsOf(await eventsWith(`${ofEvents}&cursor=${ofEvents}`))).toEqual(['cursor']);
  });
});

describe('the list across merchants', () => {
  it('shows what the token may see, and nothing else', async () => {
    const merchants = await Promise.all([1, 2, 3].map(() => world.createMerchant()));
    const [one, two, hidden] = merchants as [Merchant, Merchant, Merchant];
    const first = await create(one, { referenceId: 'shared' });
    const secret = await create(hidden, { referenceId: 'shared' });
    const second = await create(two, { referenceId: 'shared' });
    const idsFor = async (api: Api, query = '') =>
      (await api.get(`/v1/orders?${query}`)).body.data.map(({ id }: { id: string }) => id);

    const ofTwo = await apiFor({ scopes: ['orders:read'], merchants: [one.id, two.id] });
    expect(await idsFor(ofTwo)).toEqual([second.id, first.id]);
    expect(await idsFor(ofTwo, 'referenceId=shared')).toEqual([second.id, first.id]);
    expect(await idsFor(ofTwo, `gatewayOrderId=${secret.gateway.orderId}`)).toEqual([]);

    const ofOne = await apiFor({ scopes: ['orders:read'], merchants: [hidden.id] });
    expect(await idsFor(ofOne)).toEqual([secret.id]);

    const all = [second.id, secret.id, first.id];
    expect(await idsFor(world.api, 'referenceId=shared')).toEqual(all);
    expect((await idsFor(world.api)).slice(0, 3)).toEqual(all);
    expect(await idsFor(world.api, `gatewayOrderId=${secret.gateway.orderId}`)).toEqual([
      secret.id,
    ]);

    const page = await ofTwo.get('/v1/orders?limit=1');
    expect(page.body.data).toEqual([second]);
    expect(await idsFor(ofTwo, `cursor=${page.body.nextCursor}`)).toEqual([first.id]);
  });

  it('needs the scope to read orders', async () => {
    const api = await apiFor({ scopes: ['merchants:read'], merchants: '*' });
    expectProblem(await api.get('/v1/orders'), 403, 'insufficient-scope');
  });
});

describe('the timeline', () => {
  it('tells what happened, oldest first, by whom and on what evidence', async () => {
    const merchant = await world.createMerchant();
    const api = await apiFor({
      scopes: ['orders:read', 'orders:write'],
      merchants: [merchant.id],
    });
    const headers = { 'x-request-id': 'create-1' };
    const { body: order } = await api.post(ordersOf(merchant), orderBody(), { headers });
    world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
    const paid = await api.post(`${pathOf(order)}/verify`, undefined, {
      headers: { 'x-request-id': 'verify-1' },
    });
    const { status, body } = await api.get(`${pathOf(order)}/events`);
    expect(status).toBe(200);
    const common = {
      id: expect.stringMatching(new RegExp(`^evt_${ID}$`)),
      at: TIME,
      detail: expect.stringMatching(/./),
      attention: null,
    };
    const exchange = { httpStatus: 200, contentType: expect.stringContaining('json') };
    expect(body).toEqual({
      data: [
        {
          ...common,
          seq: 1,
          type: 'order.creating',
          cause: 'api',
          actor: expect.stringMatching(new RegExp(`^token:tok_${ID}$`)),
          fromState: null,
          state: 'creating',
          requestId: 'create-1',
          evidence: null,
        },
        {
          ...common,
          seq: 2,
          type: 'order.pending',
          cause: 'gateway-answer',
          actor: null,
          fromState: 'creating',
          state: 'pending',
          requestId: 'create-1',
          evidence: {
            ...exchange,
            request: { method: 'POST', path: '/api/pg/order' },
            body: expect.stringContaining(order.gateway.orderId),
            durationMs: expect.any(Number),
          },
        },
        {
          ...common,
          seq: 3,
          type: 'order.paid',
          cause: 'api',
          actor: expect.stringMatching(/^token:tok_/),
          fromState: 'pending',
          state: 'paid',
          requestId: 'verify-1',
          evidence: {
            ...exchange,
            request: { method: 'GET', path: `/api/pg/order/${order.gateway.orderId}/status` },
            body: expect.stringContaining(paid.body.transactionId),
            durationMs: expect.any(Number),
          },
        },
      ],
      nextCursor: null,
    });
    expect(paid.body.version).toBe(3);
    expect(JSON.stringify(body)).not.toContain(merchant.apiKey);
  });

  it('goes on page by page', async () => {
    const merchant = await world.createMerchant();
    const order = await become(await create(merchant), 'created');
    const seen: number[] = [];
    let query = 'limit=1';
    for (;;) {
      const { body }: Answer = await world.api.get(`${pathOf(order)}/events?${query}`);
      seen.push(...body.data.map(({ seq }: { seq: number }) => seq));
      if (body.nextCursor === null) break;
      query = `limit=1&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(order.version).toBe(3);
    for (const limit of ['0', '201', 'abc']) {
      const answer = await world.api.get(`${pathOf(order)}/events?limit=${limit}`);
      expect(fieldsOf(answer)).toEqual(['limit']);
    }
  });
});

describe('the explanation', () => {
  const explain = async (order: any) => (await world.api.get(`${pathOf(order)}/explain`)).body;

  it.each<[string, (merchant: Merchant) => Promise<any>, string[]]>([
    ['pending', (merchant) => create(merchant), ['buyer', 'operator']],
    ['paid', async (merchant) => become(await create(merchant), 'paid'), []],
    ['cancelled', async (merchant) => become(await create(merchant), 'cancelled'), ['operator']],
    ['failed', async (merchant) => become(await create(merchant), 'failed'), ['operator']],
    ['expired', async (merchant) => become(await create(merchant), 'expired'), ['operator']],
    ['error', async (merchant) => become(await create(merchant), 'error'), ['operator', 'ipay']],
    ['rejected', (merchant) => createRejected(merchant), ['platform']],
    ['creating', createUncertain, ['operator']],
  ])('of a %s order says why, what next, and who may act', async (state, make, actors) => {
    const order = await make(await world.createMerchant());
    expect(order.state).toBe(state);
    const explained = await explain(order);
    expect(explained).toEqual({
      orderId: order.id,
      state,
      since: TIME,
      summary: expect.stringMatching(/^.+\.$/),
      decidedBy: expect.objectContaining({ type: `order.${state}`, state }),
      attention: null,
      wouldChange: expect.any(Array),
      nextCheckAt: order.gateway.nextCheckAt,
      mayAct: actors.map((who) => ({ who, what: expect.stringMatching(/./) })),
    });
    expect(explained.wouldChange.length > 0).toBe(state !== 'paid');
    expect(explained.nextCheckAt === null).toBe(state === 'paid' || state === 'rejected');
    expect(explained.decidedBy).toEqual(
      (await timelineOf(order)).find(({ seq }) => seq === explained.decidedBy.seq),
    );
  });

  it('keeps to the answer that decided, whatever was asked since', async () => {
    const order = await become(await create(await world.createMerchant()), 'cancelled');
    await become(order, 'cancelled');
    expect((await explain(order)).decidedBy).toMatchObject({ seq: 3, state: 'cancelled' });
  });

  it('names the flag and what to do about it', async () => {
    const order = await flag(await create(await world.createMerchant()));
    const explained = await explain(order);
    expect(explained.attention).toEqual(order.attention);
    expect(explained.mayAct).toContainEqual({
      who: 'operator',
      what: expect.stringContaining('IPAY_STATUS_CODES'),
    });
  });

  async function createUncertain(merchant: Merchant): Promise<any> {
    world.sandbox.addFault({ kind: 'http', status: 503, apiKey: merchant.apiKey });
    const { body } = await world.api.post(ordersOf(merchant), orderBody());
    return body;
  }
});

describe('a flag', () => {
  const resolve = (order: any, body: unknown = { note: 'Asked iPay' }, api = world.api) =>
    api.post(`${pathOf(order)}/attention/resolve`, body);

  it("is cleared by an operator's note, which the timeline keeps", async () => {
    const order = await flag(await create(await world.createMerchant()));
    expect(order).toMatchObject({ state: 'pending', payable: true });
    expect(order.attention).toEqual({
      reason: 'unrecognised-status',
      since: TIME,
      detail: expect.stringContaining('299'),
    });
    const resolved = await resolve(order, { note: 'iPay: “under review” means নতুন' });
    expect(resolved.status).toBe(200);
    expect(resolved.body).toEqual({
      ...order,
      version: Number(order.version) + 1,
      attention: null,
      updatedAt: TIME,
    });
    expect((await timelineOf(order)).at(-1)).toMatchObject({
      type: 'order.attention-resolved',
      cause: 'operator',
      actor: 'admin',
      seq: resolved.body.version,
      fromState: 'pending',
      state: 'pending',
      detail: expect.stringContaining('iPay: “under review” means নতুন'),
    });
    expectProblem(await resolve(order), 409, 'no-attention');
  });

  it('that was never raised cannot be cleared', async () => {
    const order = await create(await world.createMerchant());
    expectProblem(await resolve(order), 409, 'no-attention');
    expect((await timelineOf(order)).length).toBe(2);
  });

  it('keeps its first reason until then', async () => {
    const order = await flag(await create(await world.createMerchant()));
    world.sandbox.changeOrder(order.gateway.orderId, {
      says: { statusCode: 300, status: 'Successfully paid' },
    });
    const later = (await world.api.post(`${pathOf(order)}/verify`)).body;
    expect(later.attention).toEqual(order.attention);
  });

  it('needs a note, and the right to write', async () => {
    const order = await flag(await create(await world.createMerchant()));
    for (const note of [undefined, null, '', 5, 'a\0', '\ud800', 'x'.repeat(501), ['a']]) {
      expect(fieldsOf(await resolve(order, { note }))).toEqual(['note']);
    }
    expect(fieldsOf(await resolve(order, { note: 'a', by: 'b' }))).toEqual(['by']);
    const bodiless = await world.api.post(`${pathOf(order)}/attention/resolve`);
    expect(fieldsOf(bodiless)).toEqual(['note']);
    const reader = await apiFor({ scopes: ['orders:read'], merchants: '*' });
    expectProblem(await resolve(order, { note: 'a' }, reader), 403, 'insufficient-scope');
    const { attention } = (await world.api.get(pathOf(order))).body;
    expect(attention).toEqual(order.attention);
  });

  it('on an open order that nobody asks about any more has it asked about again', async () => {
    const order = await create(await world.createMerchant());
    await world.sql(
      `WITH late AS (
         UPDATE orders SET accepted_at = now() - interval '25 hours' WHERE gateway_order_id = $1
         RETURNING id
       )
       UPDATE order_checks SET next_at = now() FROM late WHERE order_id = late.id`,
      [order.gateway.orderId],
    );
    const exhausted = await eventually(async () => {
      const { body } = await world.api.get(pathOf(order));
      return body.attention && body;
    });
    expect(exhausted).toMatchObject({
      state: 'pending',
      attention: { reason: 'verification-exhausted' },
      gateway: { nextCheckAt: null },
    });
    world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
    const resolved = await resolve(order);
    expect(resolved.body).toMatchObject({ attention: null, gateway: { nextCheckAt: TIME } });
    await eventually(async () => (await world.api.get(pathOf(order))).body.state === 'paid');
  });
});
