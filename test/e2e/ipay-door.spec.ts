import { Client } from 'pg';
import type { FaultInput } from '../../src/sandbox/faults';
import { CODE_FAMILIES, ORDER_STATES } from '../../src/sandbox/states';
import {
  eventually,
  orderBody,
  startWorld,
  type TestService,
  type World,
} from '../support/service';
import { describePublicClients } from '../unit/sandbox/client-calls';
import { GatewayCaller, orderRequest, type Answer } from '../unit/sandbox/gateway-caller';
import { CREATE_FIELD_TABLE, REFERENCE_RULE } from '../unit/sandbox/ipay-tables';

const QUIET_MS = 3_000;

let world: World;
let other: TestService;
let shop: Shop;
beforeAll(async () => {
  // Nobody asks by the schedule: every question of these tests comes by the door.
  world = await startWorld({ environment: { ROLE: 'api' } });
  other = await world.startAnother();
  shop = await openShop();
}, 60_000);
afterEach(() => {
  world.sandbox.clearFaults();
  Object.assign(world.sandbox.settings, { codeFamily: 'hundred', paymentUrlScheme: 'http' });
});
afterAll(() => world.stop());

interface Shop {
  id: string;
  apiKey: string;
  token: string;
  /** The same client, pointed at either instance, and at iPay itself. */
  door: GatewayCaller;
  otherDoor: GatewayCaller;
  ipay: GatewayCaller;
}

async function openShop(fields: object = {}): Promise<Shop> {
  const { id, apiKey } = await world.createMerchant(fields);
  const token = await issueToken([id]);
  return {
    id,
    apiKey,
    token,
    door: callerOf(world, token),
    otherDoor: callerOf(other, token),
    ipay: new GatewayCaller(world.sandbox, apiKey),
  };
}

async function issueToken(
  merchants: string[] | '*',
  scopes = ['orders:read', 'orders:write'],
): Promise<string> {
  const answer = await world.api.post('/v1/tokens', { name: 'Old shop', scopes, merchants });
  return answer.body.token;
}

const doorOf = ({ url }: TestService): string => `${url}/ipay`;
const callerOf = (service: TestService, token: string): GatewayCaller =>
  new GatewayCaller({ gatewayUrl: doorOf(service) }, token);

function expectRefusal(answer: Answer, status: number, message: unknown): void {
  expect({ status: answer.status, json: answer.json }).toEqual({ status, json: { message } });
  expect(answer.contentType).toBe('application/json; charset=utf-8');
}

const used = (referenceId: unknown) =>
  `Reference Id '${String(referenceId)}' has already been used`;

const atIpay = (referenceId: string) => {
  const { orders, references } = world.sandbox.ledger({ referenceId });
  const [tally] = references;
  return { orders: orders.length, questions: tally?.statusQuestionsReceived ?? 0 };
};

const spoil = (referencePattern: string, fault: { kind: string } & Partial<FaultInput>): void => {
  world.sandbox.addFault({ ...fault, referencePattern });
};

/** Forgets that iPay was asked a moment ago. */
const passQuietTime = (referenceId: string) =>
  world.sql(
    `WITH o AS (
       UPDATE orders SET gateway_checked_at = gateway_checked_at - interval '1 hour'
       WHERE reference_id = $1 RETURNING id
     )
     UPDATE order_checks c SET asked_at = NULL FROM o WHERE c.order_id = o.id`,
    [referenceId],
  );

describe('who may call', () => {
  const everywhere = async (caller: GatewayCaller): Promise<Answer[]> =>
    Promise.all([
      caller.create(orderRequest()),
      caller.statusByOrder('IPAY-00000000'),
      caller.statusByReference('nobody'),
    ]);

  it('is a token of exactly one merchant, and nobody else', async () => {
    const second = await world.createMerchant();
    const strangers = [
      '',
      'wrong-key-of-nobody',
      `${shop.token.slice(0, -1)}_`,
      shop.apiKey,
      world.environment.ADMIN_TOKEN!,
      await issueToken('*'),
      await issueToken([shop.id, second.id]),
    ];
    for (const stranger of strangers) {
      for (const answer of await everywhere(callerOf(world, stranger))) {
        expectRefusal(answer, 401, 'Invalid API key');
      }
    }
    const bare = await fetch(`${doorOf(world)}/order/IPAY-1/status`);
    expect([bare.status, await bare.json()]).toEqual([401, { message: 'Invalid API key' }]);
    expect(bare.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('needs orders:write to create, orders:read to ask', async () => {
    const reader = callerOf(world, await issueToken([shop.id], ['orders:read']));
    const writer = callerOf(world, await issueToken([shop.id], ['orders:write']));
    const request = orderRequest();
    expectRefusal(await reader.create(request), 403, 'The token may not do this');
    expect((await writer.create(request)).status).toBe(200);
    expect((await reader.statusByReference(request.referenceId)).status).toBe(200);
    const refused = await writer.statusByReference(request.referenceId);
    expectRefusal(refused, 403, 'The token may not do this');
  });
});

describe('create', () => {
  it.each([
    ['none', /^127\.0\.0\.1:\d+\/pay\/IPAY-\d{8}$/],
    ['http', /^http:\/\/127\.0\.0\.1:\d+\/pay\/IPAY-\d{8}$/],
  ] as const)('answers in iPay’s form, scheme %s', async (paymentUrlScheme, form) => {
    world.sandbox.settings.paymentUrlScheme = paymentUrlScheme;
    const request = orderRequest();
    const { status, contentType, json } = await shop.door.create(request);
    expect(status).toBe(200);
    expect(contentType).toMatch(/^application\/json/);
    expect(json).toEqual({
      message: 'Order placed successfully',
      orderId: expect.stringMatching(/^IPAY-\d{8}$/),
      paymentUrl: expect.stringMatching(form),
      referenceId: request.referenceId,
    });
    expect(world.sandbox.order(json.orderId)).toMatchObject(request);
  });

  const cases = CREATE_FIELD_TABLE.flatMap(({ field, passes, refused }) => [
    ...passes.map((value) => ({ field, value, verdict: 200 })),
    ...refused.map((value) => ({ field, value, verdict: 400 })),
  ]);
  it.each(cases)('answers $verdict to $field = $value', async ({ field, value, verdict }) => {
    const request = { ...orderRequest(), [field]: value };
    const answer = await shop.door.create(request);
    if (verdict === 400) expectRefusal(answer, 400, expect.stringContaining(field));
    else expect(answer.status).toBe(200);
    expect(atIpay(request.referenceId).orders).toBe(verdict === 200 ? 1 : 0);
  });

  it.each(REFERENCE_RULE.passes)('takes the reference %p and finds it again', async (reference) => {
    const { successCallbackUrl, failureCallbackUrl, cancelCallbackUrl } = orderRequest();
    const urls = { successCallbackUrl, failureCallbackUrl, cancelCallbackUrl };
    await shop.door.place({ ...urls, referenceId: reference });
    const { status, json } = await shop.door.statusByReference(reference);
    expect([status, json.referenceId]).toEqual([200, reference]);
  });

  it.each(REFERENCE_RULE.refused)('refuses the reference %p', async (referenceId) => {
    const answer = await shop.door.create({ ...orderRequest(), referenceId });
    expectRefusal(answer, 400, expect.stringContaining('referenceId'));
  });

  it('ignores fields it does not know, and refuses what is no object', async () => {
    const more = { currency: 'BDT', metadata: 5, constructor: 'x', toString: 'y' };
    expect((await shop.door.create({ ...orderRequest(), ...more })).status).toBe(200);
    for (const body of [null, 'text', 5, []]) {
      expectRefusal(await shop.door.create(body), 400, expect.any(String));
    }
  });

  it.each([0.01, 0.1, 19.99, 100.2, 8_388_608.13, 9_999_999_999.99, '120.10'])(
    'carries %p to the poisha',
    async (amount) => {
      const { json } = await shop.door.create({ ...orderRequest(), amount });
      expect(world.sandbox.order(json.orderId)?.amount).toBe(Number(amount));
      const status = await shop.door.statusByOrder(json.orderId);
      expect(status.json.orderAmount).toBe(Number(amount));
    },
  );

  it('refuses a used reference in iPay’s words, for this merchant only', async () => {
    const request = orderRequest();
    const { referenceId } = request;
    await shop.door.place(request);
    expectRefusal(await shop.door.create(request), 409, used(referenceId));
    expectRefusal(await shop.otherDoor.create(request), 409, used(referenceId));
    const changed = { ...request, amount: 7 };
    expectRefusal(await shop.door.create(changed), 409, used(referenceId));
    const elsewhere = await openShop();
    await expect(elsewhere.door.place(request)).resolves.toMatch(/^IPAY-/);
  });

  it('refuses a reference that the native API has used, the same body or not', async () => {
    const body = orderBody();
    const created = await world.api.post(`/v1/merchants/${shop.id}/orders`, body);
    expect(created.status).toBe(201);
    expectRefusal(await shop.door.create(body), 409, used(body.referenceId));
    const answer = await shop.door.statusByOrder(created.body.gateway.orderId);
    expect(answer.json.referenceId).toBe(body.referenceId);
  });

  it('refuses a reference that was used at iPay itself', async () => {
    const request = orderRequest();
    await shop.ipay.place(request);
    for (let time = 1; time <= 2; time += 1) {
      expectRefusal(await shop.door.create(request), 409, used(request.referenceId));
    }
  });

  it('accepts one of fifty at once under the same reference', async () => {
    const request = orderRequest();
    spoil(request.referenceId, { kind: 'delay', delayMs: 200, operation: 'create' });
    const doors = [shop.door, shop.otherDoor];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => doors[i % 2]!.create(request)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 409)]);
    expect(atIpay(request.referenceId).orders).toBe(1);
  }, 20_000);

  it.each([
    [400, { message: 'Amount too small' }, 'Amount too small'],
    [422, { errorMessage: 'No such page' }, 'No such page'],
    [422, null, 'iPay gave no reason'],
  ] as const)('hands on a refusal with %i %j, and takes the order up again', async (...row) => {
    const [status, body, message] = row;
    const request = orderRequest();
    const { referenceId } = request;
    spoil(referenceId, { kind: 'http', status, body, operation: 'create', times: 1 });
    expectRefusal(await shop.door.create(request), status, message);
    expectRefusal(await shop.door.statusByReference(referenceId), 404, 'Order not found');
    expect((await shop.door.create({ ...request, amount: 99 })).status).toBe(200);
    expectRefusal(await shop.door.create(request), 409, used(referenceId));
  });

  it('says so where iPay refuses the merchant’s key: the caller’s own is in order', async () => {
    const unlucky = await openShop();
    world.sandbox.addFault({ kind: 'refuse', status: 401, apiKey: unlucky.apiKey, times: 1 });
    const request = orderRequest();
    const refused = await unlucky.door.create(request);
    expectRefusal(refused, 502, "iPay refused the merchant's key");
    expect((await unlucky.door.create(request)).status).toBe(200);
  });

  it('takes no order of a merchant that is suspended or has no key', async () => {
    const quiet = await openShop();
    await world.api.patch(`/v1/merchants/${quiet.id}`, { status: 'suspended' });
    const suspended = await quiet.door.create(orderRequest());
    expectRefusal(suspended, 409, 'The merchant is suspended and takes no new orders');
    const keyless = await openShop({ apiKey: undefined });
    const missing = await keyless.door.create(orderRequest());
    expectRefusal(missing, 409, 'The merchant has no key for this environment');
  });
});

describe('a create whose outcome is uncertain', () => {
  it.each<[string, { kind: string } & Partial<FaultInput>]>([
    ['silence after accepting', { kind: 'hang', when: 'after' }],
    ['a reset after accepting', { kind: 'reset', when: 'after' }],
    ['500 after accepting', { kind: 'http', status: 500, when: 'after' }],
    ['HTML after accepting', { kind: 'html', status: 200, when: 'after' }],
    ['half an answer', { kind: 'garbage', form: 'cut-off' }],
    ['a reset before accepting', { kind: 'reset' }],
    ['502 before accepting', { kind: 'http', status: 502 }],
  ])('%s: 503, and the retry finds it', async (_name, fault) => {
    const request = orderRequest();
    const { referenceId } = request;
    spoil(referenceId, { ...fault, operation: 'create', times: 1 });
    const uncertain = await shop.door.create(request);
    expectRefusal(uncertain, 503, expect.stringContaining('repeat the same request'));

    const changed = { ...request, description: 'Something else' };
    expectRefusal(await shop.otherDoor.create(changed), 409, used(referenceId));

    await passQuietTime(referenceId);
    const found = await shop.otherDoor.create({ ...request, amount: '120.00' });
    expect(found.status).toBe(200);
    const [order] = world.sandbox.ledger({ referenceId }).orders;
    expect(found.json).toEqual({
      message: 'Order placed successfully',
      orderId: order!.orderId,
      paymentUrl: `${world.sandbox.url}/pay/${order!.orderId}`,
      referenceId,
    });
    for (const door of [shop.door, shop.otherDoor]) {
      expectRefusal(await door.create(request), 409, used(referenceId));
    }
    expect(atIpay(referenceId).orders).toBe(1);
  });

  it('asks at most once in three seconds, however often it is repeated', async () => {
    const request = orderRequest();
    spoil(request.referenceId, { kind: 'reset', when: 'after', operation: 'create', times: 1 });
    const askedAt = performance.now();
    const first = await shop.door.create(request);
    expect(first.status).toBe(503);
    const found = await eventually(async () => {
      const answer = await shop.otherDoor.create(request);
      if (answer.status === 503) expect(answer.json).toEqual({ message: expect.any(String) });
      return answer.status !== 503 && answer;
    });
    expect(found.status).toBe(200);
    expect(performance.now() - askedAt).toBeGreaterThan(QUIET_MS - 200);
    expect(atIpay(request.referenceId)).toEqual({ orders: 1, questions: 1 });
  }, 20_000);

  it('tells of the acceptance once, to one of many retries at once', async () => {
    const request = orderRequest();
    spoil(request.referenceId, { kind: 'reset', when: 'after', operation: 'create', times: 1 });
    await shop.door.create(request);
    await passQuietTime(request.referenceId);
    const doors = [shop.door, shop.otherDoor];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => doors[i % 2]!.create(request)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    expect(atIpay(request.referenceId)).toEqual({ orders: 1, questions: 1 });
  });

  it('tells a client that had hung up before iPay answered', async () => {
    const request = orderRequest();
    const { referenceId } = request;
    spoil(referenceId, { kind: 'delay', delayMs: 600, operation: 'create' });
    await expect(shop.door.create(request, 200)).rejects.toThrow(/timeout/i);
    await eventually(async () => {
      const text = 'SELECT state FROM orders WHERE reference_id = $1';
      return (await world.sql(text, [referenceId]))[0]?.state === 'pending';
    });
    expect((await shop.otherDoor.create(request)).status).toBe(200);
    expectRefusal(await shop.door.create(request), 409, used(referenceId));
  });

  it('waits for a create that is on the wire rather than make a second one', async () => {
    const request = orderRequest();
    spoil(request.referenceId, { kind: 'delay', delayMs: 500, operation: 'create' });
    const first = shop.door.create(request);
    await eventually(
      () => world.sandbox.ledger({ referenceId: request.referenceId }).references[0],
    );
    const again = await shop.otherDoor.create(request);
    expect([(await first).status, again.status].sort()).toEqual([200, 409]);
  });

  it.each([
    ['none', ''],
    ['http', 'http://'],
  ] as const)('gives the page in the form of its gateway, scheme %s', async (scheme, prefix) => {
    const fresh = await openShop();
    world.sandbox.settings.paymentUrlScheme = scheme;
    await fresh.door.place();
    const request = orderRequest();
    spoil(request.referenceId, { kind: 'reset', when: 'after', operation: 'create', times: 1 });
    await fresh.door.create(request);
    await passQuietTime(request.referenceId);
    const { json } = await fresh.door.create(request);
    expect(json.paymentUrl).toBe(`${prefix}127.0.0.1:${world.sandbox.port}/pay/${json.orderId}`);
  });
});

describe('status', () => {
  const everyState = CODE_FAMILIES.flatMap((family) =>
    ORDER_STATES.map((state) => ({ family, state })),
  );
  it.each(everyState)('$state in $family codes is what iPay says', async ({ family, state }) => {
    world.sandbox.settings.codeFamily = family;
    const request = orderRequest();
    const orderId = await shop.door.place(request);
    world.sandbox.changeOrder(orderId, { state });
    const byOrder = await shop.door.statusByOrder(orderId);
    const byReference = await shop.otherDoor.statusByReference(request.referenceId);
    const said = await shop.ipay.statusByOrder(orderId);
    expect(byOrder.status).toBe(200);
    expect(byOrder.json).toEqual(said.json);
    expect(byReference.json).toEqual(said.json);
  });

  it('asks iPay once, however many ask at once on two instances', async () => {
    const request = orderRequest();
    const orderId = await shop.door.place(request);
    spoil(request.referenceId, { kind: 'delay', delayMs: 300, operation: 'status' });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        i % 2 === 0
          ? shop.door.statusByOrder(orderId)
          : shop.otherDoor.statusByReference(request.referenceId),
      ),
    );
    for (const { status, json } of answers) expect([status, json.statusCode]).toEqual([200, 100]);
    expect(atIpay(request.referenceId).questions).toBe(1);
  }, 20_000);

  it('asks at most once in three seconds, and answers with the last answer meanwhile', async () => {
    const request = orderRequest();
    const orderId = await shop.door.place(request);
    expect((await shop.door.statusByOrder(orderId)).json.statusCode).toBe(100);
    const askedAt = performance.now();
    world.sandbox.changeOrder(orderId, { state: 'paid' });
    const paid = await eventually(async () => {
      const answer = await shop.otherDoor.statusByOrder(orderId);
      if (performance.now() - askedAt < QUIET_MS - 500) expect(answer.json.statusCode).toBe(100);
      return answer.json.statusCode === 200 && answer;
    });
    expect(performance.now() - askedAt).toBeGreaterThan(QUIET_MS - 200);
    expect(paid.json).toEqual((await shop.ipay.statusByOrder(orderId)).json);
    expect(atIpay(request.referenceId).questions).toBe(3);
  }, 20_000);

  it('comes from Postgres once the order is paid', async () => {
    const request = orderRequest();
    const orderId = await shop.door.place(request);
    world.sandbox.changeOrder(orderId, { state: 'paid' });
    const first = await shop.door.statusByOrder(orderId);
    await passQuietTime(request.referenceId);
    spoil(request.referenceId, { kind: 'hang', operation: 'status' });
    expect((await shop.otherDoor.statusByOrder(orderId)).json).toEqual(first.json);
    expect(atIpay(request.referenceId).questions).toBe(1);
  });

  it('finds late money', async () => {
    const request = orderRequest();
    const orderId = await shop.door.place(request);
    world.sandbox.changeOrder(orderId, { state: 'expired' });
    expect((await shop.door.statusByOrder(orderId)).json.statusCode).toBe(500);
    world.sandbox.changeOrder(orderId, { state: 'paid' });
    await passQuietTime(request.referenceId);
    expect((await shop.door.statusByOrder(orderId)).json.statusCode).toBe(200);
  });

  it.each<[string, { kind: string } & Partial<FaultInput>]>([
    ['is silent', { kind: 'hang' }],
    ['is broken', { kind: 'http', status: 500, body: { statusCode: 200, status: 'paid' } }],
    ['refuses the key', { kind: 'refuse', status: 401 }],
  ])('is 503 where iPay %s', async (_how, fault) => {
    const request = orderRequest();
    const orderId = await shop.door.place(request);
    spoil(request.referenceId, { ...fault, operation: 'status' });
    const answer = await shop.door.statusByOrder(orderId);
    expectRefusal(answer, 503, expect.stringContaining('ask again'));
    world.sandbox.clearFaults();
    await passQuietTime(request.referenceId);
    expect((await shop.door.statusByOrder(orderId)).json.statusCode).toBe(100);
  });

  it('never says paid where the order is not: another amount', async () => {
    const request = orderRequest();
    const orderId = await shop.door.place(request);
    world.sandbox.changeOrder(orderId, { state: 'paid', says: { orderAmount: 1 } });
    for (let time = 1; time <= 2; time += 1) {
      expectRefusal(await shop.door.statusByOrder(orderId), 503, expect.any(String));
    }
    world.sandbox.changeOrder(orderId, { says: null });
    await passQuietTime(request.referenceId);
    expect((await shop.door.statusByOrder(orderId)).json).toMatchObject({
      statusCode: 200,
      orderAmount: 120,
    });
  });

  it('of a create that nobody has an answer of finds out', async () => {
    const request = orderRequest();
    spoil(request.referenceId, { kind: 'reset', when: 'after', operation: 'create', times: 1 });
    await shop.door.create(request);
    const early = await shop.door.statusByReference(request.referenceId);
    expectRefusal(early, 503, expect.any(String));
    await passQuietTime(request.referenceId);
    const known = await shop.door.statusByReference(request.referenceId);
    expect(known.json).toEqual((await shop.ipay.statusByReference(request.referenceId)).json);
    // The retry is told all the same: a status has no payment page.
    expect((await shop.door.create(request)).status).toBe(200);
  });

  it('says 404 for an order nobody placed, and for another merchant’s', async () => {
    const elsewhere = await openShop();
    const orderId = await elsewhere.door.place({ referenceId: 'not-yours' });
    for (const id of ['IPAY-00000000', orderId, 'x'.repeat(26), '%00', '%F0%9F%98%80']) {
      expectRefusal(await shop.door.statusByOrder(id), 404, 'Order not found');
    }
    for (const reference of ['never-heard-of', 'not-yours', 'x'.repeat(51), ' x', '\0']) {
      expectRefusal(await shop.door.statusByReference(reference), 404, 'Order not found');
    }
  });

  it('prefers the order of the current environment where both gave out the same id', async () => {
    const orderId = await shop.door.place();
    await world.sql(
      `INSERT INTO orders (merchant_id, id, reference_id, environment, version, state,
         amount_minor, description, success_callback_url, failure_callback_url,
         cancel_callback_url, metadata, request_hash, credential_fingerprint, create_attempts,
         gateway_order_id)
       SELECT merchant_id, gen_random_uuid(), 'in-production', 'production', version, state,
         amount_minor, description, success_callback_url, failure_callback_url,
         cancel_callback_url, metadata, request_hash, credential_fingerprint, create_attempts,
         gateway_order_id
       FROM orders WHERE gateway_order_id = $1`,
      [orderId],
    );
    const { json } = await shop.door.statusByOrder(orderId);
    expect(json.referenceId).not.toBe('in-production');
  });
});

describe('every refusal is a message', () => {
  const send = async (method: string, path: string, body?: string, headers = {}) => {
    const answer = await fetch(`${world.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${shop.token}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    const contentType = answer.headers.get('content-type');
    return { status: answer.status, contentType, text, json: JSON.parse(text) };
  };

  const order = { method: 'POST', path: '/ipay/order' };
  it.each<{
    name: string;
    status: number;
    method?: string;
    path?: string;
    body?: string;
    type?: string;
  }>([
    { name: 'malformed JSON', status: 400, ...order, body: '{"amount":' },
    { name: 'a prototype in the JSON', status: 400, ...order, body: '{"__proto__":{}}' },
    { name: 'deep JSON', status: 400, ...order, body: '['.repeat(500) + ']'.repeat(500) },
    { name: 'no body', status: 400, ...order },
    { name: 'too large', status: 413, ...order, body: JSON.stringify({ a: 'x'.repeat(70_000) }) },
    { name: 'not JSON', status: 415, ...order, body: 'a=1', type: 'text/plain' },
    { name: 'no such address', status: 404, path: '/ipay' },
    { name: 'no such address below', status: 404, path: '/ipay/order/IPAY-1/refund' },
    { name: 'no such address, with a query', status: 404, path: '/ipay?x=1' },
    { name: 'no such method', status: 404, method: 'DELETE', path: '/ipay/order' },
    { name: 'too long an address', status: 414, path: `/ipay/order/${'x'.repeat(9_000)}/status` },
    { name: 'an address that is no UTF-8', status: 400, path: '/ipay/order/%E0%A4%A/status' },
  ])('$name: $status', async ({ status, method = 'GET', path = '/', body, type }) => {
    const answer = await send(method, path, body, type ? { 'content-type': type } : {});
    expectRefusal(answer, status, expect.any(String));
  });

  it('elsewhere it stays a problem document', async () => {
    for (const path of ['/ipayments', '/v1/ipay', '/v1/merchants/ipay']) {
      const answer = await send('GET', path);
      expect(answer.contentType).toBe('application/problem+json; charset=utf-8');
    }
  });

  it('503 while Postgres does not answer', async () => {
    const operator = new Client({ connectionString: world.database.url });
    await operator.connect();
    try {
      await operator.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
      const [created, asked] = await Promise.all([
        shop.door.create(orderRequest(), 15_000),
        shop.door.statusByReference('whatever', 15_000),
      ]);
      expectRefusal(created, 503, 'The service cannot answer right now');
      expectRefusal(asked, 503, 'The service cannot answer right now');
    } finally {
      await operator.end();
    }
  }, 30_000);

  it('500 that nobody foresaw is logged and says nothing of it', async () => {
    await world.sql('ALTER TABLE orders RENAME COLUMN description TO described');
    try {
      const answer = await shop.door.statusByReference('whatever');
      expectRefusal(answer, 500, 'Something went wrong on our side');
    } finally {
      await world.sql('ALTER TABLE orders RENAME COLUMN described TO description');
    }
    // Nest has one logger in a process: that of the instance started last.
    await eventually(() => other.log.some((line) => line.includes('unforeseen failure')));
  });

  it('503 with a pause where iPay cannot be reached, and the reference stays free', async () => {
    const cutOff = await world.startAnother({ IPAY_SANDBOX_BASE_URL: 'http://127.0.0.1:9/api/pg' });
    const request = orderRequest();
    const answer = await callerOf(cutOff, shop.token).create(request);
    expectRefusal(answer, 503, 'iPay cannot be reached; nothing was sent and nothing is kept');
    expect((await shop.door.create(request)).status).toBe(200);
  }, 20_000);
});

describePublicClients(() => ({
  url: doorOf(world),
  key: shop.token,
  sandbox: world.sandbox,
}));
