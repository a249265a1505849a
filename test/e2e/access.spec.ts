import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { newUuid, toTypedId } from '../../src/http/typed-id';
import { mintToken } from '../../src/access/token-format';
import {
  ADMIN_TOKEN,
  Api,
  eventually,
  startWorld,
  type Answer,
  type TestService,
  type World,
} from '../support/service';

const SCOPES = [
  'merchants:read',
  'merchants:write',
  'orders:read',
  'orders:write',
  'webhooks:read',
  'webhooks:write',
  'tokens:write',
  'ops:read',
];

let world: World;
let mine: string;
let theirs: string;

beforeAll(async () => {
  world = await startWorld();
  mine = (await world.createMerchant({ name: 'Mine' })).id;
  theirs = (await world.createMerchant({ name: 'Theirs' })).id;
}, 60_000);
afterAll(() => world.stop());

async function issue(
  fields: object = {},
  by: Api = world.api,
): Promise<{ id: string; token: string; api: Api }> {
  const answer = await by.post('/v1/tokens', {
    name: 'A platform service',
    scopes: SCOPES,
    merchants: '*',
    ...fields,
  });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  const { id, token } = answer.body;
  return { id, token, api: new Api(world.url, token) };
}

function expectUnauthorized({ status, headers, body }: Answer): void {
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toBe('Bearer');
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({ code: 'unauthorized', type: 'urn:problem:unauthorized' });
}

/** What tells two refusals apart, but for the request they answer. */
const refusalOf = ({ status, body }: Answer) => ({ status, ...body, requestId: '' });

describe('who is let in', () => {
  it.each([
    ['nothing', null],
    ['another scheme', 'Basic YWRtaW46YWRtaW4='],
    ['no value', 'Bearer '],
    ['two values', `Bearer ${ADMIN_TOKEN} ${ADMIN_TOKEN}`],
    ['nearly the admin token', `Bearer ${ADMIN_TOKEN}x`],
    ['the beginning of the admin token', `Bearer ${ADMIN_TOKEN.slice(0, -1)}`],
    ['a malformed token', 'Bearer ipc_made_up'],
    ['a token that was never issued', `Bearer ${mintToken(newUuid())}`],
  ])('not who sends %s', async (_what, authorization) => {
    const headers = authorization === null ? {} : { authorization };
    expectUnauthorized(await world.api.get('/v1/tokens', { token: null, headers }));
  });

  it('not who has another secret of a token', async () => {
    const { token } = await issue();
    const [, suffix] = token.split('_');
    const guessed = mintToken(newUuid()).replace(/^ipc_[^_]+/, `ipc_${suffix!}`);
    expectUnauthorized(await new Api(world.url, guessed).get('/v1/tokens'));
  });

  it('who has the admin token, whatever the case of the scheme', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const headers = { authorization: `${scheme} ${ADMIN_TOKEN}` };
      expect((await world.api.get('/v1/tokens', { token: null, headers })).status).toBe(200);
    }
  });

  it('who has a token, until it expires', async () => {
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    const { api } = await issue({ expiresAt });
    expect((await api.get('/v1/tokens')).status).toBe(200);
    const refused = await eventually(async () => {
      const answer = await api.get('/v1/tokens');
      return answer.status === 401 && answer;
    });
    expectUnauthorized(refused);
  });
});

describe('scopes', () => {
  const merchant = '/v1/merchants/{m}';
  it.each([
    ['POST', '/v1/tokens', 'tokens:write'],
    ['GET', '/v1/tokens', 'tokens:write'],
    ['DELETE', '/v1/tokens/x', 'tokens:write'],
    ['POST', '/v1/tokens/x/rotate', 'tokens:write'],
    ['POST', '/v1/merchants', 'merchants:write'],
    ['GET', '/v1/merchants', 'merchants:read'],
    ['GET', merchant, 'merchants:read'],
    ['PATCH', merchant, 'merchants:write'],
    ['PUT', `${merchant}/credentials/sandbox`, 'merchants:write'],
    ['DELETE', `${merchant}/credentials/nowhere`, 'merchants:write'],
    ['POST', `${merchant}/orders`, 'orders:write'],
    ['GET', `${merchant}/orders`, 'orders:read'],
    ['GET', '/v1/orders', 'orders:read'],
    ['GET', `${merchant}/orders/x`, 'orders:read'],
    ['GET', `${merchant}/orders/by-reference/x`, 'orders:read'],
    ['GET', `${merchant}/orders/x/events`, 'orders:read'],
    ['GET', `${merchant}/orders/x/explain`, 'orders:read'],
    ['POST', `${merchant}/orders/x/verify`, 'orders:write'],
    ['POST', `${merchant}/orders/x/attention/resolve`, 'orders:write'],
  ])('%s %s needs %s', async (method, path, needed) => {
    const without = await issue({ scopes: SCOPES.filter((scope) => scope !== needed) });
    const address = path.replace('{m}', mine);
    const refused = await without.api.send(method, address);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ code: 'insufficient-scope', status: 403 });
    const holder = await issue({ scopes: [needed] });
    expect((await holder.api.send(method, address)).status).not.toBe(403);
  });
});

describe('a merchant outside the list', () => {
  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['PUT', '/credentials/sandbox'],
    ['DELETE', '/credentials/sandbox'],
    ['GET', '/orders'],
    ['POST', '/orders'],
    ['GET', '/orders/by-reference/x'],
  ])('does not exist for %s /v1/merchants/{m}%s', async (method, rest) => {
    const { api } = await issue({ merchants: [mine] });
    const body = {
      PATCH: { name: 'Taken over' },
      PUT: { apiKey: 'stolen-key' },
      POST: {
        amount: 1,
        referenceId: 'r',
        description: 'd',
        successCallbackUrl: 'https://xyz.com/',
        failureCallbackUrl: 'https://xyz.com/',
        cancelCallbackUrl: 'https://xyz.com/',
      },
    }[method];
    const ask = (id: string) => api.send(method, `/v1/merchants/${id}${rest}`, body);
    const foreign = await ask(theirs);
    expect(foreign.status).toBe(404);
    expect(foreign.body).toMatchObject({ code: 'merchant-not-found' });
    for (const id of [toTypedId('mrc', newUuid()), 'mrc_nonsense', 'x']) {
      expect(refusalOf(await ask(id))).toEqual(refusalOf(foreign));
    }
    const [{ name }] = await world.sql('SELECT name FROM merchants WHERE name LIKE $1', ['Theirs']);
    expect(name).toBe('Theirs');
  });

  it('is unknown to a token for all merchants in the same words', async () => {
    const { api } = await issue({ merchants: [mine] });
    const { api: all } = await issue();
    expect(refusalOf(await all.get(`/v1/merchants/${toTypedId('mrc', newUuid())}`))).toEqual(
      refusalOf(await api.get(`/v1/merchants/${theirs}`)),
    );
  });
});

describe('POST /v1/tokens', () => {
  it('issues a token, and shows it once', async () => {
    const expiresAt = '2099-12-31T18:00:00.000Z';
    const answer = await world.api.post('/v1/tokens', {
      name: 'Order service',
      scopes: ['orders:read', 'orders:write'],
      merchants: [mine, theirs],
      expiresAt: '2100-01-01T00:00:00+06:00',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { token, ...shown } = answer.body;
    expect(token).toMatch(/^ipc_[0-9a-z]{26}_[0-9A-Za-z]{38,}$/);
    expect(shown).toEqual({
      id: expect.stringMatching(/^tok_[0-9a-z]{26}$/),
      name: 'Order service',
      scopes: ['orders:read', 'orders:write'],
      merchants: [mine, theirs],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      expiresAt,
      lastUsedAt: null,
      previousValidUntil: null,
    });
    const [first] = (await world.api.get('/v1/tokens?limit=1')).body.data;
    expect(first).toEqual(shown);
    const rows = await world.sql<{ row: string }>('SELECT t::text AS row FROM api_tokens t');
    expect(rows.map(({ row }) => row).join()).not.toContain(token.split('_')[2].slice(0, 32));
    expect(world.log.join()).not.toContain(token);
  });

  it.each([
    ['name', {}],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: 5 }],
    ['name', { name: 'a\0b' }],
    ['scopes', { scopes: [] }],
    ['scopes', { scopes: 'orders:read' }],
    ['scopes', { scopes: ['orders:all'] }],
    ['scopes', { scopes: ['orders:read', 'orders:read'] }],
    ['scopes', { scopes: null }],
    ['merchants', { merchants: undefined }],
    ['merchants', { merchants: [] }],
    ['merchants', { merchants: null }],
    ['merchants', { merchants: ['*', 5] }],
    ['merchants', { merchants: 'mrc_x' }],
    ['merchants', { merchants: ['mrc_x', 'mrc_x'] }],
    ['expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['expiresAt', { expiresAt: '2099-02-31T25:00:00Z' }],
    ['expiresAt', { expiresAt: 'tomorrow' }],
    ['expiresAt', { expiresAt: 4_102_444_800 }],
    ['secret', { secret: 'chosen' }],
  ])('refuses a wrong %s: %j', async (field, wrong) => {
    const valid = { name: 'x', scopes: ['orders:read'], merchants: '*' };
    const body = Object.keys(wrong).length === 0 ? {} : { ...valid, ...wrong };
    const answer = await world.api.post('/v1/tokens', body);
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('validation-failed');
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it('grants no scope that the maker lacks', async () => {
    const { api } = await issue({ scopes: ['tokens:write', 'orders:read'] });
    const fields = { name: 'x', merchants: '*' };
    const refused = await api.post('/v1/tokens', { ...fields, scopes: ['orders:write'] });
    expect([refused.status, refused.body.code]).toEqual([403, 'insufficient-scope']);
    const granted = await api.post('/v1/tokens', { ...fields, scopes: ['orders:read'] });
    expect(granted.status).toBe(201);
  });

  it('grants no merchant that the maker lacks', async () => {
    const { api } = await issue({ merchants: [mine] });
    const make = (merchants: unknown) =>
      api.post('/v1/tokens', { name: 'x', scopes: ['orders:read'], merchants });
    const all = await make('*');
    expect([all.status, all.body.code]).toEqual([403, 'insufficient-scope']);
    const foreign = await make([mine, theirs]);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'merchant-not-found']);
    expect((await make([mine])).status).toBe(201);
  });

  it.each([toTypedId('mrc', newUuid()), 'mrc_nonsense', toTypedId('ord', newUuid())])(
    'grants no merchant that does not exist: %s',
    async (id) => {
      const answer = await world.api.post('/v1/tokens', {
        name: 'x',
        scopes: ['orders:read'],
        merchants: [mine, id],
      });
      expect([answer.status, answer.body.code]).toEqual([404, 'merchant-not-found']);
    },
  );
});

describe('GET /v1/tokens', () => {
  it('lists newest first, page by page, without gap or repeat while tokens are issued', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) made.unshift((await issue({ name: `Page ${i}` })).id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await world.api.get(`/v1/tokens?limit=2${cursor}`);
      expect(page.body.data.length).toBeLessThanOrEqual(2);
      seen.push(...page.body.data.map(({ id }: { id: string }) => id));
      cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`;
      await issue({ name: 'Meanwhile' });
    } while (cursor !== '');
    expect(seen.slice(0, 5)).toEqual(made);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(
      Number(
        (
          await world.sql(
            `SELECT count(*) FROM api_tokens WHERE revoked_at IS NULL AND name <> 'Meanwhile'`,
          )
        )[0].count,
      ),
    );
  });

  it('never shows a secret', async () => {
    const { body } = await world.api.get('/v1/tokens?limit=200');
    for (const token of body.data) {
      expect(Object.keys(token).sort()).toEqual(
        [
          'id',
          'name',
          'scopes',
          'merchants',
          'createdAt',
          'expiresAt',
          'lastUsedAt',
          'previousValidUntil',
        ].sort(),
      );
    }
  });

  it('shows a token only those that are no more powerful than itself', async () => {
    const { id: own, api } = await issue({
      scopes: ['tokens:write', 'orders:read'],
      merchants: [mine],
    });
    const { id: weaker } = await issue({ scopes: ['orders:read'], merchants: [mine] });
    await issue({ scopes: ['orders:write'], merchants: [mine] });
    await issue({ scopes: ['orders:read'], merchants: [mine, theirs] });
    await issue({ scopes: ['orders:read'], merchants: [theirs] });
    await issue({ scopes: ['orders:read'], merchants: '*' });
    const { body } = await api.get('/v1/tokens');
    expect(body.data.slice(0, 2).map(({ id }: { id: string }) => id)).toEqual([weaker, own]);
    for (const { scopes, merchants } of body.data) {
      expect(['tokens:write', 'orders:read']).toEqual(expect.arrayContaining(scopes));
      expect(merchants).toEqual([mine]);
    }
  });

  it.each(['nonsense', 'MTIz', '%00', ''])('refuses the cursor %j', async (cursor) => {
    const answer = await world.api.get(`/v1/tokens?cursor=${cursor}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-cursor']);
  });

  it.each(['limit=0', 'limit=201', 'limit=-1', 'limit=x', 'limit=', 'order=asc'])(
    'refuses %s',
    async (query) => {
      const answer = await world.api.get(`/v1/tokens?${query}`);
      expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
    },
  );

  it('says when a token was last used, and does not write that down at every use', async () => {
    const { id, api } = await issue();
    const lastUse = async () => {
      const { body } = await world.api.get('/v1/tokens?limit=200');
      return body.data.find((token: { id: string }) => token.id === id).lastUsedAt;
    };
    expect(await lastUse()).toBeNull();
    await api.get('/v1/merchants');
    const first = await eventually(lastUse);
    expect(Math.abs(Date.parse(first) - Date.now())).toBeLessThan(60_000);
    const uuid = world.sql('SELECT id, xmin FROM api_tokens ORDER BY created_at DESC LIMIT 1');
    const [written] = await uuid;
    for (let i = 0; i < 20; i += 1) await api.get('/v1/merchants');
    const [now] = await world.sql('SELECT xmin FROM api_tokens WHERE id = $1', [written.id]);
    expect(now.xmin).toBe(written.xmin);
  });
});

describe('a malformed, unknown or too powerful token', () => {
  it.each([
    ['DELETE', ''],
    ['POST', '/rotate'],
  ])('is not found by %s /v1/tokens/{id}%s', async (method, rest) => {
    const { api } = await issue({ scopes: ['tokens:write', 'orders:read'], merchants: [mine] });
    const stronger = [
      await issue({ scopes: ['orders:write'], merchants: [mine] }),
      await issue({ scopes: ['orders:read'], merchants: [theirs] }),
      await issue({ scopes: ['orders:read'], merchants: '*' }),
    ];
    const unknown = await api.send(method, `/v1/tokens/${toTypedId('tok', newUuid())}${rest}`);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'token-not-found']);
    for (const id of ['x', 'tok_x', toTypedId('mrc', newUuid()), ...stronger.map((t) => t.id)]) {
      const answer = await api.send(method, `/v1/tokens/${id}${rest}`);
      expect(refusalOf(answer)).toEqual(refusalOf(unknown));
    }
    for (const { api: still } of stronger) {
      expect((await still.get('/v1/tokens')).status).toBe(403);
    }
  });
});

describe('DELETE /v1/tokens/{id}', () => {
  it('revokes on every instance within five seconds', async () => {
    const other = await world.startAnother();
    const { id, token } = await issue();
    const apis = [world.url, other.url].map((url) => new Api(url, token));
    for (const api of apis) expect((await api.get('/v1/merchants')).status).toBe(200);
    const revoked = await world.api.delete(`/v1/tokens/${id}`);
    expect([revoked.status, revoked.body]).toEqual([204, '']);
    const since = Date.now();
    for (const api of apis) {
      const refused = await eventually(async () => {
        const answer = await api.get('/v1/merchants');
        return answer.status === 401 && answer;
      });
      expectUnauthorized(refused);
    }
    expect(Date.now() - since).toBeLessThan(5_000);
  });

  it('leaves nothing to list, to revoke or to rotate', async () => {
    const { id } = await issue();
    expect((await world.api.delete(`/v1/tokens/${id}`)).status).toBe(204);
    expect((await world.api.delete(`/v1/tokens/${id}`)).body.code).toBe('token-not-found');
    expect((await world.api.post(`/v1/tokens/${id}/rotate`)).body.code).toBe('token-not-found');
    const { body } = await world.api.get('/v1/tokens?limit=200');
    expect(body.data.map((token: { id: string }) => token.id)).not.toContain(id);
  });

  it('takes a token itself', async () => {
    const { id, api } = await issue({ scopes: ['tokens:write'], merchants: [mine] });
    expect((await api.delete(`/v1/tokens/${id}`)).status).toBe(204);
  });
});

describe('POST /v1/tokens/{id}/rotate', () => {
  let other: TestService;
  beforeAll(async () => {
    other = await world.startAnother();
  });

  const worksEverywhere = async (token: string) => {
    const answers = [world.url, other.url].map((url) => new Api(url, token).get('/v1/merchants'));
    return (await Promise.all(answers)).every(({ status }) => status === 200);
  };

  it('gives a new secret that works at once, beside the old one for a day', async () => {
    const { id, token: old } = await issue();
    expect(await worksEverywhere(old)).toBe(true);
    const rotated = await world.api.post(`/v1/tokens/${id}/rotate`);
    expect(rotated.status).toBe(200);
    expect(rotated.headers.get('cache-control')).toBe('no-store');
    const { token, previousValidUntil } = rotated.body;
    expect(rotated.body).toMatchObject({ id, name: 'A platform service', merchants: '*' });
    expect(token).not.toBe(old);
    expect(await worksEverywhere(token)).toBe(true);
    expect(await worksEverywhere(old)).toBe(true);
    const hours = (Date.parse(previousValidUntil) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
  });

  it('ends the old secret with the overlap, within five seconds everywhere', async () => {
    const { id, token: old } = await issue();
    expect(await worksEverywhere(old)).toBe(true);
    const rotated = await world.api.post(`/v1/tokens/${id}/rotate`, { overlapSeconds: 0 });
    const since = Date.now();
    expect(rotated.body.previousValidUntil).toBeNull();
    expect(await worksEverywhere(rotated.body.token)).toBe(true);
    for (const url of [world.url, other.url]) {
      const api = new Api(url, old);
      await eventually(async () => (await api.get('/v1/merchants')).status === 401);
    }
    expect(Date.now() - since).toBeLessThan(5_000);
    expect(await worksEverywhere(rotated.body.token)).toBe(true);
  });

  it('ends an overlap of two seconds after them', async () => {
    const { id, token: old } = await issue();
    await world.api.post(`/v1/tokens/${id}/rotate`, { overlapSeconds: 2 });
    const api = new Api(world.url, old);
    expect((await api.get('/v1/merchants')).status).toBe(200);
    await eventually(async () => (await api.get('/v1/merchants')).status === 401);
    const { body } = await world.api.get('/v1/tokens?limit=200');
    const shown = body.data.find((token: { id: string }) => token.id === id);
    expect(shown.previousValidUntil).toBeNull();
  });

  it.each([-1, 1.5, 2_592_001, '60', null, true])(
    'refuses an overlap of %j',
    async (overlapSeconds) => {
      const { id, api } = await issue();
      const answer = await world.api.post(`/v1/tokens/${id}/rotate`, { overlapSeconds });
      expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
      expect((await api.get('/v1/merchants')).status).toBe(200);
    },
  );

  it('takes an overlap of thirty days', async () => {
    const { id } = await issue();
    const answer = await world.api.post(`/v1/tokens/${id}/rotate`, { overlapSeconds: 2_592_000 });
    expect(answer.status).toBe(200);
  });

  it('does not revive an expired token', async () => {
    const { id } = await issue({ expiresAt: new Date(Date.now() + 300).toISOString() });
    const refused = await eventually(async () => {
      const answer = await world.api.post(`/v1/tokens/${id}/rotate`);
      return answer.status !== 200 && answer;
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'token-expired']);
    expect((await world.api.delete(`/v1/tokens/${id}`)).status).toBe(204);
  });
});

describe('while Postgres is away', () => {
  it('known tokens fail after five seconds too, with 503, and work again afterwards', async () => {
    const wire = await startWire(world.database.url);
    const service = await world.startAnother({ DATABASE_URL: wire.url });
    const { token } = await issue();
    const api = new Api(service.url, token);
    expect((await api.get('/v1/merchants')).status).toBe(200);

    wire.cut();
    const away = await eventually(async () => {
      const answer = await api.get('/v1/merchants');
      return answer.status === 503 && answer;
    });
    expect(away.body.code).toBe('service-unavailable');
    expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
    // Beyond the time for which a token is remembered, nothing but Postgres could let it in.
    const { id } = (await world.api.get('/v1/tokens?limit=1')).body.data[0];
    await world.api.delete(`/v1/tokens/${id}`);
    expect((await api.get('/v1/merchants')).status).toBe(503);
    expectUnauthorized(await service.api.get('/v1/merchants', { token: 'ipc_malformed' }));

    wire.mend();
    await eventually(async () => (await service.api.get('/v1/merchants')).status === 200);
    await eventually(async () => (await api.get('/v1/merchants')).status === 401);
    await service.stop();
    await wire.close();
  }, 30_000);
});

/** A line to Postgres that can be cut and mended. */
async function startWire(
  databaseUrl: string,
): Promise<{ url: string; cut(): void; mend(): void; close(): Promise<void> }> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let whole = true;
  const server: Server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port || 5432), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut,
    mend: () => {
      whole = true;
    },
    close: () => {
      cut();
      return new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}
