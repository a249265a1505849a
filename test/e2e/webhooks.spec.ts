import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { fromTypedId, newUuid, toTypedId } from '../../src/http/typed-id';
import { startTestRedis, type TestRedis } from '../support/redis';
import { answer, isSignedBy, Receiver } from '../support/receiver';
import {
  Api,
  eventually,
  orderBody,
  startWorld,
  type TestService,
  type World,
} from '../support/service';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DAY_MS = 24 * 60 * 60 * 1_000;

let world: World;
/** All that may carry deliveries out over the world's database. */
const services: TestService[] = [];
const receivers: Receiver[] = [];

beforeAll(async () => {
  world = await startWorld({ environment: { WEBHOOK_ALLOW_LOOPBACK: 'true' } });
  services.push(world, await world.startAnother());
}, 60_000);
afterEach(async () => {
  // Nobody's leftovers are sent while the next test looks.
  await world.sql('DELETE FROM webhook_endpoints');
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});
afterAll(() => world.stop());

async function newReceiver(): Promise<Receiver> {
  const receiver = await new Receiver().start();
  receivers.push(receiver);
  return receiver;
}

const pathOf = (merchant: string | null) =>
  merchant === null ? '/v1/webhooks' : `/v1/merchants/${merchant}/webhooks`;

async function register(merchant: string | null, fields: object, api = world.api): Promise<any> {
  const created = await api.post(pathOf(merchant), fields);
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  return { ...created.body, path: `${pathOf(merchant)}/${created.body.id}` };
}

async function placeOrder(merchant: string, on = world): Promise<any> {
  const { status, body } = await on.api.post(`/v1/merchants/${merchant}/orders`, orderBody());
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

/** The buyer pays, and the platform asks: the order is paid when this returns. */
async function pay({ merchantId, id, gateway }: any, on = world): Promise<any> {
  on.sandbox.changeOrder(gateway.orderId, { state: 'paid' });
  const { body } = await on.api.post(`/v1/merchants/${merchantId}/orders/${id}/verify`);
  expect(body.state).toBe('paid');
  return body;
}

const paidOrder = async (merchant: string) => pay(await placeOrder(merchant));
const deliveriesOf = async (webhook: { path: string }, query = '') =>
  (await world.api.get(`${webhook.path}/deliveries${query}`)).body.data;
const deliveryOf = (webhook: { path: string }) =>
  eventually(async () => {
    const [delivery] = await deliveriesOf(webhook);
    return delivery?.lastAttempt && delivery;
  });
const read = async (webhook: { path: string }) => (await world.api.get(webhook.path)).body;
const countReplay = (webhook: { path: string }, window: object) =>
  world.api.get(`${webhook.path}/replay?${new URLSearchParams({ ...window })}`);
const send = (webhook: { path: string }) => world.api.post(`${webhook.path}/test`);

/** Lets time pass for what is scheduled: the clock is Postgres'. */
const makeDue = () =>
  world.sql(`UPDATE webhook_deliveries SET next_attempt_at = now()
    WHERE next_attempt_at > now() AND lease_until IS NULL`);

async function tokenFor(merchants: string[] | '*', scopes = ['webhooks:read', 'webhooks:write']) {
  const { body } = await world.api.post('/v1/tokens', { name: 'x', scopes, merchants });
  return new Api(world.url, body.token);
}

describe('endpoints', () => {
  it('are made with a secret that is shown once', async () => {
    const { id: merchant } = await world.createMerchant();
    const created = await world.api.post(pathOf(merchant), {
      url: 'https://shop.example.com/hooks',
      events: ['order.paid'],
      description: 'Shop',
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`${pathOf(merchant)}/${created.body.id}`);
    expect(created.headers.get('cache-control')).toBe('no-store');
    const { secret, ...webhook } = created.body;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toEqual({
      id: expect.stringMatching(/^whk_[0-9a-z]{26}$/),
      merchantId: merchant,
      url: 'https://shop.example.com/hooks',
      description: 'Shop',
      events: ['order.paid'],
      enabled: true,
      disabledReason: null,
      disabledAt: null,
      failingSince: null,
      previousSecretValidUntil: null,
      createdAt: expect.stringMatching(TIME),
      updatedAt: webhook.createdAt,
    });
    expect((await world.api.get(`${pathOf(merchant)}/${webhook.id}`)).body).toEqual(webhook);
    expect((await world.api.get(pathOf(merchant))).body).toEqual({
      data: [webhook],
      nextCursor: null,
    });
  });

  it('hear everything where they do not choose', async () => {
    const { events } = await register(null, { url: 'https://shop.example.com/' });
    expect(events).toEqual([
      'order.pending',
      'order.paid',
      'order.cancelled',
      'order.failed',
      'order.expired',
      'order.error',
      'order.rejected',
      'order.attention',
      'webhook.test',
    ]);
  });

  it('are changed in what is given, and removed with their deliveries', async () => {
    const receiver = await newReceiver();
    const { id: merchant } = await world.createMerchant();
    const webhook = await register(merchant, { url: receiver.url });
    await send(webhook);
    await deliveryOf(webhook);
    const changed = await world.api.patch(webhook.path, {
      url: 'https://other.example.com/',
      events: ['order.failed', 'order.paid'],
    });
    expect(changed.body).toMatchObject({
      url: 'https://other.example.com/',
      events: ['order.failed', 'order.paid'],
      description: '',
      enabled: true,
    });
    expect((await world.api.delete(webhook.path)).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const gone = await world.api.send(method, webhook.path, method === 'PATCH' ? {} : undefined);
      expect([gone.status, gone.body.code]).toEqual([404, 'webhook-not-found']);
    }
    expect(await world.sql('SELECT * FROM webhook_deliveries')).toEqual([]);
  });

  const url = 'https://shop.example.com/';
  it.each([
    ['url', {}],
    ['url', { url: 'ftp://shop.example.com/' }],
    ['url', { url: 'http://169.254.169.254/latest/meta-data' }],
    ['url', { url: 'http://[::ffff:127.0.0.1]/' }],
    ['url', { url: 'http://2852039166/' }],
    ['url', { url: 5 }],
    ['events', { url, events: [] }],
    ['events', { url, events: null }],
    ['events', { url, events: ['order.creating'] }],
    ['events', { url, events: ['order.paid', 'order.paid'] }],
    ['events', { url, events: 'order.paid' }],
    ['description', { url, description: 'x'.repeat(256) }],
    ['description', { url, description: 'a\0' }],
    ['enabled', { url, enabled: 'yes' }],
    ['secret', { url, secret: 'whsec_chosen' }],
  ])('are refused for a wrong %s: %j', async (field, body) => {
    const refused = await world.api.post(pathOf(null), body);
    expect([refused.status, refused.body.code]).toEqual([400, 'validation-failed']);
    expect(refused.body.errors.map((error: any) => error.field)).toEqual([field]);
  });

  it('are refused on loopback where the operator has not freed it', async () => {
    const strict = await world.startAnother({ WEBHOOK_ALLOW_LOOPBACK: 'false', ROLE: 'api' });
    const webhook = await register(null, { url });
    for (const forbidden of ['http://127.0.0.1:3000/', 'http://0x7f.1/', 'http://[::1]/']) {
      const created = await strict.api.post(pathOf(null), { url: forbidden });
      const changed = await strict.api.patch(webhook.path, { url: forbidden });
      for (const { status, body } of [created, changed]) {
        expect([status, body.errors?.[0].field]).toEqual([400, 'url']);
      }
    }
  });

  it('are at most a hundred for each owner', async () => {
    const { id: merchant } = await world.createMerchant();
    await register(merchant, { url });
    await world.sql(`INSERT INTO webhook_endpoints (id, merchant_id, url, description, events,
        enabled, secret_ciphertext, secret_key_id)
      SELECT new_uuid_v7(), merchant_id, url, '', events, false, secret_ciphertext, secret_key_id
      FROM webhook_endpoints, generate_series(1, 99)`);
    const refused = await world.api.post(pathOf(merchant), { url });
    expect([refused.status, refused.body.code]).toEqual([409, 'webhook-limit-reached']);
    const first = await world.api.get(`${pathOf(merchant)}?limit=60`);
    const { nextCursor } = first.body;
    const second = await world.api.get(`${pathOf(merchant)}?limit=60&cursor=${nextCursor}`);
    const ids = [...first.body.data, ...second.body.data].map(({ id }) => id);
    expect([new Set(ids).size, second.body.nextCursor]).toEqual([100, null]);
  });
});

describe('who may', () => {
  it('each address its scope', async () => {
    const { id: merchant } = await world.createMerchant();
    const webhook = await register(merchant, { url: 'https://shop.example.com/' });
    const reader = await tokenFor('*', ['webhooks:read']);
    const writer = await tokenFor('*', ['webhooks:write']);
    const addresses: [string, string, Api][] = [
      ['GET', pathOf(merchant), writer],
      ['GET', webhook.path, writer],
      ['GET', `${webhook.path}/deliveries`, writer],
      ['GET', `${webhook.path}/replay`, writer],
      ['POST', pathOf(merchant), reader],
      ['POST', pathOf(null), reader],
      ['PATCH', webhook.path, reader],
      ['DELETE', webhook.path, reader],
      ['POST', `${webhook.path}/rotate-secret`, reader],
      ['POST', `${webhook.path}/test`, reader],
      ['POST', `${webhook.path}/replay`, reader],
      ['POST', `${pathOf(merchant)}/deliveries/x/redeliver`, reader],
    ];
    for (const [method, path, api] of addresses) {
      const { status, body } = await api.send(method, path);
      expect([path, status, body.code]).toEqual([path, 403, 'insufficient-scope']);
    }
  });

  it('only a token for all merchants has webhooks over all merchants', async () => {
    const { id: merchant } = await world.createMerchant();
    const limited = await tokenFor([merchant]);
    const url = 'https://shop.example.com/';
    const webhook = await register(null, { url }, await tokenFor('*'));
    for (const [method, path, body] of [
      ['POST', pathOf(null), { url }],
      ['GET', pathOf(null), undefined],
      ['GET', webhook.path, undefined],
      ['DELETE', webhook.path, undefined],
    ] as const) {
      const refused = await limited.send(method, path, body);
      expect([refused.status, refused.body.code]).toEqual([403, 'insufficient-scope']);
    }
  });

  it('another merchant’s endpoint does not exist', async () => {
    const receiver = await newReceiver();
    const [mine, theirs] = [await world.createMerchant(), await world.createMerchant()];
    const webhook = await register(theirs.id, { url: receiver.url });
    await send(webhook);
    const delivery = await deliveryOf(webhook);
    const platform = await register(null, { url: receiver.url });
    const api = await tokenFor([mine.id]);
    const ask = async (method: string, path: string, body?: object) => {
      const { status, body: problem } = await api.send(method, path, body);
      return [status, problem.code];
    };
    expect(await ask('GET', webhook.path)).toEqual([404, 'merchant-not-found']);
    expect(await ask('GET', pathOf(theirs.id))).toEqual([404, 'merchant-not-found']);
    const unknown = [404, 'webhook-not-found'];
    for (const id of [webhook.id, platform.id, toTypedId('whk', newUuid()), 'whk_x', 'x']) {
      const path = `${pathOf(mine.id)}/${id}`;
      expect(await ask('GET', path)).toEqual(unknown);
      expect(await ask('PATCH', path, { enabled: false })).toEqual(unknown);
      expect(await ask('DELETE', path)).toEqual(unknown);
      expect(await ask('POST', `${path}/rotate-secret`)).toEqual(unknown);
      expect(await ask('POST', `${path}/test`)).toEqual(unknown);
      expect(await ask('POST', `${path}/replay`, { from: '2026-01-01T00:00:00Z' })).toEqual(
        unknown,
      );
      expect(await ask('GET', `${path}/replay?from=2026-01-01T00:00:00Z`)).toEqual(unknown);
      expect(await ask('GET', `${path}/deliveries`)).toEqual(unknown);
    }
    const redeliver = (id: string) => ask('POST', `${pathOf(mine.id)}/deliveries/${id}/redeliver`);
    for (const id of [delivery.id, toTypedId('dlv', newUuid()), 'dlv_x', 'x']) {
      expect(await redeliver(id)).toEqual([404, 'delivery-not-found']);
    }
    const nowhere = await world.api.get(pathOf(toTypedId('mrc', newUuid())));
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'merchant-not-found']);
  });
});

describe('a change is told', () => {
  it('in the transaction that makes it: both are there, or neither', async () => {
    const { id: merchant } = await world.createMerchant();
    const webhook = await register(merchant, {
      url: 'http://127.0.0.1:9/',
      events: ['order.paid'],
    });
    const order = await placeOrder(merchant);
    await world.sql(
      `ALTER TABLE webhook_deliveries ADD CONSTRAINT none CHECK (type <> 'order.paid')`,
    );
    world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
    const path = `/v1/merchants/${merchant}/orders/${order.id}`;
    const failed = await world.api.post(`${path}/verify`);
    expect(failed.status).toBe(500);
    expect((await world.api.get(path)).body).toMatchObject({ state: 'pending', paidAt: null });
    await world.sql('ALTER TABLE webhook_deliveries DROP CONSTRAINT none');
    await world.api.post(`${path}/verify`);
    expect((await world.api.get(path)).body.state).toBe('paid');
    expect(await deliveriesOf(webhook)).toMatchObject([{ type: 'order.paid', orderId: order.id }]);
  });

  it('to platform-wide endpoints of all merchants, to the others of their own', async () => {
    const [a, b] = [await world.createMerchant(), await world.createMerchant()];
    const [hearsA, hearsAll] = [await newReceiver(), await newReceiver()];
    await register(a.id, { url: hearsA.url, events: ['order.paid'] });
    const platform = await register(null, { url: hearsAll.url, events: ['order.paid'] });
    const orders = [await paidOrder(a.id), await paidOrder(b.id)];
    await eventually(() => hearsAll.received.length === 2);
    await eventually(() => hearsA.received.length === 1);
    const idsAt = (receiver: Receiver) => receiver.received.map(({ body }) => body.data.id).sort();
    expect(idsAt(hearsAll)).toEqual(orders.map(({ id }) => id).sort());
    expect(idsAt(hearsA)).toEqual([orders[0].id]);
    expect(hearsAll.received.every((each) => isSignedBy(platform.secret, each))).toBe(true);
    // One event is one id, whoever hears it.
    const [ofA] = hearsA.received;
    expect(hearsAll.of(orders[0].id)[0]).toMatchObject({ id: ofA!.id, raw: ofA!.raw });
  });

  it('while the merchant is suspended too, and not to an endpoint that is disabled', async () => {
    const { id: merchant } = await world.createMerchant();
    const [on, off] = [await newReceiver(), await newReceiver()];
    await register(merchant, { url: on.url, events: ['order.paid'] });
    const disabled = await register(merchant, { url: off.url, enabled: false });
    const order = await placeOrder(merchant);
    await world.api.patch(`/v1/merchants/${merchant}`, { status: 'suspended' });
    await pay(order);
    await eventually(() => on.of(order.id).length === 1);
    expect(await deliveriesOf(disabled)).toEqual([]);
    const test = await send(disabled);
    expect([test.status, test.body.code]).toEqual([409, 'webhook-disabled']);
  });
});

describe('a failed delivery', () => {
  it('comes again under the same id with a new time, and says what was wrong', async () => {
    const receiver = await newReceiver();
    const { id: merchant } = await world.createMerchant();
    const webhook = await register(merchant, { url: receiver.url, events: ['order.paid'] });
    receiver.behaviour = answer(500, `broken\0 ${webhook.secret} ${'x'.repeat(20_000)}`);
    const order = await paidOrder(merchant);
    const failed = await deliveryOf(webhook);
    expect(failed).toEqual({
      id: expect.stringMatching(/^dlv_[0-9a-z]{26}$/),
      webhookId: webhook.id,
      eventId: receiver.received[0]!.id,
      type: 'order.paid',
      merchantId: merchant,
      orderId: order.id,
      state: 'pending',
      attempts: 1,
      nextAttemptAt: expect.stringMatching(TIME),
      lastAttempt: {
        at: expect.stringMatching(TIME),
        durationMs: expect.any(Number),
        status: 500,
        error: 'answered 500',
        answer: expect.stringMatching(/^broken whsec_\[redacted\] x+$/),
      },
      deliveredAt: null,
      createdAt: expect.stringMatching(TIME),
    });
    expect(failed.lastAttempt.answer.length).toBeLessThanOrEqual(1024);
    const gap = Date.parse(failed.nextAttemptAt) - Date.parse(failed.lastAttempt.at);
    expect(gap).toBeGreaterThan(4_400);
    expect(gap).toBeLessThan(6_500);
    expect(await read(webhook)).toMatchObject({ failingSince: expect.stringMatching(TIME) });
    expect(await deliveriesOf(webhook, '?state=pending')).toHaveLength(1);

    receiver.behaviour = answer(202);
    const [first, second] = await eventually(
      () => receiver.received.length === 2 && receiver.received,
    );
    expect(second).toMatchObject({ id: first!.id, raw: first!.raw });
    expect(second!.timestamp).toBeGreaterThan(first!.timestamp);
    expect(second!.headers['webhook-signature']).not.toBe(first!.headers['webhook-signature']);
    expect(isSignedBy(webhook.secret, second!)).toBe(true);
    const [delivered] = await eventually(async () => {
      const found = await deliveriesOf(webhook, '?state=delivered');
      return found.length === 1 && found;
    });
    expect(delivered).toMatchObject({
      attempts: 2,
      nextAttemptAt: null,
      deliveredAt: expect.stringMatching(TIME),
      lastAttempt: { status: 202, error: null },
    });
    expect(await read(webhook)).toMatchObject({ failingSince: null });
  }, 20_000);

  it('is given up when the schedule is used up, and can be sent again by hand', async () => {
    const receiver = await newReceiver();
    receiver.behaviour = answer(503);
    const webhook = await register(null, { url: receiver.url });
    await send(webhook);
    await deliveryOf(webhook);
    await world.sql('UPDATE webhook_deliveries SET attempts = 9');
    await makeDue();
    const [failed] = await eventually(async () => {
      const found = await deliveriesOf(webhook, '?state=failed');
      return found.length === 1 && found;
    });
    expect(failed).toMatchObject({ state: 'failed', attempts: 10, nextAttemptAt: null });
    receiver.behaviour = answer(200);
    const again = await world.api.post(`${pathOf(null)}/deliveries/${failed.id}/redeliver`);
    expect([again.status, again.body.state, again.body.id]).toEqual([202, 'pending', failed.id]);
    await eventually(() => receiver.received.length === 3);
    expect(new Set(receiver.received.map(({ id }) => id))).toEqual(new Set([failed.eventId]));
    await eventually(async () => (await deliveriesOf(webhook, '?state=delivered')).length === 1);
    const path = `${webhook.path}/deliveries/${failed.id}/redeliver`;
    expect((await world.api.post(path)).status).toBe(202);
    await eventually(() => receiver.received.length === 4);
  });

  it.each([
    [
      'nobody listens',
      'http://127.0.0.1:1/',
      /^no answer: the connection failed \(ECONNREFUSED\)$/,
    ],
    ['the name is unknown', 'http://nowhere.invalid/', /^not sent: the name could not be resolved/],
  ])('where %s', async (_what, url, error) => {
    const webhook = await register(null, { url });
    await send(webhook);
    const { lastAttempt } = await deliveryOf(webhook);
    expect(lastAttempt).toMatchObject({ status: null, answer: null });
    expect(lastAttempt.error).toMatch(error);
  });

  it('is nobody’s failure where the trouble is our own', async () => {
    const receiver = await newReceiver();
    const webhook = await register(null, { url: receiver.url });
    const [{ sealed }] = await world.sql(
      'SELECT secret_ciphertext AS sealed FROM webhook_endpoints',
    );
    await world.sql(`UPDATE webhook_endpoints SET secret_ciphertext = 'v1.x.x'`);
    await send(webhook);
    const postponed = await eventually(async () => {
      const [delivery] = await deliveriesOf(webhook);
      return Date.parse(delivery.nextAttemptAt) > Date.now() + 30_000 && delivery;
    });
    expect(postponed).toMatchObject({ state: 'pending', attempts: 0, lastAttempt: null });
    expect(await read(webhook)).toMatchObject({ failingSince: null });
    await world.sql('UPDATE webhook_endpoints SET secret_ciphertext = $1', [sealed]);
    await eventually(async () => {
      await makeDue();
      return receiver.received.length === 1;
    });
  });

  it('after ten seconds without an answer, or an answer whose head does not end', async () => {
    const [silent, endless] = [await newReceiver(), await newReceiver()];
    silent.behaviour = () => undefined;
    endless.behaviour = (_received, response) => response.socket!.write('HTTP/1.1 200 OK\r\nx: ');
    const webhooks = [
      await register(null, { url: silent.url }),
      await register(null, { url: endless.url }),
    ];
    await Promise.all(webhooks.map(send));
    for (const webhook of webhooks) {
      const { lastAttempt } = await eventually(() => deliveryOf(webhook), { withinMs: 20_000 });
      expect(lastAttempt.error).toBe('no answer within 10 s');
      expect(lastAttempt.durationMs).toBeGreaterThan(9_900);
      expect(lastAttempt.durationMs).toBeLessThan(11_500);
    }
  }, 40_000);

  it('never, where the status says success and only the body is endless', async () => {
    const receiver = await newReceiver();
    receiver.behaviour = (_received, response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) continue;
        response.once('drain', pour);
      };
      pour();
    };
    const webhook = await register(null, { url: receiver.url });
    await send(webhook);
    expect(await deliveryOf(webhook)).toMatchObject({
      state: 'delivered',
      lastAttempt: { status: 200, answer: 'x'.repeat(1024) },
    });
  });
});

describe('addresses', () => {
  it.each([301, 302, 303, 307, 308])('a %d is not followed', async (status) => {
    const [receiver, elsewhere] = [await newReceiver(), await newReceiver()];
    const targets = ['http://169.254.169.254/latest/meta-data/', elsewhere.url];
    for (const location of targets) {
      receiver.behaviour = answer(status, '', { location });
      const webhook = await register(null, { url: receiver.url });
      await send(webhook);
      const { lastAttempt } = await deliveryOf(webhook);
      expect(lastAttempt).toMatchObject({
        status,
        error: `answered ${status}; redirects are not followed`,
      });
    }
    expect(elsewhere.received).toEqual([]);
  });

  it('are judged where the connection is made, also when a name changes its answer', async () => {
    const [allowed, forbidden] = [await newReceiver(), await newReceiver()];
    const answers = new Map<string, string[]>();
    const real = dns.lookup as unknown as (...call: unknown[]) => void;
    const spy = jest.spyOn(dns, 'lookup').mockImplementation(((
      ...[name, options, callback]: Parameters<LookupFunction>
    ) => {
      const addresses = answers.get(name);
      if (!addresses) real(name, options, callback);
      else
        callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
    }) as never);
    try {
      const url = (receiver: Receiver) => `http://moves.example:${receiver.port}/`;
      const webhook = await register(null, { url: url(allowed) });
      answers.set('moves.example', ['127.0.0.1']);
      await send(webhook);
      await eventually(() => allowed.received.length === 1);
      for (const address of ['0.0.0.0', '169.254.169.254', '::ffff:127.0.0.1', '::', 'fe80::1']) {
        answers.set('moves.example', [address]);
        const other = await register(null, { url: url(forbidden) });
        await send(other);
        expect((await deliveryOf(other)).lastAttempt).toMatchObject({
          status: null,
          error: 'not sent: it leads to an address that is not allowed',
          answer: null,
        });
      }
      expect(forbidden.received).toEqual([]);
      // Of several answers only the allowed ones are connected to.
      answers.set('moves.example', ['::ffff:127.0.0.1', '127.0.0.1']);
      const mixed = await register(null, { url: url(forbidden) });
      await send(mixed);
      await eventually(() => forbidden.received.length === 1);
    } finally {
      spy.mockRestore();
    }
  });

  it('that were let in before are refused by a service that forbids loopback', async () => {
    const receiver = await newReceiver();
    const strict = await startWorld({ environment: { WEBHOOK_ALLOW_LOOPBACK: 'false' } });
    try {
      for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
        const { body } = await strict.api.post(pathOf(null), { url: 'https://shop.example.com/' });
        await strict.sql('UPDATE webhook_endpoints SET url = $1', [
          `http://${host}:${receiver.port}`,
        ]);
        await strict.api.post(`${pathOf(null)}/${body.id}/test`);
        const path = `${pathOf(null)}/${body.id}/deliveries`;
        const tried = await eventually(async () => {
          const [delivery] = (await strict.api.get(path)).body.data;
          return delivery.lastAttempt;
        });
        expect(tried.error).toBe('not sent: it leads to an address that is not allowed');
      }
      expect(receiver.received).toEqual([]);
    } finally {
      await strict.stop();
    }
  }, 30_000);
});

describe('an endpoint is disabled', () => {
  it('at once by 410; what is due waits, and goes on when it is enabled again', async () => {
    const receiver = await newReceiver();
    receiver.behaviour = answer(410, 'gone');
    const { id: merchant } = await world.createMerchant();
    const webhook = await register(merchant, { url: receiver.url, events: ['order.paid'] });
    const order = await paidOrder(merchant);
    const disabled = await eventually(async () => {
      const now = await read(webhook);
      return !now.enabled && now;
    });
    expect(disabled).toMatchObject({
      disabledReason: 'gone',
      disabledAt: expect.stringMatching(TIME),
    });
    await makeDue();
    expect((await world.api.get('/metrics')).body).toContain(
      'ipay_connect_webhook_endpoints_disabled 1',
    );
    // Several rounds of the dispatcher: it has told everything else that is due.
    const other = await newReceiver();
    await send(await register(merchant, { url: other.url }));
    await eventually(() => other.received.length === 1);
    expect(receiver.received).toHaveLength(1);
    expect(await deliveriesOf(webhook)).toMatchObject([{ state: 'pending' }]);

    receiver.behaviour = answer(200);
    const enabled = await world.api.patch(webhook.path, { enabled: true });
    expect(enabled.body).toMatchObject({
      enabled: true,
      disabledReason: null,
      disabledAt: null,
      failingSince: null,
    });
    await eventually(() => receiver.of(order.id).length === 2);
  });

  it('after five days of nothing but failure, not before', async () => {
    const receiver = await newReceiver();
    receiver.behaviour = answer(500);
    const webhook = await register(null, { url: receiver.url });
    await send(webhook);
    await deliveryOf(webhook);
    const failSince = async (ms: number) => {
      await world.sql(
        `UPDATE webhook_endpoints SET failing_since = now() - $1::bigint * interval '1 ms'`,
        [ms],
      );
      const [{ attempts }] = await deliveriesOf(webhook);
      await makeDue();
      return eventually(async () => {
        const [delivery] = await deliveriesOf(webhook);
        return delivery.attempts > attempts && read(webhook);
      });
    };
    expect(await failSince(5 * DAY_MS - 60_000)).toMatchObject({ enabled: true });
    expect(await failSince(5 * DAY_MS)).toMatchObject({
      enabled: false,
      disabledReason: 'failing',
    });
  });
});

describe('a slow receiver', () => {
  it('is sent to four times at once at most, and delays nobody else', async () => {
    const [slow, quick] = [await newReceiver(), await newReceiver()];
    const held: (() => void)[] = [];
    slow.behaviour = (_received, response) => {
      held.push(() => response.writeHead(204).end());
    };
    const toSlow = await register(null, { url: slow.url });
    const toQuick = await register(null, { url: quick.url });
    await Promise.all(Array.from({ length: 30 }, () => send(toSlow)));
    await eventually(() => slow.open === 4);
    await Promise.all(Array.from({ length: 10 }, () => send(toQuick)));
    await eventually(() => quick.received.length === 10);
    expect([slow.open, slow.mostOpen]).toEqual([4, 4]);
    await eventually(() => {
      for (const release of held.splice(0)) release();
      return slow.received.length === 30;
    });
    await eventually(async () => (await deliveriesOf(toSlow, '?state=pending')).length === 0);
    expect(slow.mostOpen).toBe(4);
    expect(new Set(slow.received.map(({ id }) => id)).size).toBe(30);
  }, 30_000);

  it('that fails is tried one at a time until it is back', async () => {
    const receiver = await newReceiver();
    receiver.behaviour = answer(500);
    const webhook = await register(null, { url: receiver.url });
    await send(webhook);
    await deliveryOf(webhook);
    receiver.mostOpen = 0;
    await Promise.all(Array.from({ length: 8 }, () => send(webhook)));
    await eventually(() => receiver.received.length >= 9);
    expect(receiver.mostOpen).toBe(1);
  });
});

describe('a backlog of 50,000 deliveries', () => {
  it('is worked off by the index, and never read as a whole', async () => {
    const receiver = await newReceiver();
    const own = await startWorld({ environment: { WEBHOOK_ALLOW_LOOPBACK: 'true', ROLE: 'api' } });
    try {
      for (const enabled of [true, false]) {
        await own.api.post(pathOf(null), { url: receiver.url, enabled });
      }
      await own.sql(`INSERT INTO webhook_deliveries
          (endpoint_id, id, event_id, type, next_attempt_at)
        SELECT id, new_uuid_v7(), new_uuid_v7(), 'webhook.test',
          now() + (n % 100 - 80) * interval '1 minute'
        FROM webhook_endpoints, generate_series(1, 25000) AS n`);
      await own.sql('ANALYZE webhook_deliveries');
      const reads = async () => {
        const [row] = await own.sql(
          `SELECT t.n_tup_ins::int AS inserted, t.seq_scan::int AS whole,
             i.idx_scan::int AS scans, i.idx_tup_read::int AS entries
           FROM pg_stat_user_tables t JOIN pg_stat_user_indexes i USING (relid)
           WHERE i.indexrelname = 'webhook_deliveries_due'`,
        );
        return row;
      };
      const before = await eventually(async () => {
        const row = await reads();
        return row.inserted === 50_000 && row;
      });
      const worker = await own.startAnother({ ROLE: 'worker' });
      await eventually(() => receiver.received.length > 100);
      // Postgres tells of a session's reads when it ends, at the latest.
      await worker.stop();
      const after = await eventually(async () => {
        const row = await reads();
        return row.scans - before.scans > 100 && row;
      });
      expect(after.whole).toBe(before.whole);
      // The dead entries before the first live one are read as well, until they are cleared away.
      const entries = (after.entries - before.entries) / (after.scans - before.scans);
      expect(entries).toBeLessThan(receiver.received.length + 100);
      const ids = receiver.received.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    } finally {
      await own.stop();
    }
  }, 60_000);
});

describe('a delivery whose sender is killed', () => {
  it('comes again under the same id when the lease runs out; the late answer counts no more', async () => {
    const receiver = await newReceiver();
    const held: (() => void)[] = [];
    receiver.behaviour = (_received, response) => {
      held.push(() => response.writeHead(500).end());
    };
    const webhook = await register(null, { url: receiver.url });
    await send(webhook);
    await eventually(() => held.length === 1);
    receiver.behaviour = answer(200);
    await world.sql(`UPDATE webhook_deliveries
      SET lease_until = now(), next_attempt_at = now() WHERE lease_until IS NOT NULL`);
    await eventually(() => receiver.received.length === 2);
    const [first, second] = receiver.received;
    expect(second).toMatchObject({ id: first!.id, raw: first!.raw });
    const state = async () => (await deliveriesOf(webhook))[0];
    await eventually(async () => (await state()).state === 'delivered');
    const stops = async () => {
      const pages = await Promise.all(services.map(({ api }) => api.get('/metrics')));
      return pages
        .map(({ body }) => /deliveries_total{result="stop"} (\d+)/.exec(body)?.[1])
        .join();
    };
    const before = await stops();
    held[0]!();
    await eventually(async () => (await stops()) !== before);
    expect(await state()).toMatchObject({
      state: 'delivered',
      attempts: 1,
      lastAttempt: { status: 200 },
    });
  });
});

describe('rotating the secret', () => {
  it('signs with both for the overlap, and then with the new one', async () => {
    const receiver = await newReceiver();
    const webhook = await register(null, { url: receiver.url });
    const rotated = await world.api.post(`${webhook.path}/rotate-secret`);
    expect(rotated.status).toBe(200);
    expect(rotated.headers.get('cache-control')).toBe('no-store');
    const { secret, previousSecretValidUntil } = rotated.body;
    expect(secret).not.toBe(webhook.secret);
    const overlap = Date.parse(previousSecretValidUntil) - Date.now();
    expect(Math.abs(overlap - DAY_MS)).toBeLessThan(60_000);

    await send(webhook);
    const [during] = await eventually(() => receiver.received.length === 1 && receiver.received);
    expect(during!.headers['webhook-signature']!.split(' ')).toHaveLength(2);
    expect([webhook.secret, secret].map((each) => isSignedBy(each, during!))).toEqual([true, true]);

    await world.sql('UPDATE webhook_endpoints SET previous_valid_until = now()');
    expect(await read(webhook)).toMatchObject({ previousSecretValidUntil: null });
    await send(webhook);
    const after = await eventually(() => receiver.received[1]);
    expect([webhook.secret, secret].map((each) => isSignedBy(each, after))).toEqual([false, true]);

    const atOnce = await world.api.post(`${webhook.path}/rotate-secret`, { overlapSeconds: 0 });
    expect(atOnce.body.previousSecretValidUntil).toBeNull();
    for (const overlapSeconds of [-1, 1.5, '60', null, 31 * 24 * 3_600]) {
      const refused = await world.api.post(`${webhook.path}/rotate-secret`, { overlapSeconds });
      expect([refused.status, refused.body.errors?.[0].field]).toEqual([400, 'overlapSeconds']);
    }
  });
});

describe('the test event', () => {
  it('goes the way of all events, whatever the endpoint subscribes to', async () => {
    const receiver = await newReceiver();
    const webhook = await register(null, { url: receiver.url, events: ['order.paid'] });
    const accepted = await send(webhook);
    expect(accepted.status).toBe(202);
    expect(accepted.body).toMatchObject({ type: 'webhook.test', state: 'pending', orderId: null });
    const [received] = await eventually(() => receiver.received.length === 1 && receiver.received);
    expect(received!.id).toBe(accepted.body.eventId);
    expect(received!.body).toEqual({
      type: 'webhook.test',
      timestamp: expect.stringMatching(TIME),
      data: { webhookId: webhook.id },
    });
    expect(isSignedBy(webhook.secret, received!)).toBe(true);
  });
});

describe('a replay', () => {
  it('tells again what was subscribed to in the window, and what was missed', async () => {
    const receiver = await newReceiver();
    const { id: merchant } = await world.createMerchant();
    const before = await paidOrder(merchant);
    const from = (await world.sql('SELECT now()'))[0].now.toISOString();
    const webhook = await register(merchant, { url: receiver.url, events: ['order.paid'] });
    const heard = await paidOrder(merchant);
    await eventually(() => receiver.received.length === 1);
    await world.api.patch(webhook.path, { enabled: false });
    const missed = await paidOrder(merchant);
    await paidOrder((await world.createMerchant()).id);
    await world.api.patch(webhook.path, { enabled: true });

    const counted = await countReplay(webhook, { from });
    expect([counted.status, counted.body]).toEqual([200, { count: 2, tooMany: false }]);
    expect(await deliveriesOf(webhook)).toHaveLength(1);
    const replayed = await world.api.post(`${webhook.path}/replay`, { from });
    expect([replayed.status, replayed.body]).toEqual([202, { count: 2 }]);
    await eventually(() => receiver.received.length === 3);
    expect(receiver.of(before.id)).toEqual([]);
    expect(receiver.of(missed.id)).toHaveLength(1);
    const [first, second] = receiver.of(heard.id);
    expect(second).toMatchObject({ id: first!.id, raw: first!.raw });
    await eventually(async () => (await deliveriesOf(webhook, '?state=delivered')).length === 2);

    const to = from;
    const window = { from: before.createdAt, to };
    expect((await countReplay(webhook, window)).body.count).toBe(1);
    const earlier = await world.api.post(`${webhook.path}/replay`, window);
    expect(earlier.body).toEqual({ count: 1 });
    await eventually(() => receiver.of(before.id).length === 1);
  });

  it('is refused without a window, and above ten thousand events', async () => {
    const { id: merchant } = await world.createMerchant();
    const webhook = await register(merchant, { url: 'http://127.0.0.1:9/' });
    const replay = (window: object) => world.api.post(`${webhook.path}/replay`, window);
    const from = '2026-01-02T00:00:00Z';
    for (const window of [
      {},
      { from: 'yesterday' },
      { from, to: from },
      { from, to: '2026-01-01T00:00:00Z' },
      { from: '2026-02-31T00:00:00' },
    ]) {
      for (const { status, body } of [await replay(window), await countReplay(webhook, window)]) {
        expect([status, body.errors?.[0].field]).toEqual([400, 'from']);
      }
    }
    const order = await placeOrder(merchant);
    await world.sql('DELETE FROM webhook_deliveries');
    await world.sql(
      `INSERT INTO order_events
         (merchant_id, order_id, seq, id, type, cause, state, detail, at, snapshot)
       SELECT merchant_id, order_id, 1000 + n, new_uuid_v7(), type, cause, state, detail,
         '2020-01-01', snapshot
       FROM order_events, generate_series(1, 10000) n
       WHERE order_id = (SELECT id FROM orders WHERE reference_id = $1) AND type = 'order.pending'`,
      [order.referenceId],
    );
    const window = { from: '2019-12-31T00:00:00Z', to: '2020-01-02T00:00:00Z' };
    expect((await countReplay(webhook, window)).body).toEqual({ count: 10_000, tooMany: false });
    await world.sql(
      `UPDATE order_events SET at = '2020-01-01' WHERE type = 'order.pending' AND order_id = $1`,
      [fromTypedId('ord', order.id)],
    );
    expect((await countReplay(webhook, window)).body).toEqual({ count: 10_000, tooMany: true });
    const refused = await replay(window);
    expect([refused.status, refused.body.code]).toEqual([422, 'replay-too-large']);
    expect(await deliveriesOf(webhook)).toEqual([]);
  });
});

describe('the deliveries of an endpoint', () => {
  it('are listed newest first, page by page', async () => {
    const receiver = await newReceiver();
    const webhook = await register(null, { url: receiver.url });
    const sent: string[] = [];
    for (let i = 0; i < 5; i += 1) sent.unshift((await send(webhook)).body.id);
    const pages: string[] = [];
    let cursor = '';
    do {
      const { body } = await world.api.get(`${webhook.path}/deliveries?limit=2${cursor}`);
      pages.push(...body.data.map(({ id }: any) => id));
      cursor = body.nextCursor && `&cursor=${body.nextCursor}`;
    } while (cursor);
    expect(pages).toEqual(sent);
    for (const query of ['?state=lost', '?limit=0', '?from=yesterday']) {
      expect((await world.api.get(`${webhook.path}/deliveries${query}`)).status).toBe(400);
    }
    const bad = await world.api.get(`${webhook.path}/deliveries?cursor=x`);
    expect([bad.status, bad.body.code]).toEqual([400, 'invalid-cursor']);
  });
});

describe.each(['Postgres', 'Redis'])('over a queue on %s', (backend) => {
  let redis: TestRedis | undefined;
  let own: World;

  beforeAll(async () => {
    redis = backend === 'Redis' ? await startTestRedis() : undefined;
    const environment = {
      WEBHOOK_ALLOW_LOOPBACK: 'true',
      ...(redis && { REDIS_URL: redis.url }),
    };
    own = await startWorld({ environment });
  }, 60_000);
  afterAll(async () => {
    await own.stop();
    await redis?.stop();
  });

  it('a paid order is told of as it was then, signed, and no secret is left anywhere', async () => {
    const receiver = await newReceiver();
    const merchant = await own.createMerchant();
    const created = await own.api.post(pathOf(merchant.id), { url: receiver.url });
    const { secret } = created.body;
    const placed = await placeOrder(merchant.id, own);
    const order = await pay(placed, own);
    await eventually(() => receiver.of(order.id).length === 2);
    const [pending] = receiver.of(order.id, 'order.pending');
    const [paid] = receiver.of(order.id, 'order.paid');
    expect(receiver.received.every((each) => isSignedBy(secret, each))).toBe(true);
    expect(paid!.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^evt_[0-9a-z]{26}$/),
    });
    const unasked = (as: any) => ({ ...as, gateway: { ...as.gateway, nextCheckAt: null } });
    expect(paid!.body).toEqual({
      type: 'order.paid',
      timestamp: order.paidAt,
      data: unasked(order),
    });
    expect(pending!.body.data).toEqual(unasked(placed));
    expect(order.version).toBeGreaterThan(pending!.body.data.version);
    const events = await own.api.get(`/v1/merchants/${merchant.id}/orders/${order.id}/events`);
    const told = events.body.data.filter(({ type }: any) => /pending|paid/.test(type));
    expect(told.map(({ id }: any) => id)).toEqual([pending!.id, paid!.id]);

    const bare = secret.slice('whsec_'.length);
    const answers = [
      await own.api.get(pathOf(merchant.id)),
      await own.api.get(`${pathOf(merchant.id)}/${created.body.id}`),
      await own.api.get(`${pathOf(merchant.id)}/${created.body.id}/deliveries`),
    ];
    expect(JSON.stringify(answers.map(({ body }) => body))).not.toContain(bare);
    expect(own.log.join('')).not.toContain(bare);
    const tables = await own.sql(`SELECT query_to_xml(format('SELECT * FROM %I.%I',
        schemaname, tablename), true, false, '')::text AS content
      FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`);
    expect(tables.map(({ content }: any) => content).join('')).not.toContain(bare);
  });

  it('a failed delivery comes again', async () => {
    const receiver = await newReceiver();
    const merchant = await own.createMerchant();
    await own.api.post(pathOf(merchant.id), { url: receiver.url, events: ['order.pending'] });
    receiver.behaviour = answer(500);
    const order = await placeOrder(merchant.id, own);
    await eventually(() => receiver.of(order.id).length === 1);
    receiver.behaviour = answer(200);
    await eventually(() => receiver.of(order.id).length === 2);
    const [first, second] = receiver.of(order.id);
    expect(second!.id).toBe(first!.id);
  }, 20_000);
});
