import { ConsoleBrowser, OWN_PAGE } from '../support/console-browser';
import { expectProblem } from '../support/problem';
import { Api, newApiKey, orderBody, startWorld, type World } from '../support/service';

let world: World;
let merchant: string;
let browser: ConsoleBrowser;

beforeAll(async () => {
  world = await startWorld({ environment: { ROLE: 'api' } });
  merchant = (await world.createMerchant()).id;
  browser = await ConsoleBrowser.signIn(world.url);
}, 60_000);
afterAll(() => world.stop());

interface Event {
  actor: string;
  action: string;
  subject: string | null;
  detail: Record<string, unknown>;
}

const trail = (): Promise<Event[]> =>
  world.sql('SELECT actor, action, subject, detail FROM audit_events ORDER BY at, id');

/** What is written while something is done. */
async function writtenBy(act: () => Promise<unknown>): Promise<Event[]> {
  const before = await trail();
  await act();
  return (await trail()).slice(before.length);
}

async function issue(fields: object = {}): Promise<{ id: string; token: string }> {
  const body = { name: 'shop-api', scopes: ['ops:read', 'orders:read'], merchants: '*', ...fields };
  return (await world.api.post('/v1/tokens', body)).body;
}

async function flaggedOrder(): Promise<string> {
  const { body } = await world.api.post(`/v1/merchants/${merchant}/orders`, orderBody());
  await world.sql(
    `UPDATE orders SET attention_reason = 'amount-mismatch', attention_since = now(),
       attention_detail = 'by the test' WHERE reference_id = $1`,
    [body.referenceId],
  );
  return body.id;
}

describe('what is done in the console', () => {
  it('is written down with who, what, whereupon and why', async () => {
    const order = await flaggedOrder();
    const at = `/v1/merchants/${merchant}/orders/${order}`;
    const note = 'iPay confirmed it by telephone. ✓';
    const written = await writtenBy(async () => {
      const answer = await browser.send(
        'POST',
        `${at}/attention/resolve`,
        { note },
        { ...OWN_PAGE, 'x-request-id': 'the-request' },
      );
      expect(answer.status).toBe(200);
    });
    expect(written).toEqual([
      {
        actor: 'admin',
        action: 'resolveAttention',
        subject: order,
        detail: { merchant, note, requestId: 'the-request' },
      },
    ]);
  });

  it('is named as in the contract, whatever it is', async () => {
    const order = await flaggedOrder();
    const { body: webhook } = await browser.post('/v1/webhooks', { url: 'https://xyz.com/hook' });
    const at = `/v1/merchants/${merchant}`;
    const written = await writtenBy(async () => {
      await browser.post(`${at}/orders/${order}/verify`);
      await browser.send('PATCH', at, { status: 'suspended' });
      await browser.send('PATCH', at, { status: 'active', name: 'Not told' });
      await browser.send('PATCH', `/v1/webhooks/${webhook.id}`, { enabled: false });
      await browser.send('DELETE', `/v1/webhooks/${webhook.id}`);
      await browser.post(`${at}/webhooks`, { url: 'https://xyz.com/hook?secret=no' });
      await browser.send('DELETE', `${at}/credentials/production`);
    });
    const detail = { requestId: expect.any(String) };
    const ofMerchant = { merchant, ...detail };
    expect(written.map(({ action, subject, detail: told }) => [action, subject, told])).toEqual([
      ['verifyOrder', order, ofMerchant],
      ['changeMerchant', merchant, { ...ofMerchant, status: 'suspended' }],
      ['changeMerchant', merchant, { ...ofMerchant, status: 'active' }],
      ['changeWebhookOfPlatform', webhook.id, { ...detail, enabled: false }],
      ['deleteWebhookOfPlatform', webhook.id, detail],
      ['createWebhook', merchant, ofMerchant],
      ['removeCredential', merchant, { ...ofMerchant, environment: 'production' }],
    ]);
    expect(new Set(written.map(({ actor }) => actor))).toEqual(new Set(['admin']));
  });

  it('is told without what the request carried beyond that', async () => {
    const apiKey = newApiKey();
    const written = await writtenBy(async () => {
      await browser.send('PUT', `/v1/merchants/${merchant}/credentials/production`, { apiKey });
      await browser.send('PUT', `/v1/merchants/${merchant}/credentials/${apiKey}`, { apiKey });
      await browser.post(`/v1/merchants/${apiKey}/orders`, { note: { apiKey }, apiKey });
      await browser.post(`/v1/merchants/${merchant}/orders/${apiKey}/verify?note=${apiKey}`);
      await browser.post('/v1/merchants', [apiKey]);
    });
    expect(written).toHaveLength(5);
    expect(JSON.stringify(written)).not.toContain(apiKey);
  });

  it('is not written down where it was not allowed, or only read', async () => {
    const { token } = await issue();
    const reader = await ConsoleBrowser.signIn(world.url, token);
    const written = await writtenBy(async () => {
      expectProblem(await reader.post('/v1/merchants', { name: 'x' }), 403, 'insufficient-scope');
      const foreign = await browser.send('POST', '/v1/merchants', { name: 'x' }, {});
      expectProblem(foreign, 403, 'cross-site-request');
      await browser.get('/v1/orders');
      await browser.send('HEAD', '/v1/orders');
      await world.api.post('/v1/merchants', { name: 'By a bearer' });
    });
    expect(written).toEqual([]);
  });

  it('to tokens is written down once, in the commit that does it', async () => {
    const grant = { name: 'till', scopes: ['orders:read'], merchants: [merchant] };
    let id = '';
    const written = await writtenBy(async () => {
      id = (await browser.post('/v1/tokens', grant)).body.id;
      await browser.post(`/v1/tokens/${id}/rotate`, { overlapSeconds: 60 });
      await browser.send('DELETE', `/v1/tokens/${id}`);
      expect((await browser.send('DELETE', `/v1/tokens/${id}`)).status).toBe(404);
    });
    expect(written).toEqual([
      { actor: 'admin', action: 'token.issued', subject: id, detail: grant },
      { actor: 'admin', action: 'token.rotated', subject: id, detail: { overlapSeconds: 60 } },
      { actor: 'admin', action: 'token.revoked', subject: id, detail: {} },
    ]);
  });

  it('begins with signing in and ends with signing out', async () => {
    const { id, token } = await issue();
    const written = await writtenBy(async () => {
      await world.api.post('/console/session', { token: 'wrong' }, { token: null });
      const one = await ConsoleBrowser.signIn(world.url, token);
      await one.send('DELETE', '/console/session');
      await one.send('DELETE', '/console/session');
    });
    const actor = `token:${id}`;
    expect(written).toEqual([
      { actor, action: 'session.opened', subject: null, detail: {} },
      { actor, action: 'session.closed', subject: null, detail: {} },
    ]);
  });
});

describe('where the trail cannot be written', () => {
  beforeAll(() =>
    world.sql('ALTER TABLE audit_events ADD CONSTRAINT broken CHECK (false) NOT VALID'),
  );
  afterAll(() => world.sql('ALTER TABLE audit_events DROP CONSTRAINT broken'));

  it('nothing is done in the console', async () => {
    const sessions = await world.sql('SELECT * FROM console_sessions');
    const merchants = await world.sql('SELECT * FROM merchants');
    const token = { name: 'x', scopes: ['orders:read'], merchants: '*' };
    for (const answer of [
      await browser.post('/v1/merchants', { name: 'x' }),
      await browser.send('PATCH', `/v1/merchants/${merchant}`, { status: 'suspended' }),
      await browser.send('DELETE', '/console/session'),
    ]) {
      expectProblem(answer, 503, 'service-unavailable');
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    expect((await browser.post('/v1/tokens', token)).status).toBeGreaterThanOrEqual(500);
    await expect(ConsoleBrowser.signIn(world.url)).rejects.toThrow('service-unavailable');
    expect(await world.sql('SELECT * FROM console_sessions')).toEqual(sessions);
    expect(await world.sql('SELECT * FROM merchants')).toEqual(merchants);
    expect(await world.sql(`SELECT name FROM api_tokens WHERE name = 'x'`)).toEqual([]);
  });

  it('reading and bearers go on', async () => {
    expect((await browser.get('/v1/merchants')).status).toBe(200);
    expect((await browser.get('/console/session')).status).toBe(200);
    expect((await world.api.post('/v1/merchants', { name: 'By a bearer' })).status).toBe(201);
  });
});

describe('GET /v1/audit-events', () => {
  it('lists newest first, page by page, without gap or repeat while more is done', async () => {
    const seen: any[] = [];
    let cursor = '';
    do {
      const page = await world.api.get(`/v1/audit-events?limit=3${cursor}`);
      expect(page.status).toBe(200);
      expect(page.body.data.length).toBeLessThanOrEqual(3);
      seen.push(...page.body.data);
      cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`;
      await issue({ name: 'Meanwhile' });
    } while (cursor !== '');
    const written = (await trail()).filter(({ detail }) => detail.name !== 'Meanwhile').reverse();
    expect(seen).toEqual(written.map((event) => expect.objectContaining(event)));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    for (const { id, at } of seen) {
      expect(id).toMatch(/^aud_[0-9a-z]{26}$/);
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
  });

  it('is for whoever may know of the whole platform', async () => {
    const read = async (fields: object) =>
      new Api(world.url, (await issue(fields)).token).get('/v1/audit-events');
    expect((await read({})).status).toBe(200);
    expectProblem(await read({ scopes: ['orders:read'] }), 403, 'insufficient-scope');
    expectProblem(await read({ merchants: [merchant] }), 403, 'insufficient-scope');
  });

  it.each([
    ['cursor=x', 'invalid-cursor'],
    ['limit=0', 'validation-failed'],
    ['actor=admin', 'validation-failed'],
  ])('refuses %s', async (query, code) => {
    expectProblem(await world.api.get(`/v1/audit-events?${query}`), 400, code);
  });
});
