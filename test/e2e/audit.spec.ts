import { newUuid, toTypedId } from '../../src/http/typed-id';
import { ConsoleBrowser, OWN_PAGE } from '../support/console-browser';
import { expectProblem } from '../support/problem';
import { checkedInContract } from '../support/contract';
import {
  Api,
  eventually,
  newApiKey,
  orderBody,
  startWorld,
  type Answer,
  type World,
} from '../support/service';

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
    const delivery = toTypedId('dlv', newUuid());
    const written = await writtenBy(async () => {
      await browser.post(`${at}/orders/${order}/verify`);
      await browser.send('PATCH', at, { status: 'suspended' });
      await browser.send('PATCH', at, { status: 'active', name: 'Not told' });
      await browser.send('PATCH', `/v1/webhooks/${webhook.id}`, { enabled: false });
      await browser.post(`/v1/webhooks/${webhook.id}/deliveries/${delivery}/redeliver`);
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
      ['redeliverOfWebhookOfPlatform', delivery, { ...detail, webhook: webhook.id }],
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

describe('every operation that changes something', () => {
  /** Of the least deed that it can be asked for. */
  const BODIES: Record<string, () => unknown> = {
    createMerchant: () => ({ name: 'Another' }),
    changeMerchant: () => ({ name: 'Renamed' }),
    setCredential: () => ({ apiKey: newApiKey() }),
    createOrder: () => orderBody(),
    resolveAttention: () => ({ note: 'Settled' }),
    claimFulfilment: () => ({ by: 'order-service', claimId: 'parcel-1' }),
    createWebhook: () => ({ url: 'https://xyz.com/hook' }),
    changeWebhook: () => ({ enabled: true }),
    replayWebhook: () => ({ from: '2026-01-01T00:00:00Z' }),
    rotateWebhookSecret: () => ({}),
    issueToken: () => ({ name: 'till', scopes: ['orders:read'], merchants: '*' }),
    rotateToken: () => ({}),
  };
  /** What these write themselves, in the commit of what they do. */
  const WRITTEN_AS: Record<string, string> = {
    issueToken: 'token.issued',
    rotateToken: 'token.rotated',
    revokeToken: 'token.revoked',
  };
  /** What the others need goes last. */
  const METHODS = ['post', 'put', 'patch', 'delete'];
  const OPERATIONS = Object.entries(checkedInContract().paths)
    // Sessions are for the native API alone.
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({ path, method, operationId })),
    )
    .filter(({ method }) => METHODS.includes(method))
    .sort((one, other) => METHODS.indexOf(one.method) - METHODS.indexOf(other.method));

  let idsFor: (operationId: string) => Record<string, string>;

  beforeAll(async () => {
    const flagged = await flaggedOrder();
    const at = `/v1/merchants/${merchant}/orders`;
    const { body: placed } = await world.api.post(at, orderBody());
    world.sandbox.changeOrder(placed.gateway.orderId, { state: 'paid' });
    await world.api.post(`${at}/${placed.id}/verify`);
    const endpoint = async (owner: string) => {
      const made = await world.api.post(`${owner}/webhooks`, { url: 'https://xyz.com/hook' });
      const test = await world.api.post(`${owner}/webhooks/${made.body.id}/test`);
      return { webhook: made.body.id, delivery: test.body.id };
    };
    const own = await endpoint(`/v1/merchants/${merchant}`);
    const platform = await endpoint('/v1');
    const token = (await issue()).id;
    idsFor = (operationId) => ({
      merchant,
      order: operationId === 'claimFulfilment' ? placed.id : flagged,
      token,
      environment: 'production',
      ...(operationId.endsWith('OfPlatform') ? platform : own),
    });
  });

  it.each(OPERATIONS)('is in the trail: $operationId', async ({ path, method, operationId }) => {
    const ids = idsFor(operationId);
    const address = path.replace(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? name);
    const body = BODIES[operationId.replace(/OfPlatform$/, '')]?.();
    let answer: Answer | undefined;
    const written = await writtenBy(async () => {
      answer = await browser.send(method.toUpperCase(), address, body);
    });
    // It was done: whoever adds an operation says above how.
    if (!answer || answer.status >= 300) throw new Error(JSON.stringify(answer?.body));
    expect(written).toHaveLength(1);
    expect(written).toMatchObject([
      { actor: 'admin', action: WRITTEN_AS[operationId] ?? operationId },
    ]);
    const named = Object.values(ids).filter((id) => address.includes(id));
    if (named.length > 0) expect(named).toContain(written[0]?.subject);
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
    ['who=admin', 'validation-failed'],
    ['actor=', 'validation-failed'],
    ['from=yesterday', 'validation-failed'],
    ['to=2026-02-30T00:00:00', 'validation-failed'],
  ])('refuses %s', async (query, code) => {
    expectProblem(await world.api.get(`/v1/audit-events?${query}`), 400, code);
  });
});

describe('the trail narrowed', () => {
  const ACTORS = ['admin', 'cli:root', 'token:tok_01k8r3fdxve7hsk0ybzr4qvbn5'];
  const ACTIONS = ['verifyOrder', 'session.opened'];
  const SUBJECTS = ['ord_01k8r3fdxve7hsk0ybzr4qvbn5', null];
  const COUNT = 60;
  /** Oldest first, one a minute, no two alike next to each other. */
  const events = Array.from({ length: COUNT }, (_, n) => ({
    at: new Date(Date.UTC(2025, 0, 1, 0, n)).toISOString(),
    actor: ACTORS[n % 3],
    action: ACTIONS[n % 2],
    subject: SUBJECTS[Math.floor(n / 2) % 2],
  }));
  let own: World;

  beforeAll(async () => {
    own = await startWorld({ environment: { ROLE: 'api' } });
    for (const { at, actor, action, subject } of events) {
      await own.sql(
        'INSERT INTO audit_events (at, actor, action, subject) VALUES ($1, $2, $3, $4)',
        [at, actor, action, subject],
      );
    }
  }, 60_000);
  afterAll(() => own.stop());

  /** All of it, by pages of seven. */
  async function find(filters: Record<string, string>): Promise<any[]> {
    const found: any[] = [];
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({ ...filters, limit: '7', ...(cursor && { cursor }) });
      const { status, body }: Answer = await own.api.get(`/v1/audit-events?${query}`);
      if (status !== 200) throw new Error(JSON.stringify(body));
      found.push(...body.data);
      cursor = body.nextCursor;
    } while (cursor !== null);
    return found;
  }

  const timesOf = (some: { at: string }[]) => some.map(({ at }) => at);
  const wanted = (is: (event: (typeof events)[number]) => boolean) =>
    timesOf(events.filter(is)).reverse();

  const FROM = '2025-01-01T06:10:00+06:00';
  const TO = '2025-01-01T00:50:00Z';
  const isWithin = ({ at }: { at: string }) => at >= '2025-01-01T00:10' && at < '2025-01-01T00:50';

  it.each<[string, Record<string, string>, (event: (typeof events)[number]) => boolean]>([
    ['who', { actor: 'admin' }, ({ actor }) => actor === 'admin'],
    ['what', { action: 'verifyOrder' }, ({ action }) => action === 'verifyOrder'],
    ['whereupon', { subject: SUBJECTS[0]! }, ({ subject }) => subject === SUBJECTS[0]],
    ['when', { from: FROM, to: TO }, isWithin],
    [
      'all of these',
      { actor: ACTORS[1]!, action: ACTIONS[1]!, subject: SUBJECTS[0]!, from: FROM, to: TO },
      (event) =>
        event.actor === ACTORS[1] &&
        event.action === ACTIONS[1] &&
        event.subject === SUBJECTS[0] &&
        isWithin(event),
    ],
    ['nobody', { actor: 'adm' }, () => false],
    ['a name as in a pattern', { actor: '%' }, () => false],
  ])('to %s, page by page', async (_what, filters, is) => {
    const found = await find(filters);
    expect(timesOf(found)).toEqual(wanted(is));
  });

  it('names tokens, those that are revoked as well', async () => {
    const body = { name: 'Support desk', scopes: ['ops:read'], merchants: '*' };
    const { id, token } = (await own.api.post('/v1/tokens', body)).body;
    await ConsoleBrowser.signIn(own.url, token);
    const named = async () =>
      (await find({ actor: `token:${id}` })).map(({ actorName, action }) => [actorName, action]);
    expect(await named()).toEqual([['Support desk', 'session.opened']]);
    await own.api.delete(`/v1/tokens/${id}`);
    expect(await named()).toEqual([['Support desk', 'session.opened']]);
    const [admin] = await find({ action: 'token.revoked' });
    expect(admin).toMatchObject({ actor: 'admin', actorName: null, subject: id });
    // A token that never was has none.
    const [unknown] = await find({ actor: ACTORS[2]! });
    expect(unknown.actorName).toBeNull();
  });

  it('reads what it shows, among 20,000 events', async () => {
    await own.sql(
      `INSERT INTO audit_events (at, actor, action, subject)
       SELECT timestamptz '2025-02-01' + n * interval '1 minute', 'token:' || n % 50,
         'action' || n % 40, CASE WHEN n % 2 = 0 THEN 'subject' || n % 5000 END
       FROM generate_series(1, 20000) n`,
    );
    await own.sql('VACUUM ANALYZE audit_events');
    const reads = async (): Promise<{ whole: number; scans: number; entries: number }> => {
      const [row] = await own.sql(
        `SELECT max(t.seq_scan)::int AS whole, sum(i.idx_scan)::int AS scans,
           sum(i.idx_tup_read)::int AS entries
         FROM pg_stat_user_tables t JOIN pg_stat_user_indexes i USING (relid)
         WHERE t.relname = 'audit_events'`,
      );
      return row;
    };
    const asked: [query: string, count: number][] = [
      ['actor=cli:root', 20],
      ['actor=nobody', 0],
      ['action=session.opened', 31],
      ['subject=subject4998', 4],
      [`from=${encodeURIComponent(FROM)}&to=${TO}`, 40],
      ['limit=10', 10],
    ];
    const REPEATS = 8;
    const before = await reads();
    const reader = await own.startAnother();
    for (const [query, count] of asked) {
      // Often enough that Postgres no longer plans for the values that are asked for.
      for (let i = 0; i < REPEATS; i += 1) {
        const { body } = await reader.api.get(`/v1/audit-events?${query}`);
        expect([query, body.data.length]).toEqual([query, count]);
      }
    }
    // Postgres tells of a session's reads when it ends, at the latest.
    await reader.stop();
    const after = await eventually(async () => {
      const now = await reads();
      return now.scans - before.scans >= REPEATS * asked.length && now;
    });
    expect(after.whole).toBe(before.whole);
    const rows = REPEATS * asked.reduce((sum, [, count]) => sum + count, 0);
    expect(after.entries - before.entries).toBeLessThan(2 * rows);
  }, 60_000);
});
