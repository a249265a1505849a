import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { FaultInput } from '../../src/sandbox/server';
import { expectProblem, fieldsOf } from '../support/problem';
import {
  eventually,
  orderBody,
  startWorld,
  type Answer,
  type RequestOptions,
  type TestService,
  type World,
} from '../support/service';
import { startTcpGate } from '../support/tcp-gate';

const TEMPLATE = 'https://pay.example/by-template/{orderId}';

let world: World;
let others: TestService[];

beforeAll(async () => {
  world = await startWorld({
    environment: {
      IPAY_TIMEOUT_MS: '600',
      IPAY_SANDBOX_PAYMENT_URL: TEMPLATE,
      VERIFY_SCHEDULE: JSON.stringify({
        creating: { first: 0.2, max: 0.4, for: 60, thenEvery: 60, thenFor: 60 },
        jitter: 0,
      }),
    },
  });
  others = await Promise.all([world.startAnother(), world.startAnother()]);
}, 60_000);
afterAll(() => world.stop());
afterEach(() => {
  world.sandbox.clearFaults();
  world.sandbox.settings.paymentUrlScheme = 'http';
});

type Merchant = Awaited<ReturnType<World['createMerchant']>>;

function create(
  merchant: Pick<Merchant, 'id'>,
  body: unknown = orderBody(),
  options?: RequestOptions,
): Promise<Answer> {
  return world.api.post(`/v1/merchants/${merchant.id}/orders`, body, options);
}

function read(merchant: Merchant, { id }: { id: string }): Promise<Answer> {
  return world.api.get(`/v1/merchants/${merchant.id}/orders/${id}`);
}

async function timelineOf(merchant: Merchant, { id }: { id: string }): Promise<any[]> {
  const answer = await world.api.get(`/v1/merchants/${merchant.id}/orders/${id}/events`);
  return answer.body.data;
}

/** Waits until the service has found out by itself what became of an uncertain create. */
async function settled(merchant: Merchant, order: { id: string }): Promise<any> {
  return eventually(
    async () => {
      const { body } = await read(merchant, order);
      return body.state !== 'creating' && body;
    },
    { what: 'the end of creating' },
  );
}

function key(value: string): RequestOptions {
  return { headers: { 'idempotency-key': value } };
}

/** The truth at iPay about one reference. */
function atIpay(body: Record<string, unknown>) {
  const { orders, references } = world.sandbox.ledger({ referenceId: String(body.referenceId) });
  return {
    orders: orders.length,
    sent: references.reduce((sum, tally) => sum + tally.createsReceived, 0),
  };
}

/** A fault for the create of one order, once. */
function spoil(body: Record<string, unknown>, fault: Partial<FaultInput> & { kind: string }): void {
  world.sandbox.addFault({
    operation: 'create',
    referencePattern: String(body.referenceId),
    times: 1,
    ...fault,
  });
}

function countOrders(body: Record<string, unknown>): Promise<number> {
  return world
    .sql('SELECT 1 FROM orders WHERE reference_id = $1', [body.referenceId])
    .then((rows) => rows.length);
}

describe('an accepted create', () => {
  it('answers 201 with the order, its payment page and its address', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody({ amount: 100.2, metadata: { basket: '77', রং: 'লাল' } });
    const created = await create(merchant, body);
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(
      `/v1/merchants/${merchant.id}/orders/${created.body.id}`,
    );
    expect(created.body).toMatchObject({ ...body, state: 'pending', payable: true });
    const { gateway, paymentUrl } = created.body;
    expect(paymentUrl).toBe(`${world.sandbox.url}/pay/${gateway.orderId}`);
    expect(world.sandbox.order(gateway.orderId)).toMatchObject({
      amount: 100.2,
      referenceId: body.referenceId,
      description: body.description,
      successCallbackUrl: body.successCallbackUrl,
      failureCallbackUrl: body.failureCallbackUrl,
      cancelCallbackUrl: body.cancelCallbackUrl,
    });
    const again = await world.api.get(created.headers.get('location') ?? '');
    expect(again.body).toEqual(created.body);
  });

  it('is paid by the buyer, and verified', async () => {
    const merchant = await world.createMerchant();
    const { body: order } = await create(merchant);
    world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
    const verified = await world.api.post(`/v1/merchants/${merchant.id}/orders/${order.id}/verify`);
    expect(verified.status).toBe(200);
    expect(verified.body).toMatchObject({
      state: 'paid',
      payable: false,
      transactionId: expect.any(String),
      paidAt: expect.any(String),
    });
    expect((await timelineOf(merchant, order)).map(({ type }) => type)).toEqual([
      'order.creating',
      'order.pending',
      'order.paid',
    ]);
  });

  it.each([
    ['0.01', 0.01],
    ['9999999999.99', 9999999999.99],
    ['100.20', 100.2],
    ['7', 7],
  ])('takes the amount "%s" as text', async (text, amount) => {
    const merchant = await world.createMerchant();
    world.sandbox.settings.magicAmounts = false;
    const created = await create(merchant, orderBody({ amount: text }));
    world.sandbox.settings.magicAmounts = true;
    expect(created.status).toBe(201);
    expect(created.body.amount).toBe(amount);
    expect(world.sandbox.order(created.body.gateway.orderId)?.amount).toBe(amount);
  });

  it.each([
    ['50 emoji', '😀'.repeat(50)],
    ['Bangla', 'অর্ডার ১২৩'],
    ['what a path would take for its own', 'a/b?c=d#e%2F..\\;&'],
    ['a space inside', 'order 7'],
    ['three dots', '...'],
  ])('takes a reference of %s', async (_name, referenceId) => {
    const merchant = await world.createMerchant();
    const created = await create(merchant, orderBody({ referenceId }));
    expect(created.status).toBe(201);
    expect(created.body.referenceId).toBe(referenceId);
  });

  it('completes a payment page that iPay names without a scheme', async () => {
    const merchant = await world.createMerchant();
    world.sandbox.settings.paymentUrlScheme = 'none';
    const { body: order } = await create(merchant);
    expect(order.paymentUrl).toBe(
      `${world.sandbox.url.replace('http:', 'https:')}/pay/${order.gateway.orderId}`,
    );
  });
});

describe('a create without a certain answer', () => {
  it.each<[string, Partial<FaultInput> & { kind: string }]>([
    ['hangs before accepting', { kind: 'hang' }],
    ['is reset before accepting', { kind: 'reset' }],
    ['is answered 500 before accepting', { kind: 'http', status: 500 }],
    ['is answered 404', { kind: 'refuse', status: 404 }],
    ['is answered 408', { kind: 'http', status: 408 }],
    ['is answered 429', { kind: 'refuse', status: 429 }],
    ['is answered with a redirect', { kind: 'http', status: 302, headers: { location: '/x' } }],
    ['is answered with an empty 200', { kind: 'garbage', form: 'empty' }],
  ])('that %s is sent again, once iPay says it knows no such order', async (_name, fault) => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    spoil(body, fault);
    const created = await create(merchant, body);
    expectUncertain(created, merchant);
    const order = await settled(merchant, created.body);
    expect(order).toMatchObject({
      id: created.body.id,
      state: 'pending',
      payable: true,
      paymentUrl: `${world.sandbox.url}/pay/${order.gateway.orderId}`,
    });
    expect(atIpay(body)).toEqual({ orders: 1, sent: 2 });
  });

  it.each<[string, Partial<FaultInput> & { kind: string }]>([
    ['hangs', { kind: 'hang', when: 'after' }],
    ['is reset', { kind: 'reset', when: 'after' }],
    ['is answered 500', { kind: 'http', status: 500, when: 'after' }],
    ['is answered 503', { kind: 'html', status: 503, when: 'after' }],
    ['is answered 404', { kind: 'refuse', status: 404, when: 'after' }],
    ['is answered with a web page and 200', { kind: 'html', status: 200, when: 'after' }],
    ['is answered with half of its JSON', { kind: 'garbage', form: 'truncated' }],
    ['is cut off', { kind: 'garbage', form: 'cut-off' }],
    ['is answered with null', { kind: 'garbage', form: 'null', when: 'after' }],
    ['is answered with an array', { kind: 'garbage', form: 'array', when: 'after' }],
    ['is answered without end', { kind: 'huge', bytes: 5_000_000, when: 'after' }],
    ['is answered byte by byte', { kind: 'drip', bytesPerSecond: 20 }],
    [
      "is answered with another order's reference",
      { kind: 'answer', fields: { referenceId: 'somebody-elses' } },
    ],
    [
      'is answered with a script for a payment page',
      { kind: 'answer', fields: { paymentUrl: 'javascript:alert(1)' } },
    ],
  ])('that iPay accepts and %s is found by its reference', async (_name, fault) => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    spoil(body, fault);
    const created = await create(merchant, body);
    expectUncertain(created, merchant);
    const order = await settled(merchant, created.body);
    expect(order).toMatchObject({ id: created.body.id, state: 'pending', payable: true });
    expect(order.paymentUrl).toBe(TEMPLATE.replace('{orderId}', order.gateway.orderId));
    expect(world.sandbox.order(order.gateway.orderId)?.referenceId).toBe(body.referenceId);
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
  });

  it('is found where iPay accepts it after we have hung up', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    spoil(body, { kind: 'hang', acceptAfterMs: 650 });
    const created = await create(merchant, body);
    expectUncertain(created, merchant);
    const order = await settled(merchant, created.body);
    expect(order.state).toBe('pending');
    expect(atIpay(body).orders).toBe(1);
  });

  it('gets its payment page by the form of the last one that iPay named', async () => {
    const merchant = await world.createMerchant();
    const accepted = await create(merchant);
    expect(accepted.body.paymentUrl).toContain(world.sandbox.url);
    const body = orderBody();
    spoil(body, { kind: 'hang', when: 'after' });
    const order = await settled(merchant, (await create(merchant, body)).body);
    expect(order.paymentUrl).toBe(`${world.sandbox.url}/pay/${order.gateway.orderId}`);
  });

  it('is rejected by itself where iPay then refuses it, and its reference is free', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    spoil(body, { kind: 'reset' });
    spoil(body, { kind: 'refuse', status: 400 });
    const created = await create(merchant, body);
    expectUncertain(created, merchant);
    const order = await settled(merchant, created.body);
    expect(order).toMatchObject({ state: 'rejected', payable: false, paymentUrl: null });
    expect(atIpay(body)).toEqual({ orders: 0, sent: 2 });
    const again = await create(merchant, body);
    expect(again.status).toBe(201);
    expect(again.body.id).toBe(order.id);
  });

  it('and found paid at once makes two rows of the timeline in one transaction', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody({ amount: 100.01 });
    spoil(body, { kind: 'reset', when: 'after' });
    const order = await settled(merchant, (await create(merchant, body)).body);
    expect(order).toMatchObject({ state: 'paid', amount: 100.01 });
    const [pending, paid] = (await timelineOf(merchant, order)).slice(-2);
    expect(pending).toMatchObject({ type: 'order.pending', fromState: 'creating' });
    expect(paid).toMatchObject({
      type: 'order.paid',
      fromState: 'pending',
      seq: Number(pending.seq) + 1,
      at: pending.at,
    });
  });

  it('and found with another amount is flagged and gets no payment page', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody({ amount: 100 });
    spoil(body, { kind: 'reset', when: 'after' });
    world.sandbox.addFault({
      kind: 'answer',
      operation: 'status',
      referencePattern: String(body.referenceId),
      fields: { orderAmount: 1 },
    });
    const created = await create(merchant, body);
    const order = await eventually(async () => {
      const answer = await read(merchant, created.body);
      return answer.body.attention && answer.body;
    });
    expect(order).toMatchObject({ state: 'creating', payable: false, paymentUrl: null });
    expect(order.attention.reason).toBe('amount-mismatch');
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
  });

  function expectUncertain(created: Answer, merchant: Merchant): void {
    expect(created.status).toBe(202);
    expect(created.headers.get('location')).toBe(
      `/v1/merchants/${merchant.id}/orders/${created.body.id}`,
    );
    expect(created.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(created.headers.get('idempotent-replayed')).toBeNull();
    expect(created.body).toMatchObject({ state: 'creating', payable: false, paymentUrl: null });
  }
});

describe('the same Idempotency-Key again', () => {
  it('answers 200 with the order as it is now, however the same body is spelled', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody({ amount: 120, metadata: { a: '1', b: '2' } });
    const first = await create(merchant, body, key('spelling'));
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    const spelled = Object.fromEntries(
      Object.entries({ ...body, amount: '120.00', metadata: { b: '2', a: '1' } }).reverse(),
    );
    for (const same of [body, spelled, JSON.stringify(body).replace('120', '1.2e2')]) {
      const replay = await create(merchant, same, key('spelling'));
      expect(replay.status).toBe(200);
      expect(replay.headers.get('idempotent-replayed')).toBe('true');
      expect(replay.body).toEqual(first.body);
    }
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
  });

  it('answers 202 while the order is still creating', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    spoil(body, { kind: 'hang', when: 'after' });
    world.sandbox.addFault({
      kind: 'http',
      status: 503,
      operation: 'status',
      referencePattern: String(body.referenceId),
    });
    const onTheWire = create(merchant, body, key('slow'));
    await eventually(async () => (await countOrders(body)) === 1);
    const during = await create(merchant, body, key('slow'));
    const first = await onTheWire;
    const after = await create(merchant, body, key('slow'));
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    for (const replay of [during, after]) {
      expect(replay.status).toBe(202);
      expect(replay.headers.get('idempotent-replayed')).toBe('true');
      expect(replay.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(replay.body).toMatchObject({ id: first.body.id, state: 'creating' });
    }
    world.sandbox.clearFaults();
    await settled(merchant, first.body);
    const settledReplay = await create(merchant, body, key('slow'));
    expect(settledReplay.status).toBe(200);
    expect(settledReplay.body.state).toBe('pending');
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
  });

  it('answers 200 when the order is paid, and when the merchant is suspended since', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    const { body: order } = await create(merchant, body, key('late'));
    world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
    await world.api.post(`/v1/merchants/${merchant.id}/orders/${order.id}/verify`);
    await world.api.patch(`/v1/merchants/${merchant.id}`, { status: 'suspended' });
    const replay = await create(merchant, body, key('late'));
    expect(replay.status).toBe(200);
    expect(replay.headers.get('idempotent-replayed')).toBe('true');
    expect(replay.body).toMatchObject({ id: order.id, state: 'paid' });
  });

  it('with another body is refused with 422, and nothing is sent', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    await create(merchant, body, key('reused'));
    const changes = [
      { amount: 120.01 },
      { referenceId: 'another' },
      { description: 'another' },
      { successCallbackUrl: 'https://xyz.com/another' },
      { metadata: { another: '1' } },
    ];
    for (const change of changes) {
      expectProblem(
        await create(merchant, { ...body, ...change }, key('reused')),
        422,
        'idempotency-key-reused',
      );
    }
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
    expect(atIpay({ referenceId: 'another' }).sent).toBe(0);
  });

  it("is another merchant's own business", async () => {
    const [one, other] = [await world.createMerchant(), await world.createMerchant()];
    const body = orderBody();
    const first = await create(one, body, key('shared'));
    const second = await create(other, body, key('shared'));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
  });

  it.each([
    ['empty', ''],
    ['longer than 255', 'k'.repeat(256)],
    ['not ASCII', 'clé'],
    ['a tab', 'a\tb'],
  ])('is refused where it is %s', async (_name, value) => {
    const merchant = await world.createMerchant();
    expect(fieldsOf(await create(merchant, orderBody(), key(value)))).toEqual(['Idempotency-Key']);
  });
});

describe('a create that breaks a rule', () => {
  let merchant: Merchant;
  beforeAll(async () => {
    merchant = await world.createMerchant();
  });

  const url = (length: number) => 'https://xyz.com/'.padEnd(length, 'x');
  const metadata = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, 'value']));

  it.each<[field: string, ...wrong: unknown[]]>([
    ['amount', 100.234, 0, -1, 1e15, '12,5', true, 0.1 + 0.2, null, undefined, [], {}, [120], ''],
    ['amount', '0.30000000000000004', '0', '-1', '+1', '1e2', ' 1', '1.', '.5', '01', '১২০'],
    ['amount', 10_000_000_000, '10000000000.00', 0.001, 'NaN', 'Infinity', { constructor: 1 }],
    ['referenceId', 5, null, undefined, '', ' a', 'a ', '.', '..', 'a\0b', 'a\nb', 'a\x7f', '\x85'],
    ['referenceId', '\ud800', 'a\udc00b', '😀'.repeat(51), 'x'.repeat(51), ['a'], { a: 1 }, true],
    ['referenceId', ' ', '\u00a0a', 'a\u2003', '\ufeffa'],
    ['description', 5, null, undefined, '', 'a\0b', '\ud800', 'x'.repeat(256), '😀'.repeat(256)],
    ...['successCallbackUrl', 'failureCallbackUrl', 'cancelCallbackUrl'].map(
      (field): [string, ...unknown[]] => [
        field,
        ...[5, null, undefined, '', url(513), 'https://a:b@xyz.com/', 'https://a@xyz.com/'],
        ...['ftp://xyz.com/', '/success', 'xyz.com/success', '//xyz.com/', 'https://', 'https:/x'],
        ...['javascript:alert(1)', 'https://xyz.com/\0', 'https://xyz.com/\ud800', 'https://x y/'],
        ...['https://xyz.com/\n', ' https://xyz.com/', 'https:\\\\xyz.com', 'https://[::1', {}],
      ],
    ),
    ['metadata', null, 'a', 5, [], ['a'], { a: 1 }, { a: null }, { a: {} }, { '': 'a' }],
    ['metadata', metadata(21), { ['k'.repeat(41)]: 'a' }, { a: 'v'.repeat(201) }],
    ['metadata', { 'a\0': 'b' }, { a: '\0' }, { '\ud800': 'a' }, { a: '\udfff' }],
    ['metadata', { constructor: 1 }, { toString: 1 }],
    ['unknown', 'a', null, 0],
    ['constructor', 'a', { prototype: 'b' }],
    ['toString', 'a'],
    ['hasOwnProperty', 'a'],
  ])('names %s', async (field, ...wrong) => {
    const sent = await sentBy(merchant);
    for (const value of wrong) {
      const answer = await create(merchant, orderBody({ [field]: value }));
      if (answer.status !== 400) throw new Error(`${JSON.stringify(value)}: ${answer.status}`);
      // A member named so never gets past the reader of bodies.
      const isPoison = field === 'constructor' && typeof value === 'object';
      expect(fieldsOf(answer)).toEqual([isPoison ? '' : field]);
    }
    expect(await sentBy(merchant)).toEqual(sent);
  });

  it('names every wrong field at once', async () => {
    const answer = await create(merchant, {
      amount: -1,
      referenceId: 5,
      successCallbackUrl: 'x',
      failureCallbackUrl: 'https://xyz.com/',
      metadata: [],
      colour: 'red',
      toString: 'x',
    });
    expect(fieldsOf(answer)).toEqual([
      'amount',
      'cancelCallbackUrl',
      'colour',
      'description',
      'metadata',
      'referenceId',
      'successCallbackUrl',
      'toString',
    ]);
    for (const { message } of answer.body.errors) expect(message).toMatch(/^(must|is) /);
  });

  it('may hide it where JavaScript keeps its own', async () => {
    const body = JSON.stringify(orderBody()).replace('{', '{"__proto__":{"amount":1},');
    expect(fieldsOf(await create(merchant, body))).toEqual(['']);
  });

  it('keeps metadata whose names JavaScript uses itself', async () => {
    const metadata = { constructor: 'a', toString: 'b', valueOf: 'c', then: 'd', length: 'e' };
    const created = await create(merchant, orderBody({ metadata }));
    expect(created.status).toBe(201);
    expect(created.body.metadata).toEqual(metadata);
  });

  it('takes each field at its limit', async () => {
    const longest = {
      referenceId: '😀'.repeat(50),
      description: '😀'.repeat(255),
      successCallbackUrl: url(512),
      failureCallbackUrl: 'http://xyz.com',
      cancelCallbackUrl: 'HTTPS://XYZ.com:8443/a?b=c#d',
      metadata: { ...metadata(19), ['k'.repeat(40)]: 'ক'.repeat(200) },
    };
    const created = await create(merchant, orderBody(longest));
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject(longest);
  });

  it.each(['null', '[]', '5', '"a"', '{', '{"amount":1,}', "{'amount':1}", '\ufeff'])(
    'answers 400 to the body %s',
    async (body) => {
      expectProblem(await create(merchant, body), 400, 'validation-failed');
    },
  );

  it('must name https addresses in production, and there only', async () => {
    const production = await world.createMerchant({ environment: 'production' });
    const http = {
      successCallbackUrl: 'http://xyz.com/s',
      cancelCallbackUrl: 'http://xyz.com/c',
    };
    const body = orderBody(http);
    expect(fieldsOf(await create(production, body))).toEqual([
      'cancelCallbackUrl',
      'successCallbackUrl',
    ]);
    expect(await countOrders(body)).toBe(0);
    expect(atIpay(body).sent).toBe(0);
    world.sandbox.settings.paymentUrlScheme = 'none';
    const created = await create(production, orderBody());
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ environment: 'production' });
    expect(created.body.paymentUrl).toMatch(/^https:/);
  });

  it("must come back to one of the merchant's return hosts", async () => {
    const shop = await world.createMerchant({
      returnHosts: ['shop.example.com', 'pay.example.com:8443', 'বাংলা.example', 'x.example:443'],
    });
    const urls = (success: string, failure = success, cancel = success) =>
      orderBody({
        successCallbackUrl: success,
        failureCallbackUrl: failure,
        cancelCallbackUrl: cancel,
      });
    const good = 'https://shop.example.com/a';
    const wrong = urls(good, 'https://evil.example/', 'https://shop.example.com.evil.example/');
    expect(fieldsOf(await create(shop, wrong))).toEqual([
      'cancelCallbackUrl',
      'failureCallbackUrl',
    ]);
    expect(await countOrders(wrong)).toBe(0);
    for (const host of ['sub.shop.example.com', 'pay.example.com', 'x.example:444']) {
      expect(fieldsOf(await create(shop, urls(`https://${host}/`)))).toHaveLength(3);
    }
    for (const host of [
      'SHOP.example.com:1234',
      'pay.example.com:8443',
      'বাংলা.example',
      'x.example',
    ]) {
      expect((await create(shop, urls(`https://${host}/`))).status).toBe(201);
    }
  });

  async function sentBy({ id }: Merchant): Promise<unknown> {
    const rows = await world.sql('SELECT count(*) FROM orders');
    const tallies = world.sandbox.ledger().references;
    return [id, rows, tallies.reduce((sum, tally) => sum + tally.createsReceived, 0)];
  }
});

describe('a create that cannot be', () => {
  it('answers 404 where there is no such merchant', async () => {
    const body = orderBody();
    for (const id of ['mrc_00000000000000000000000000', 'mrc_x', 'ord_x', '%00', 'null']) {
      expectProblem(await create({ id }, body), 404, 'merchant-not-found');
    }
    expect(await countOrders(body)).toBe(0);
    expect(atIpay(body).sent).toBe(0);
  });

  it('answers 409 where the reference is used, and names the order', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    const { body: order } = await create(merchant, body, key('first'));
    for (const options of [{}, key('second')]) {
      const refused = await create(merchant, { ...body, amount: 7 }, options);
      expectProblem(refused, 409, 'reference-id-used');
      expect(refused.body).toMatchObject({ orderId: order.id, state: 'pending' });
    }
    world.sandbox.changeOrder(order.gateway.orderId, { state: 'expired' });
    await world.api.post(`/v1/merchants/${merchant.id}/orders/${order.id}/verify`);
    const refused = await create(merchant, body);
    expect(refused.body).toMatchObject({ orderId: order.id, state: 'expired' });
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
  });

  it('answers 409 where the merchant is suspended, or has no key', async () => {
    const suspended = await world.createMerchant();
    await world.api.patch(`/v1/merchants/${suspended.id}`, { status: 'suspended' });
    const { body: keyless } = await world.api.post('/v1/merchants', { name: 'No key yet' });
    const body = orderBody();
    expectProblem(await create(suspended, body), 409, 'merchant-suspended');
    expectProblem(await create(keyless, body), 409, 'credentials-missing');
    expect(await countOrders(body)).toBe(0);
    expect(atIpay(body).sent).toBe(0);
    await world.api.patch(`/v1/merchants/${suspended.id}`, { status: 'active' });
    expect((await create(suspended, body)).status).toBe(201);
  });
});

describe('fifty identical creates at once, on three instances', () => {
  it('make one order: one 201, the rest 409', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    const answers = await fiftyTimes(merchant, body, () => ({}));
    const [created, ...more] = answers.filter(({ status }) => status === 201);
    expect(more).toEqual([]);
    for (const refused of answers.filter((answer) => answer !== created)) {
      expectProblem(refused, 409, 'reference-id-used');
      expect(refused.body.orderId).toBe(created?.body.id);
      expect(refused.body.state).toMatch(/^(creating|pending)$/);
    }
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
  });

  it('with one Idempotency-Key are all answered with that one order', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    const answers = await fiftyTimes(merchant, body, () => key('stampede'));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body: order }) => order.id)).size).toBe(1);
    for (const { status, headers } of answers) {
      if (status === 201) continue;
      expect([200, 202]).toContain(status);
      expect(headers.get('idempotent-replayed')).toBe('true');
    }
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
  });

  it('under a rejected reference take it up once', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    spoil(body, { kind: 'refuse', status: 422 });
    const rejected = await create(merchant, body);
    const answers = await fiftyTimes(merchant, body, (i) => key(`own-${i}`));
    const [created, ...more] = answers.filter(({ status }) => status === 201);
    expect(more).toEqual([]);
    expect(created?.body.id).toBe(rejected.body.orderId);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
    expect(atIpay(body)).toEqual({ orders: 1, sent: 2 });
  });

  it('with one Idempotency-Key over many rejected references take up one of them', async () => {
    const merchant = await world.createMerchant();
    const bodies = Array.from({ length: 10 }, () => orderBody());
    for (const body of bodies) spoil(body, { kind: 'refuse', status: 400 });
    await Promise.all(bodies.map((body) => create(merchant, body)));
    const answers = await Promise.all(
      bodies.map((body, i) => on(i).post(ordersOf(merchant), body, key('one-for-many'))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(422)]);
  });

  const ordersOf = ({ id }: Merchant) => `/v1/merchants/${id}/orders`;
  const on = (i: number) => ([world, ...others][i % 3] ?? world).api;

  function fiftyTimes(
    merchant: Merchant,
    body: unknown,
    optionsOf: (i: number) => RequestOptions,
  ): Promise<Answer[]> {
    return Promise.all(
      Array.from({ length: 50 }, (_, i) => on(i).post(ordersOf(merchant), body, optionsOf(i))),
    );
  }
});

describe('a create that iPay refuses', () => {
  it.each<[string, Partial<FaultInput> & { kind: string }, string | null]>([
    [
      '400',
      { kind: 'http', status: 400, body: { message: 'Amount too small' } },
      'Amount too small',
    ],
    ['422', { kind: 'http', status: 422, body: { errorMessage: 'No such page' } }, 'No such page'],
    ['400 without a word', { kind: 'garbage', form: 'empty', status: 400 }, null],
    ['422 in HTML', { kind: 'html', status: 422 }, null],
  ])('with %s answers 422 in its words', async (_name, fault, gatewayMessage) => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    spoil(body, fault);
    const refused = await create(merchant, body);
    expectProblem(refused, 422, 'gateway-rejected');
    expect(refused.body).toMatchObject({ gatewayMessage });
    const order = await read(merchant, { id: refused.body.orderId });
    expect(order.body).toMatchObject({ state: 'rejected', payable: false, paymentUrl: null });
    expect(order.body.gateway.nextCheckAt).toBeNull();
    expect(atIpay(body)).toEqual({ orders: 0, sent: 1 });
  });

  it('takes the same order up again, corrected or not, under whatever key', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    spoil(body, { kind: 'refuse', status: 400 });
    spoil(body, { kind: 'refuse', status: 422 });
    const first = await create(merchant, body, key('take-up-1'));
    const second = await create(merchant, body, key('take-up-2'));
    expect(second.status).toBe(422);
    expect(second.body.orderId).toBe(first.body.orderId);
    const corrected = { ...body, amount: 99, description: 'Corrected', metadata: { try: '3' } };
    const third = await create(merchant, corrected);
    expect(third.status).toBe(201);
    expect(third.body).toMatchObject({ ...corrected, id: first.body.orderId, state: 'pending' });
    expect(world.sandbox.order(third.body.gateway.orderId)?.amount).toBe(99);
    const timeline = await timelineOf(merchant, third.body);
    expect(timeline.map(({ seq, fromState, state }) => [seq, fromState, state])).toEqual([
      [1, null, 'creating'],
      [2, 'creating', 'rejected'],
      [3, 'rejected', 'creating'],
      [4, 'creating', 'rejected'],
      [5, 'rejected', 'creating'],
      [6, 'creating', 'pending'],
    ]);
    expect(third.body.version).toBe(6);
    expect(atIpay(body)).toEqual({ orders: 1, sent: 3 });
  });

  it('with the same Idempotency-Key and body is told as it is', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    spoil(body, { kind: 'refuse', status: 400 });
    const refused = await create(merchant, body, key('told'));
    const replay = await create(merchant, body, key('told'));
    expect(replay.status).toBe(200);
    expect(replay.body).toMatchObject({ id: refused.body.orderId, state: 'rejected' });
    expect(atIpay(body).sent).toBe(1);
  });

  it('answers 409 where the reference was used at iPay by somebody else, for good', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    const elsewhere = await fetch(`${world.sandbox.gatewayUrl}/order`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${merchant.apiKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    expect(elsewhere.status).toBe(200);
    const refused = await create(merchant, body);
    expectProblem(refused, 409, 'reference-id-used-at-gateway');
    const { orderId } = refused.body;
    expect((await read(merchant, { id: orderId })).body).toMatchObject({
      state: 'rejected',
      paymentUrl: null,
    });
    const again = await create(merchant, body);
    expectProblem(again, 409, 'reference-id-used');
    expect(again.body).toMatchObject({ orderId, state: 'rejected' });
    expect(atIpay(body)).toEqual({ orders: 1, sent: 2 });
    const explained = await world.api.get(`/v1/merchants/${merchant.id}/orders/${orderId}/explain`);
    expect(explained.body.wouldChange).toEqual([]);
    expect(explained.body.mayAct).toEqual([
      { who: 'platform', what: expect.stringContaining('another reference') },
    ]);
  });

  it.each([401, 403] as const)(
    "with %i answers 502 and flags the merchant once: its key is not iPay's",
    async (status) => {
      const merchant = await world.createMerchant();
      // The probe of the new key, which iPay accepts, would take the flag away.
      await eventually(async () => {
        const { body } = await world.api.get(`/v1/merchants/${merchant.id}`);
        return body.credentials.sandbox.lastProbe;
      });
      const body = orderBody();
      spoil(body, { kind: 'refuse', status, times: 2 });
      const refused = await create(merchant, body);
      expectProblem(refused, 502, 'gateway-credentials-rejected');
      const flagged = await world.api.get(`/v1/merchants/${merchant.id}`);
      expect(flagged.body.attention).toMatchObject({ reason: 'credentials-rejected' });
      const order = await read(merchant, { id: refused.body.orderId });
      expect(order.body).toMatchObject({ state: 'rejected', attention: null });
      expectProblem(await create(merchant, body), 502, 'gateway-credentials-rejected');
      const later = await world.api.get(`/v1/merchants/${merchant.id}`);
      expect(later.body.attention).toEqual(flagged.body.attention);
      const accepted = await create(merchant, body);
      expect(accepted.status).toBe(201);
      expect(accepted.body.id).toBe(refused.body.orderId);
    },
  );
});

describe('iPay that cannot be reached', () => {
  let cutOff: TestService;
  beforeAll(async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    cutOff = await world.startAnother({
      ROLE: 'api',
      IPAY_SANDBOX_BASE_URL: `http://127.0.0.1:${port}/api/pg`,
    });
  }, 30_000);

  const createCutOff = (merchant: Merchant, body: unknown, options?: RequestOptions) =>
    cutOff.api.post(`/v1/merchants/${merchant.id}/orders`, body, options);

  it('refuses the connection: 503, nothing is kept, the same create may come at once', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    const unavailable = await createCutOff(merchant, body, key('at-once'));
    expectUnavailable(unavailable);
    expect(await countOrders(body)).toBe(0);
    expect(
      await world.sql(
        `SELECT 1 FROM order_checks JOIN merchants m ON m.id = merchant_id
         WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = order_id)
         UNION ALL
         SELECT 1 FROM order_events e
         WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = e.order_id)`,
      ),
    ).toEqual([]);
    const created = await create(merchant, body, key('at-once'));
    expect(created.status).toBe(201);
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
  });

  it('gives a rejected order back as it was, so that the same create may come again', async () => {
    const merchant = await world.createMerchant();
    const body = orderBody();
    spoil(body, { kind: 'refuse', status: 400 });
    const { orderId } = (await create(merchant, body, key('before'))).body;
    const before = (await read(merchant, { id: orderId })).body;
    const corrected = { ...body, amount: 7 };
    expectUnavailable(await createCutOff(merchant, corrected, key('corrected')));
    const after = (await read(merchant, { id: orderId })).body;
    expect(after).toEqual({
      ...before,
      version: Number(before.version) + 2,
      updatedAt: expect.any(String),
    });
    expect((await timelineOf(merchant, after)).map(({ state }) => state)).toEqual([
      'creating',
      'rejected',
      'creating',
      'rejected',
    ]);
    const replay = await create(merchant, body, key('before'));
    expect(replay.status).toBe(200);
    expect(replay.body.state).toBe('rejected');
    const created = await create(merchant, corrected, key('corrected'));
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ id: orderId, amount: 7 });
  });

  it('has failed so often that its circuit is open: 503, nothing written, nothing sent', async () => {
    const merchant = await world.createMerchant();
    const rejected = orderBody();
    spoil(rejected, { kind: 'refuse', status: 400 });
    const { orderId } = (await create(merchant, rejected, key('told'))).body;
    const existing = orderBody();
    await create(merchant, existing);
    world.sandbox.addFault({
      kind: 'http',
      status: 500,
      operation: 'create',
      apiKey: merchant.apiKey,
    });
    await Promise.all(Array.from({ length: 25 }, () => create(merchant)));
    const body = orderBody();
    const sent = atIpay(body).sent + atIpay(rejected).sent;
    expectUnavailable(await create(merchant, body));
    expectUnavailable(await create(merchant, rejected));
    expect(await countOrders(body)).toBe(0);
    expect(atIpay(body).sent + atIpay(rejected).sent).toBe(sent);
    expect((await read(merchant, { id: orderId })).body).toMatchObject({
      state: 'rejected',
      version: 2,
    });
    // What is known already is told all the same.
    expectProblem(await create(merchant, existing), 409, 'reference-id-used');
    expect((await create(merchant, rejected, key('told'))).status).toBe(200);
    const other = await world.createMerchant();
    expect((await create(other)).status).toBe(201);
  });

  function expectUnavailable(answer: Answer): void {
    expectProblem(answer, 503, 'gateway-unavailable');
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  }
});

describe('Postgres that is away', () => {
  it('answers 503 quickly, sends nothing to iPay, and heals by itself', async () => {
    const merchant = await world.createMerchant();
    const gate = await startTcpGate(world.database.url);
    const service = await world.startAnother({ ROLE: 'api', DATABASE_URL: gate.url });
    const path = `/v1/merchants/${merchant.id}/orders`;
    const body = orderBody();
    await gate.shut();
    const startedAt = performance.now();
    const refused = await service.api.post(path, body, key('away'));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expectDatabaseAway(refused);
    for (const suffix of ['', '/ord_00000000000000000000000000', '/by-reference/a']) {
      expectDatabaseAway(await service.api.get(path + suffix));
    }
    expect(atIpay(body).sent).toBe(0);
    await gate.open();
    const created = await eventually(async () => {
      const answer = await service.api.post(path, body, key('away'));
      return answer.status !== 503 && answer;
    });
    expect(created.status).toBe(201);
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
  }, 20_000);

  it('while a create is on the wire leaves it to be found: the same request finds it', async () => {
    const merchant = await world.createMerchant();
    const gate = await startTcpGate(world.database.url);
    const service = await world.startAnother({ ROLE: 'api', DATABASE_URL: gate.url });
    const path = `/v1/merchants/${merchant.id}/orders`;
    const body = orderBody();
    spoil(body, { kind: 'delay', delayMs: 400 });
    const onTheWire = service.api.post(path, body, key('cut'));
    await eventually(() => atIpay(body).sent === 1);
    await gate.shut();
    expectDatabaseAway(await onTheWire);
    await gate.open();
    const repeated = await eventually(async () => {
      const answer = await service.api.post(path, body, key('cut'));
      return answer.status !== 503 && answer;
    });
    expect(repeated.status).toBe(202);
    expect(repeated.headers.get('idempotent-replayed')).toBe('true');
    const order = await settled(merchant, repeated.body);
    expect(order.state).toBe('pending');
    expect(atIpay(body)).toEqual({ orders: 1, sent: 1 });
  }, 30_000);

  function expectDatabaseAway(answer: Answer): void {
    expectProblem(answer, 503, 'service-unavailable');
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  }
});
