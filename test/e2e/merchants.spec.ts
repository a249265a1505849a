import { createHmac, randomBytes } from 'node:crypto';
import { newUuid, toTypedId } from '../../src/http/typed-id';
import {
  ENCRYPTION_KEY,
  Api,
  eventually,
  newApiKey,
  orderBody,
  startWorld,
  type Answer,
  type TestService,
  type World,
} from '../support/service';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let world: World;
let other: TestService;

beforeAll(async () => {
  world = await startWorld();
  other = await world.startAnother();
}, 60_000);
afterAll(() => world.stop());
afterEach(() => {
  world.sandbox.clearFaults();
});

/** A key that iPay (the sandbox) takes. */
function goodKey(): string {
  return world.sandbox.addMerchant('Test shop', newApiKey()).apiKey;
}

async function create(fields: object = {}): Promise<any> {
  const answer = await world.api.post('/v1/merchants', { name: 'Aarong', ...fields });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

const read = async (id: string) => (await world.api.get(`/v1/merchants/${id}`)).body;
const setKey = (id: string, environment: string, apiKey: unknown, api = world.api) =>
  api.put(`/v1/merchants/${id}/credentials/${environment}`, { apiKey });
const placeOrder = (id: string, api = world.api) =>
  api.post(`/v1/merchants/${id}/orders`, orderBody());
const codeOf = ({ status, body }: Answer) => [status, body.code];
const fieldsOf = ({ body }: Answer) => body.errors.map(({ field }: { field: string }) => field);

async function tokenFor(merchants: string[] | '*'): Promise<Api> {
  const scopes = ['merchants:read', 'merchants:write'];
  const { body } = await world.api.post('/v1/tokens', { name: 'x', scopes, merchants });
  return new Api(world.url, body.token);
}

describe('POST /v1/merchants', () => {
  it('makes a merchant of the sandbox, and shows its return secret once', async () => {
    const answer = await world.api.post('/v1/merchants', { name: 'আড়ং' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/merchants/${answer.body.id}`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { returnSecret, ...merchant } = answer.body;
    expect(returnSecret).toMatch(/^rs_[A-Za-z0-9_-]{43}$/);
    expect(merchant).toEqual({
      id: expect.stringMatching(/^mrc_[0-9a-z]{26}$/),
      name: 'আড়ং',
      status: 'active',
      environment: 'sandbox',
      credentials: { sandbox: null, production: null },
      returnHosts: [],
      attention: null,
      createdAt: expect.stringMatching(TIME),
      updatedAt: merchant.createdAt,
    });
    expect(await read(merchant.id)).toEqual(merchant);
  });

  it.each(['sandbox', 'production'])(
    'takes the key of %s along, and has it probed',
    async (environment) => {
      const apiKey = goodKey();
      const { id, credentials } = await create({ environment, apiKey });
      const elsewhere = environment === 'sandbox' ? 'production' : 'sandbox';
      expect(credentials[elsewhere]).toBeNull();
      expect(credentials[environment]).toEqual({
        hint: `…${apiKey.slice(-4)}`,
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        setAt: expect.stringMatching(TIME),
        lastProbe: null,
      });
      const probe = await eventually(
        async () => (await read(id)).credentials[environment].lastProbe,
      );
      expect(probe).toEqual({ at: expect.stringMatching(TIME), accepted: true });
    },
  );

  it('keeps return hosts as they are compared', async () => {
    const returnHosts = [
      'Shop.Example.com',
      'shop.example.com',
      'shop.example.com:8443',
      '[::1]:80',
    ];
    const { id } = await create({ returnHosts });
    const kept = ['shop.example.com', 'shop.example.com:8443', '[::1]:80'];
    expect((await read(id)).returnHosts).toEqual(kept);
  });

  it('says which return hosts are none', async () => {
    const returnHosts = ['shop.example.com', 'https://a.example', 'b.example:80', 'c d'];
    const { body } = await world.api.post('/v1/merchants', { name: 'x', returnHosts });
    expect(body.errors[0].message).toMatch(/with or without :port; wrong at 2, 4$/);
  });

  const name = 'x';
  it.each([
    ['name', {}],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: 5 }],
    ['name', { name: null }],
    ['name', { name: 'a\0' }],
    ['environment', { name, environment: 'staging' }],
    ['environment', { name, environment: null }],
    ['apiKey', { name, apiKey: '' }],
    ['apiKey', { name, apiKey: ' key' }],
    ['apiKey', { name, apiKey: 'two words' }],
    ['apiKey', { name, apiKey: 'line\r\nHost: evil' }],
    ['apiKey', { name, apiKey: 'চাবি' }],
    ['apiKey', { name, apiKey: 'x'.repeat(513) }],
    ['apiKey', { name, apiKey: 5 }],
    ['apiKey', { name, apiKey: null }],
    ['apiKey', { name, apiKey: ['key'] }],
    ['returnHosts', { name, returnHosts: 'shop.example.com' }],
    ['returnHosts', { name, returnHosts: null }],
    ['returnHosts', { name, returnHosts: ['https://shop.example.com'] }],
    ['returnHosts', { name, returnHosts: ['*.example.com'] }],
    ['returnHosts', { name, returnHosts: [5] }],
    ['returnHosts', { name, returnHosts: Array.from({ length: 51 }, (_, i) => `h${i}.example`) }],
    ['status', { name, status: 'suspended' }],
    ['id', { name, id: 'mrc_chosen' }],
  ])('refuses a wrong %s', async (field, body) => {
    const answer = await world.api.post('/v1/merchants', body);
    expect(codeOf(answer)).toEqual([400, 'validation-failed']);
    expect(fieldsOf(answer)).toEqual([field]);
  });

  it('takes what is just within the limits', async () => {
    await create({ name: '😀'.repeat(100) });
    await create({ name: 'x', apiKey: randomBytes(256).toString('hex') });
    await create({ returnHosts: Array.from({ length: 50 }, (_, i) => `h${i}.example`) });
  });

  it('needs a token for all merchants', async () => {
    const { id } = await create();
    const answer = await (await tokenFor([id])).post('/v1/merchants', { name: 'x' });
    expect(codeOf(answer)).toEqual([403, 'insufficient-scope']);
    expect((await (await tokenFor('*')).post('/v1/merchants', { name: 'x' })).status).toBe(201);
  });

  it('writes nothing where another merchant has the key', async () => {
    const apiKey = goodKey();
    await create({ apiKey });
    const name = `Second ${newUuid()}`;
    const answer = await world.api.post('/v1/merchants', { name, apiKey });
    expect(codeOf(answer)).toEqual([409, 'credentials-in-use']);
    expect(await world.sql('SELECT 1 FROM merchants WHERE name = $1', [name])).toEqual([]);
  });
});

describe('GET /v1/merchants', () => {
  it('lists newest first, page by page, without gap or repeat while merchants come', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) made.unshift((await create({ name: `Page ${i}` })).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await world.api.get(`/v1/merchants?limit=2${query}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
      await create({ name: 'Meanwhile' });
    } while (cursor !== null && seen.length < 6);
    expect(seen.slice(0, 5)).toEqual(made);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('shows a token its own merchants only', async () => {
    const [one, , three] = [await create(), await create(), await create()];
    const { body } = await (await tokenFor([one.id, three.id])).get('/v1/merchants');
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([three.id, one.id]);
    expect(body.nextCursor).toBeNull();
  });

  it('finds by a part of the name, whatever its capitals, and by the id; by the key, too', async () => {
    const names = ['Star_Tech 100%', 'star tech', 'STAR_TECH 100% two', 'Chaldal', 'স্টার টেক'];
    const made = new Map<string, string>();
    for (const name of names) made.set(name, (await create({ name })).id);
    const found = async (q: string, more = '', api = world.api) => {
      const { body } = await api.get(`/v1/merchants?q=${encodeURIComponent(q)}${more}`);
      return body.data.map(({ name }: { name: string }) => name);
    };
    // No pattern: what is sought stands for itself.
    expect(await found('star_tech 100%')).toEqual(['STAR_TECH 100% two', 'Star_Tech 100%']);
    expect(await found(' টেক ')).toEqual(['স্টার টেক']);
    expect(await found(made.get('Chaldal') ?? '')).toEqual(['Chaldal']);
    expect(await found('nobody of this name')).toEqual([]);
    const { body } = await world.api.get('/v1/merchants?q=star&limit=2');
    expect(await found('star', `&cursor=${body.nextCursor}`)).toEqual(['Star_Tech 100%']);
    const some = await tokenFor([made.get('star tech') ?? '']);
    expect(await found('star', '', some)).toEqual(['star tech']);
    expect(await found(made.get('Chaldal') ?? '', '', some)).toEqual([]);
  });

  it('tells of several by their ids, as far as the token sees them', async () => {
    const [one, two, three] = [await create(), await create(), await create()];
    const ids = [one.id, three.id, 'mrc_x', 'mrc_01h455vb4pex5vsknk084sn02q'];
    const found = async (api = world.api, among = ids) => {
      const query = among.map((id) => `id=${id}`).join('&');
      const { body } = await api.get(`/v1/merchants?limit=200&${query}`);
      return body.data.map(({ id }: { id: string }) => id);
    };
    expect(await found()).toEqual([three.id, one.id]);
    expect(await found(world.api, [two.id])).toEqual([two.id]);
    expect(await found(world.api, ['mrc_x'])).toEqual([]);
    expect(await found(await tokenFor([one.id, two.id]))).toEqual([one.id]);
  });

  it('refuses wrong cursors and limits', async () => {
    expect(codeOf(await world.api.get('/v1/merchants?cursor=x'))).toEqual([400, 'invalid-cursor']);
    for (const query of ['limit=0', 'limit=201', 'limit=ten', 'name=x']) {
      const answer = await world.api.get(`/v1/merchants?${query}`);
      expect(codeOf(answer)).toEqual([400, 'validation-failed']);
    }
  });
});

describe('a merchant that was never made', () => {
  it.each([
    ['GET', '', undefined],
    ['PATCH', '', { name: 'x' }],
    ['PUT', '/credentials/sandbox', { apiKey: 'some-key-of-nobody' }],
    ['DELETE', '/credentials/sandbox', undefined],
  ])('is not found by %s /v1/merchants/{m}%s', async (method, rest, body) => {
    for (const id of [toTypedId('mrc', newUuid()), 'mrc_x', toTypedId('ord', newUuid())]) {
      const answer = await world.api.send(method, `/v1/merchants/${id}${rest}`, body);
      expect(codeOf(answer)).toEqual([404, 'merchant-not-found']);
    }
  });
});

describe('PATCH /v1/merchants/{m}', () => {
  it('changes what is given, and nothing else', async () => {
    const { id } = await create({ returnHosts: ['a.example'] });
    const before = await read(id);
    const renamed = await world.api.patch(`/v1/merchants/${id}`, { name: 'Renamed' });
    expect(renamed.status).toBe(200);
    expect(renamed.body).toEqual({
      ...before,
      name: 'Renamed',
      updatedAt: expect.stringMatching(TIME),
    });
    expect(Date.parse(renamed.body.updatedAt)).toBeGreaterThan(Date.parse(before.createdAt));
    const moved = await world.api.patch(`/v1/merchants/${id}`, { returnHosts: ['B.example:81'] });
    expect(moved.body).toMatchObject({ name: 'Renamed', returnHosts: ['b.example:81'] });
    const freed = await world.api.patch(`/v1/merchants/${id}`, { returnHosts: [] });
    expect(freed.body).toMatchObject({ name: 'Renamed', returnHosts: [] });
    expect(await read(id)).toEqual(freed.body);
  });

  it.each([
    ['name', { name: '' }],
    ['name', { name: null }],
    ['status', { status: 'closed' }],
    ['status', { status: null }],
    ['environment', { environment: 'test' }],
    ['environment', { environment: null }],
    ['returnHosts', { returnHosts: ['a b'] }],
    ['returnHosts', { returnHosts: null }],
    ['confirm', { confirm: 'yes' }],
    ['apiKey', { apiKey: 'by-the-wrong-door' }],
    ['attention', { attention: null }],
  ])('refuses a wrong %s', async (field, body) => {
    const { id } = await create();
    const answer = await world.api.patch(`/v1/merchants/${id}`, body);
    expect(codeOf(answer)).toEqual([400, 'validation-failed']);
    expect(fieldsOf(answer)).toEqual([field]);
  });

  it('suspends at once on every instance, and takes up again', async () => {
    const { id } = await create({ apiKey: goodKey() });
    for (let i = 0; i < 3; i += 1) {
      await world.api.patch(`/v1/merchants/${id}`, { status: 'suspended' });
      expect(codeOf(await placeOrder(id, other.api))).toEqual([409, 'merchant-suspended']);
      await other.api.patch(`/v1/merchants/${id}`, { status: 'active' });
      expect((await placeOrder(id)).status).toBe(201);
    }
  });

  it('goes to production only with a key, and back only when that is confirmed', async () => {
    const { id } = await create({ apiKey: goodKey() });
    const flip = (body: object, api = world.api) => api.patch(`/v1/merchants/${id}`, body);

    const early = await flip({ environment: 'production', name: 'Not this either' });
    expect(codeOf(early)).toEqual([409, 'credentials-missing']);
    expect(await read(id)).toMatchObject({ environment: 'sandbox', name: 'Aarong' });

    await setKey(id, 'production', goodKey());
    expect((await flip({ environment: 'production' })).body.environment).toBe('production');
    expect((await placeOrder(id, other.api)).body.environment).toBe('production');
    expect((await flip({ environment: 'production' })).status).toBe(200);

    for (const body of [{ environment: 'sandbox' }, { environment: 'sandbox', name: 'Nor this' }]) {
      expect(codeOf(await flip(body))).toEqual([409, 'confirmation-required']);
    }
    expect(await read(id)).toMatchObject({ environment: 'production', name: 'Aarong' });

    const back = await flip({ environment: 'sandbox', confirm: 'sandbox' }, other.api);
    expect(back.body.environment).toBe('sandbox');
    expect((await placeOrder(id)).body.environment).toBe('sandbox');
  });

  it('does not go back to a sandbox without a key, confirmed or not', async () => {
    const { id } = await create({ environment: 'production', apiKey: goodKey() });
    for (const confirm of [{}, { confirm: 'sandbox' }]) {
      const answer = await world.api.patch(`/v1/merchants/${id}`, {
        environment: 'sandbox',
        ...confirm,
      });
      expect(codeOf(answer)).toEqual([409, 'credentials-missing']);
    }
  });
});

describe('PUT /v1/merchants/{m}/credentials/{environment}', () => {
  it('answers with the merchant, and shows of the key its end at most', async () => {
    const { id } = await create();
    for (const [apiKey, hint] of [
      ['abc', '…'],
      ['abcdefgh', '…gh'],
      [`long-${newApiKey()}-f9c5`, '…f9c5'],
    ] as const) {
      const answer = await setKey(id, 'sandbox', apiKey);
      expect(answer.status).toBe(200);
      expect(answer.body.credentials.sandbox).toMatchObject({ hint, lastProbe: null });
      expect(JSON.stringify(answer.body)).not.toContain(apiKey);
    }
  });

  it.each([undefined, null, '', ' ', 'a b', 'a\n', 'কী', 5, 'x'.repeat(513)])(
    'refuses the key %j',
    async (apiKey) => {
      const { id } = await create();
      const answer = await setKey(id, 'sandbox', apiKey);
      expect(codeOf(answer)).toEqual([400, 'validation-failed']);
      expect(fieldsOf(answer)).toEqual(['apiKey']);
    },
  );

  it.each(['staging', 'Sandbox', 'sandbox ', '__proto__'])(
    'knows no environment %j',
    async (environment) => {
      const { id } = await create();
      const path = `/v1/merchants/${id}/credentials/${encodeURIComponent(environment)}`;
      expect((await world.api.put(path, { apiKey: 'some-key' })).status).toBe(404);
      expect((await world.api.delete(path)).status).toBe(404);
    },
  );

  it('is in force at once on every instance, both ways', async () => {
    const { id } = await create({ apiKey: goodKey() });
    const instances = [world.api, other.api];
    for (const here of instances) {
      for (const there of instances) {
        await setKey(id, 'sandbox', newApiKey(), here);
        expect(codeOf(await placeOrder(id, there))).toEqual([502, 'gateway-credentials-rejected']);
        await setKey(id, 'sandbox', goodKey(), here);
        expect((await placeOrder(id, there)).status).toBe(201);
      }
    }
  });

  it('says afterwards whether iPay takes the key', async () => {
    const { id } = await create();
    const probeOf = () => eventually(async () => (await read(id)).credentials.production.lastProbe);
    expect((await setKey(id, 'production', newApiKey())).status).toBe(200);
    expect((await probeOf()).accepted).toBe(false);
    const replaced = await setKey(id, 'production', goodKey());
    expect(replaced.body.credentials.production.lastProbe).toBeNull();
    expect((await probeOf()).accepted).toBe(true);
  });

  it.each([
    ['hangs', { kind: 'hang' }],
    ['hangs up', { kind: 'reset' }],
  ] as const)('does not wait for iPay, nor fail, where it %s', async (_how, fault) => {
    world.sandbox.addFault(fault);
    const { id } = await create();
    const started = Date.now();
    const answer = await setKey(id, 'sandbox', newApiKey());
    expect(answer.status).toBe(200);
    expect(Date.now() - started).toBeLessThan(1_000);
    expect((await read(id)).credentials.sandbox.lastProbe).toBeNull();
  });

  it('forgets what iPay says of a key that was replaced meanwhile', async () => {
    const refused = newApiKey();
    world.sandbox.addFault({ kind: 'delay', apiKey: refused, delayMs: 500 });
    const instance = await world.startAnother();
    const { id } = await create();
    await setKey(id, 'sandbox', refused, instance.api);
    await setKey(id, 'sandbox', goodKey());
    await eventually(async () => (await read(id)).credentials.sandbox.lastProbe?.accepted);
    // It ends when its probe has.
    await instance.stop();
    expect((await read(id)).credentials.sandbox.lastProbe.accepted).toBe(true);
  });

  it('finishes a probe before the instance ends', async () => {
    const apiKey = goodKey();
    const instance = await world.startAnother();
    world.sandbox.addFault({ kind: 'delay', apiKey, delayMs: 500 });
    const { id } = await create();
    await setKey(id, 'sandbox', apiKey, instance.api);
    await instance.stop();
    expect((await read(id)).credentials.sandbox.lastProbe.accepted).toBe(true);
  });

  it('refuses a key that another merchant has in that environment, and does not say which', async () => {
    const apiKey = goodKey();
    const first = await create({ apiKey });
    const second = await create();
    const refused = await setKey(second.id, 'sandbox', apiKey);
    expect(codeOf(refused)).toEqual([409, 'credentials-in-use']);
    expect(JSON.stringify(refused.body)).not.toContain(first.id);
    expect((await read(second.id)).credentials.sandbox).toBeNull();
    expect((await setKey(second.id, 'production', apiKey)).status).toBe(200);
    expect((await setKey(first.id, 'sandbox', apiKey)).status).toBe(200);
    await setKey(first.id, 'sandbox', goodKey());
    expect((await setKey(second.id, 'sandbox', apiKey)).status).toBe(200);
  });

  it('lets one of two have it where both come at once', async () => {
    for (let i = 0; i < 10; i += 1) {
      const apiKey = newApiKey();
      const [one, two] = [await create(), await create()];
      const answers = await Promise.all([
        setKey(one.id, 'sandbox', apiKey),
        setKey(two.id, 'sandbox', apiKey, other.api),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
  });

  it('tells keys apart after the encryption keys were rotated, and opens the old ones', async () => {
    const apiKey = goodKey();
    const first = await create({ apiKey });
    const rotated = await world.startAnother({
      ENCRYPTION_KEYS: `next:${randomBytes(32).toString('base64')},test:${ENCRYPTION_KEY}`,
    });
    const second = await create();
    const refused = await setKey(second.id, 'sandbox', apiKey, rotated.api);
    expect(codeOf(refused)).toEqual([409, 'credentials-in-use']);
    expect((await placeOrder(first.id, rotated.api)).status).toBe(201);
  });

  it('keeps the fingerprint from being made by who knows the encryption key', async () => {
    const apiKey = newApiKey();
    const { credentials } = await create({ apiKey });
    const guess = createHmac('sha256', Buffer.from(ENCRYPTION_KEY, 'base64')).update(apiKey);
    expect(credentials.sandbox.fingerprint).not.toBe(guess.digest('hex'));
  });
});

describe('DELETE /v1/merchants/{m}/credentials/{environment}', () => {
  const remove = (id: string, environment = 'sandbox') =>
    world.api.delete(`/v1/merchants/${id}/credentials/${environment}`);

  it('removes the key, at once on every instance; again is done already', async () => {
    const { id } = await create({ apiKey: goodKey() });
    const removed = await remove(id);
    expect([removed.status, removed.body]).toEqual([204, '']);
    expect((await read(id)).credentials).toEqual({ sandbox: null, production: null });
    expect(codeOf(await placeOrder(id, other.api))).toEqual([409, 'credentials-missing']);
    expect((await remove(id)).status).toBe(204);
  });

  it('waits for the orders of that environment that are still to be asked about', async () => {
    const { id } = await create({ apiKey: goodKey() });
    await setKey(id, 'production', goodKey());
    const order = await placeOrder(id);
    const late = await placeOrder(id);
    const refused = await remove(id);
    expect(codeOf(refused)).toEqual([409, 'orders-open']);
    expect(refused.body.orders).toEqual({ pending: 2 });
    expect((await read(id)).credentials.sandbox).not.toBeNull();
    expect((await remove(id, 'production')).status).toBe(204);
    world.sandbox.changeOrder(order.body.gateway.orderId, { state: 'paid' });
    await world.api.post(`/v1/merchants/${id}/orders/${order.body.id}/verify`);
    expect((await remove(id)).body.orders).toEqual({ pending: 1 });
    world.sandbox.changeOrder(late.body.gateway.orderId, { state: 'cancelled' });
    await world.api.post(`/v1/merchants/${id}/orders/${late.body.id}/verify`);
    // Money may still come for it.
    expect((await remove(id)).body.orders).toEqual({ cancelled: 1 });
    world.sandbox.changeOrder(late.body.gateway.orderId, { state: 'paid' });
    await world.api.post(`/v1/merchants/${id}/orders/${late.body.id}/verify`);
    expect((await remove(id)).status).toBe(204);
  });
});

describe('a key that iPay rejects in earnest', () => {
  it('flags the merchant once, until the key is replaced', async () => {
    const { id } = await create({ apiKey: newApiKey() });
    expect((await read(id)).attention).toBeNull();
    expect((await placeOrder(id)).status).toBe(502);
    const { attention } = await read(id);
    expect(attention).toEqual({
      reason: 'credentials-rejected',
      environment: 'sandbox',
      since: expect.stringMatching(TIME),
      detail: expect.stringMatching(/./),
    });
    expect((await placeOrder(id, other.api)).status).toBe(502);
    expect((await read(id)).attention).toEqual(attention);
    expect((await setKey(id, 'production', newApiKey())).body.attention).toEqual(attention);
    expect((await setKey(id, 'sandbox', goodKey())).body.attention).toBeNull();
    expect((await placeOrder(id)).status).toBe(201);
  });

  it('is no matter any more once a probe is accepted', async () => {
    const apiKey = goodKey();
    world.sandbox.addFault({ kind: 'delay', apiKey, operation: 'status', delayMs: 700 });
    world.sandbox.addFault({ kind: 'refuse', apiKey, operation: 'create', status: 401, times: 1 });
    const { id } = await create({ apiKey });
    expect((await placeOrder(id)).status).toBe(502);
    expect((await read(id)).attention).toMatchObject({ reason: 'credentials-rejected' });
    const merchant = await eventually(async () => {
      const now = await read(id);
      return now.credentials.sandbox.lastProbe && now;
    });
    expect(merchant).toMatchObject({
      attention: null,
      credentials: { sandbox: { lastProbe: { accepted: true } } },
    });
  });
});

describe('what went in', () => {
  it('comes out nowhere: no answer, no column, no log line', async () => {
    const apiKey = goodKey();
    const { id, returnSecret } = await create({ apiKey });
    await placeOrder(id);
    await setKey(id, 'production', apiKey);
    const answers = [
      await world.api.get(`/v1/merchants/${id}`),
      await world.api.get('/v1/merchants?limit=200'),
      await setKey(id, 'sandbox', `${apiKey} `),
      await world.api.post('/v1/merchants', { name: 5, apiKey }),
    ];
    for (const { body, headers } of answers) {
      const seen = JSON.stringify([body, ...headers]);
      expect(seen).not.toContain(apiKey);
      expect(seen).not.toContain(returnSecret);
    }
    const tables = await world.sql<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables) {
      for (const secret of [apiKey, returnSecret]) {
        const found = await world.sql(
          `SELECT 1 FROM ${name} AS t WHERE strpos(t::text, $1) > 0 LIMIT 1`,
          [secret],
        );
        expect({ name, found }).toEqual({ name, found: [] });
      }
    }
    const log = [...world.log, ...other.log].join('');
    expect(log).not.toContain(apiKey);
    expect(log).not.toContain(returnSecret);
  });
});
