import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { GatewayCaller, orderRequest, type Json } from './gateway-caller';

const KEY = 'control-test-key';

let sandbox: Sandbox;
let merchant: GatewayCaller;

beforeAll(async () => {
  sandbox = await startSandbox({ merchants: [{ name: 'Shop', apiKey: KEY }] });
  merchant = new GatewayCaller(sandbox, KEY);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
});

async function control(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${sandbox.url}/sandbox${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? null : JSON.parse(text) };
}

describe('/sandbox/clock', () => {
  it('is moved on, set and reset', async () => {
    const before = Date.now();
    const moved = await control('POST', '/clock', { advanceMs: 3_600_000 });
    expect(moved.json.offsetMs).toBe(3_600_000);
    expect(Date.parse(moved.json.now)).toBeGreaterThanOrEqual(before + 3_600_000);

    const set = await control('POST', '/clock', { at: '2030-01-01T00:00:00.000Z' });
    expect(set.json.now).toMatch(/^2030-01-01T00:00:00/);
    expect((await control('DELETE', '/clock')).json.offsetMs).toBe(0);
  });

  it.each([{}, { advanceMs: -1 }, { at: 'tomorrow' }, { advanceMs: 1, at: 'x' }])(
    'refuses %j',
    async (move) => {
      expect((await control('POST', '/clock', move)).status).toBe(400);
    },
  );

  it('expires in order of due time, with the time it was due at', async () => {
    const first = await merchant.place();
    sandbox.advanceClock(60_000);
    const second = await merchant.place();
    await control('POST', '/clock', { advanceMs: 3_600_000 });
    const expiries = sandbox.ledger().entries.filter(({ state }) => state === 'expired');
    expect(expiries.map(({ orderId }) => orderId)).toEqual([first, second]);
    for (const { orderId, at, by } of expiries) {
      expect([at, by]).toEqual([sandbox.order(orderId)?.expiresAt, 'expiry']);
    }
  });

  it('expires after as long as the settings say', async () => {
    await control('PATCH', '/settings', { expiryMs: 60_000 });
    const orderId = await merchant.place();
    sandbox.advanceClock(59_000);
    expect(sandbox.order(orderId)?.state).toBe('created');
    sandbox.advanceClock(1_000);
    expect(sandbox.order(orderId)?.state).toBe('expired');
    await control('PATCH', '/settings', { expiryMs: 900_000 });
  });
});

describe('/sandbox/ledger', () => {
  it('tells every accepted order and payment in order, and who asked how often', async () => {
    const paid = orderRequest({ referenceId: 'paid-1' });
    const { orderId } = (await merchant.create(paid)).json;
    await merchant.create(paid);
    await merchant.place({ referenceId: 'open-1' });
    await control('POST', `/orders/${orderId}`, { state: 'paid' });
    await merchant.statusByReference('paid-1');
    await merchant.statusByOrder(orderId);

    const { json } = await control('GET', '/ledger');
    expect(json.entries.map((entry: Json) => [entry.seq, entry.kind, entry.referenceId])).toEqual([
      [expect.any(Number), 'order-accepted', 'paid-1'],
      [expect.any(Number), 'order-accepted', 'open-1'],
      [expect.any(Number), 'payment', 'paid-1'],
    ]);
    expect(json.entries[2]).toMatchObject({
      orderId,
      amount: 120,
      state: 'paid',
      keyHint: '…-key',
      by: 'control',
      transactionId: expect.any(String),
    });
    expect(json.references[0]).toMatchObject({
      referenceId: 'paid-1',
      createsReceived: 2,
      createsAccepted: 1,
      statusQuestionsReceived: 2,
      requests: [
        { operation: 'create' },
        { operation: 'create' },
        { operation: 'status-by-reference' },
        { operation: 'status-by-order' },
      ],
    });
    expect(JSON.stringify(json)).not.toContain(KEY);
  });

  it('can be asked about one order, reference or merchant', async () => {
    const orderId = await merchant.place({ referenceId: 'one' });
    await merchant.place({ referenceId: 'two' });
    expect((await control('GET', '/ledger?referenceId=two')).json.orders).toHaveLength(1);
    expect((await control('GET', `/ledger?orderId=${orderId}`)).json.entries).toHaveLength(1);
    expect((await control('GET', '/ledger?merchantId=merchant-9')).json.orders).toEqual([]);
    expect((await control('GET', '/ledger?reference=two')).status).toBe(400);
  });

  it('counts what was refused or spoiled as received, not as accepted', async () => {
    sandbox.addFault({ kind: 'http', status: 500, operation: 'create' });
    await merchant.create(orderRequest({ referenceId: 'spoiled' }));
    const stranger = new GatewayCaller(sandbox, 'nobody-knows-this');
    await stranger.create(orderRequest({ referenceId: 'stranger' }));
    const { references } = sandbox.ledger();
    expect(references).toMatchObject([
      { referenceId: 'spoiled', createsReceived: 1, createsAccepted: 0 },
      { referenceId: 'stranger', merchantId: null, createsReceived: 1, createsAccepted: 0 },
    ]);
  });
});

describe('/sandbox/requests', () => {
  it('shows requests and answers as they crossed the wire, without the key', async () => {
    const orderId = await merchant.place({ referenceId: 'seen' });
    sandbox.addFault({ kind: 'html', times: 1 });
    await merchant.statusByOrder(orderId);
    const { json } = await control('GET', `/requests?orderId=${orderId}`);
    expect(json.requests).toMatchObject([
      { method: 'POST', path: '/api/pg/order', status: 200, fault: null },
      { method: 'GET', status: 502, fault: 'html', answerBody: expect.stringContaining('<html>') },
    ]);
    expect(JSON.parse(json.requests[0].answerBody).orderId).toBe(orderId);
    expect(JSON.stringify(json)).not.toContain(KEY);
  });
});

describe('/sandbox/merchants', () => {
  it('issues a key, once, and lists hints', async () => {
    const issued = await control('POST', '/merchants', { name: 'Aarong' });
    expect(issued.status).toBe(201);
    const { apiKey, id } = issued.json;
    await expect(new GatewayCaller(sandbox, apiKey).place()).resolves.toMatch(/^IPAY-/);
    const { json } = await control('GET', '/merchants');
    expect(json.merchants).toContainEqual({
      id,
      name: 'Aarong',
      keyHint: `…${apiKey.slice(-4)}`,
      createdAt: expect.any(String),
    });
    expect(JSON.stringify(json)).not.toContain(apiKey);
  });

  it('takes a given key, refuses a taken one, replaces one at once', async () => {
    const given = { name: 'Given', apiKey: 'given-key-of-mine' };
    const { json } = await control('POST', '/merchants', given);
    expect((await control('POST', '/merchants', given)).status).toBe(409);
    const replaced = await control('POST', `/merchants/${json.id}/key`);
    expect(replaced.json.apiKey).not.toBe(given.apiKey);
    const old = new GatewayCaller(sandbox, given.apiKey);
    expect((await old.create(orderRequest())).status).toBe(401);
    const renewed = new GatewayCaller(sandbox, replaced.json.apiKey);
    expect((await renewed.create(orderRequest())).status).toBe(200);
    expect((await control('POST', '/merchants/merchant-0/key')).status).toBe(404);
    const taken = await control('POST', `/merchants/${json.id}/key`, { apiKey: KEY });
    expect(taken.status).toBe(409);
  });

  it.each([{}, { name: '' }, { name: 'x', apiKey: 'short' }, { name: 'x', apiKey: 'with blank' }])(
    'refuses %j',
    async (body) => {
      expect((await control('POST', '/merchants', body)).status).toBe(400);
    },
  );

  it('takes any well-formed key where it is told to', async () => {
    sandbox.settings.acceptAnyKey = true;
    const anybody = new GatewayCaller(sandbox, 'made-up-on-the-spot');
    expect((await anybody.create(orderRequest())).status).toBe(200);
    expect((await new GatewayCaller(sandbox, 'short').create(orderRequest())).status).toBe(401);
    sandbox.settings.acceptAnyKey = false;
  });
});

describe('/sandbox/orders', () => {
  it('sets any state, label, code and amount', async () => {
    const orderId = await merchant.place();
    for (const state of ['paid', 'failed', 'error', 'expired', 'cancelled', 'created']) {
      expect((await control('POST', `/orders/${orderId}`, { state })).json.state).toBe(state);
    }
    const says = { statusCode: 555, status: 'Odd', orderAmount: 1.5, transactionId: 'X' };
    await control('POST', `/orders/${orderId}`, { says });
    expect((await merchant.statusByOrder(orderId)).json).toMatchObject(says);
    await control('POST', `/orders/${orderId}`, { says: null });
    expect((await merchant.statusByOrder(orderId)).json.statusCode).toBe(100);
  });

  it('reads one and all', async () => {
    const orderId = await merchant.place({ referenceId: 'read-me' });
    expect((await control('GET', `/orders/${orderId}`)).json).toMatchObject({
      referenceId: 'read-me',
      state: 'created',
      amount: 120,
    });
    expect((await control('GET', '/orders?referenceId=read-me')).json.orders).toHaveLength(1);
    expect((await control('GET', '/orders/IPAY-0')).status).toBe(404);
    expect((await control('POST', '/orders/IPAY-0', { state: 'paid' })).status).toBe(404);
    expect((await control('POST', `/orders/${orderId}`, { state: 'gone' })).status).toBe(400);
  });
});

describe('/sandbox/settings', () => {
  it('switches the code family while it runs, and refuses nonsense', async () => {
    const orderId = await merchant.place();
    await control('PATCH', '/settings', { codeFamily: 'ordinal' });
    expect((await merchant.statusByOrder(orderId)).json.statusCode).toBe(1);
    await control('PATCH', '/settings', { codeFamily: 'hundred' });
    expect((await control('PATCH', '/settings', { codeFamily: 'roman' })).status).toBe(400);
    expect((await control('GET', '/settings')).json).toMatchObject({ expiryMs: 900_000 });
  });

  it('takes its time where the latency profile says so', async () => {
    await control('PATCH', '/settings', { latency: 'slow' });
    await expect(merchant.statusByReference('x', 30)).rejects.toThrow(/timeout/);
    await control('PATCH', '/settings', { latency: 'none' });
  });
});

describe('/sandbox/scenario', () => {
  const scenario = {
    name: 'a bad evening',
    steps: [
      { at: '10s', do: 'fault', fault: { kind: 'http', status: 503 } },
      { at: '30s', do: 'clear-faults' },
      { at: '30s', do: 'settings', settings: { codeFamily: 'ordinal' } },
      { at: '1m', do: 'change-orders', referencePattern: 'early-*', state: 'cancelled' },
      {
        at: '16m',
        do: 'change-orders',
        from: 'acceptance',
        referencePattern: 'late-*',
        state: 'paid',
      },
    ],
  };

  afterEach(() => {
    sandbox.settings.codeFamily = 'hundred';
  });

  it('does x at t, by the sandbox’s clock', async () => {
    expect((await control('POST', '/scenario', scenario)).status).toBe(201);
    const early = await merchant.place({ referenceId: 'early-1' });
    expect((await merchant.statusByOrder(early)).status).toBe(200);
    sandbox.advanceClock(10_000);
    expect((await merchant.statusByOrder(early)).status).toBe(503);
    sandbox.advanceClock(20_000);
    expect((await merchant.statusByOrder(early)).json.statusCode).toBe(1);
    sandbox.advanceClock(30_000);
    expect((await merchant.statusByOrder(early)).json.statusCode).toBe(3);

    const late = await merchant.place({ referenceId: 'late-1' });
    sandbox.advanceClock(15 * 60_000);
    expect((await merchant.statusByOrder(late)).json.statusCode).toBe(5);
    sandbox.advanceClock(60_000);
    expect((await merchant.statusByOrder(late)).json.statusCode).toBe(2);
    expect(sandbox.ledger({ orderId: late }).entries.at(-1)).toMatchObject({ by: 'scenario' });
  });

  it('is shown, stopped and replaced', async () => {
    await control('POST', '/scenario', scenario);
    expect((await control('GET', '/scenario')).json.scenario.name).toBe('a bad evening');
    expect((await control('DELETE', '/scenario')).status).toBe(204);
    sandbox.advanceClock(10_000);
    expect((await merchant.statusByReference('x')).status).toBe(404);
    expect((await control('GET', '/scenario')).json.scenario).toBeNull();
  });

  it.each([
    { name: 'x', steps: [] },
    { name: 'x', steps: [{ at: 'soon', do: 'clear-faults' }] },
    { name: 'x', steps: [{ at: '1s', do: 'dance' }] },
    { name: 'x', steps: [{ at: '1s', do: 'fault', fault: { kind: 'hung' } }] },
  ])('refuses %j', async (wrong) => {
    expect((await control('POST', '/scenario', wrong)).status).toBe(400);
  });
});

it('an empty body is none, whatever type it is said to have', async () => {
  const answer = await fetch(`${sandbox.url}/sandbox/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(204);
});

it('/sandbox/reset forgets everything but merchants and settings', async () => {
  await merchant.place({ referenceId: 'again' });
  sandbox.addFault({ kind: 'reset' });
  sandbox.advanceClock(5_000);
  expect((await control('POST', '/reset')).status).toBe(204);
  expect(sandbox.ledger()).toEqual({ entries: [], orders: [], references: [] });
  expect((await control('GET', '/clock')).json.offsetMs).toBe(0);
  await expect(merchant.place({ referenceId: 'again' })).resolves.toMatch(/^IPAY-/);
});

it('forgets the oldest orders beyond its bound', async () => {
  const small = await startSandbox({ merchants: [{ name: 'S', apiKey: KEY }], mostOrders: 3 });
  const shop = new GatewayCaller(small, KEY);
  const placed = [];
  for (let count = 0; count < 5; count += 1) placed.push(await shop.place());
  expect(small.ledger().orders.map(({ orderId }) => orderId)).toEqual(placed.slice(2));
  expect((await shop.statusByOrder(placed[0]!)).status).toBe(404);
  await small.close();
});

it('close hangs up on those who wait for ever', async () => {
  const brief = await startSandbox({
    merchants: [{ name: 'S', apiKey: KEY }],
    faults: [{ kind: 'hang' }],
  });
  const waiting = new GatewayCaller(brief, KEY).create(orderRequest());
  const failed = expect(waiting).rejects.toThrow('fetch failed');
  while (brief.ledger().references.length === 0) await new Promise(setImmediate);
  await brief.close();
  await failed;
});
