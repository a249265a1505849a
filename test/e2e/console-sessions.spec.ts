import { ConsoleBrowser, OWN_PAGE, cookieOf } from '../support/console-browser';
import { expectProblem } from '../support/problem';
import {
  ADMIN_TOKEN,
  Api,
  eventually,
  orderBody,
  startWorld,
  type TestService,
  type World,
} from '../support/service';
import { openStream } from '../support/stream';

const EIGHT_HOURS_MS = 8 * 3_600_000;

let world: World;
let other: TestService;
let merchant: string;

beforeAll(async () => {
  world = await startWorld({ environment: { ROLE: 'api' } });
  other = await world.startAnother();
  merchant = (await world.createMerchant()).id;
}, 60_000);
afterAll(() => world.stop());

async function issue(fields: object = {}): Promise<{ id: string; token: string }> {
  const answer = await world.api.post('/v1/tokens', {
    name: 'shop-api',
    scopes: ['orders:read', 'orders:write', 'merchants:read'],
    merchants: '*',
    ...fields,
  });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

const signIn = (token: string, headers: Record<string, string> = {}) =>
  world.api.post('/console/session', { token }, { token: null, headers });

const isSignedOut = (browser: ConsoleBrowser) => async () =>
  (await browser.get('/v1/merchants')).status === 401 &&
  (await browser.get('/console/session')).status === 401;

describe('signing in', () => {
  it('gives a cookie that no script reads and no other site sends', async () => {
    const { id, token } = await issue({ merchants: [merchant] });
    const answer = await signIn(token);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^ipc_console=[A-Za-z0-9_-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ]);
    expect(answer.body).toEqual({
      actor: `token:${id}`,
      name: 'shop-api',
      scopes: ['orders:read', 'orders:write', 'merchants:read'],
      merchants: [merchant],
      expiresAt: expect.stringMatching(/Z$/),
    });
    const lastsMs = Date.parse(answer.body.expiresAt) - Date.now();
    expect(Math.abs(lastsMs - EIGHT_HOURS_MS)).toBeLessThan(60_000);
  });

  it('works with the admin token', async () => {
    const { session } = await ConsoleBrowser.signIn(world.url);
    expect(session).toMatchObject({ actor: 'admin', name: 'admin', merchants: '*' });
    expect(session.scopes).toContain('ops:read');
  });

  it.each(['https', 'https,http', 'https, https'])(
    'by %s, as the balancer says, gives a cookie that never goes by http',
    async (proto) => {
      const answer = await signIn(ADMIN_TOKEN, { 'x-forwarded-proto': proto });
      expect(answer.headers.getSetCookie()).toEqual([expect.stringContaining('; Secure')]);
    },
  );

  it('is refused with a wrong token, in the words of every wrong token', async () => {
    const { id, token } = await issue();
    await world.api.delete(`/v1/tokens/${id}`);
    for (const wrong of ['x', `${ADMIN_TOKEN}x`, token.slice(0, -1), token, 'ünïcode', ' ']) {
      const answer = await signIn(wrong);
      expectProblem(answer, 401, 'unauthorized');
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  it.each([{}, { token: '' }, { token: 5 }, { token: 'x'.repeat(513) }, { token: 'x', to: '/' }])(
    'is refused with %j',
    async (body) => {
      const answer = await world.api.post('/console/session', body, { token: null });
      expectProblem(answer, 400, 'validation-failed');
    },
  );

  it.each([{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }])(
    'is refused to a page of another site: %j',
    async (headers) => {
      expectProblem(await signIn(ADMIN_TOKEN, headers), 403, 'cross-site-request');
    },
  );

  it('counts as a request of the token', async () => {
    const { token } = await issue();
    const left = (headers: Headers) => Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
    const before = left((await new Api(world.url, token).get('/v1/merchants')).headers);
    expect(left((await signIn(token)).headers)).toBe(before - 1);
    const browser = await ConsoleBrowser.signIn(world.url, token);
    expect(left((await browser.get('/v1/merchants')).headers)).toBe(before - 3);
  });

  it('leaves neither the token nor the session in plain in Postgres', async () => {
    const { token } = await issue();
    const { cookie } = await ConsoleBrowser.signIn(world.url, token);
    const rows = await world.sql('SELECT s::text AS row FROM console_sessions s');
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
    expect(JSON.stringify(rows)).not.toContain(token.split('_')[2]!.slice(0, 32));
  });
});

describe('a session', () => {
  it('is its token on every instance, under /v1', async () => {
    const { token } = await issue({ merchants: [merchant] });
    const browser = await ConsoleBrowser.signIn(world.url, token);
    for (const { url } of [world, other]) {
      const answer = await browser.at(url).get('/v1/merchants');
      expect(answer.body.data.map(({ id }: { id: string }) => id)).toEqual([merchant]);
      expect((await browser.at(url).get('/console/session')).body).toEqual(browser.session);
    }
    const placed = await browser
      .at(other.url)
      .post(`/v1/merchants/${merchant}/orders`, orderBody());
    expect(placed.status).toBe(201);
    expectProblem(await browser.get('/v1/tokens'), 403, 'insufficient-scope');
    expectProblem(await browser.post('/v1/merchants', { name: 'x' }), 403, 'insufficient-scope');
  });

  it('is nobody under /ipay, whose clients are no browsers', async () => {
    const { token } = await issue({ merchants: [merchant] });
    const browser = await ConsoleBrowser.signIn(world.url, token);
    const path = '/ipay/order/referenceId/nothing/status';
    expect((await browser.get(path)).status).toBe(401);
    expect((await browser.post('/ipay/order', orderBody())).status).toBe(401);
    expect((await new Api(world.url, token).get(path)).status).toBe(404);
  });

  it('yields to an Authorization header, right or wrong', async () => {
    const browser = await ConsoleBrowser.signIn(world.url);
    const { token } = await issue({ scopes: ['merchants:read'] });
    const withBearer = (bearer: string) =>
      browser.send('GET', '/v1/tokens', undefined, { authorization: bearer });
    expectProblem(await withBearer(`Bearer ${token}`), 403, 'insufficient-scope');
    for (const wrong of ['Bearer x', 'Basic YTpi', '']) {
      expectProblem(await withBearer(wrong), 401, 'unauthorized');
    }
  });

  it.each(['ipc_console=', 'ipc_console=x', `ipc_console=${'A'.repeat(43)}`, 'other=x', '=;;%'])(
    'is not what sends the cookie %j',
    async (cookie) => {
      const options = { token: null, headers: { cookie, ...OWN_PAGE } };
      expectProblem(await world.api.get('/v1/merchants', options), 401, 'unauthorized');
      expectProblem(await world.api.get('/console/session', options), 401, 'unauthorized');
      expectProblem(await world.api.post('/v1/merchants', {}, options), 401, 'unauthorized');
    },
  );
});

describe('what a browser was made to send', () => {
  const sites = ['same-site', 'cross-site', 'none', ''];
  it.each<[string, Record<string, string>]>([
    ['nothing said', {}],
    ['the header alone', { 'x-ipay-console': '1' }],
    ['the site alone', { 'sec-fetch-site': 'same-origin' }],
    ['another value of the header', { ...OWN_PAGE, 'x-ipay-console': 'true' }],
    ...sites.map((site): [string, Record<string, string>] => [
      `the site ${site}`,
      { ...OWN_PAGE, 'sec-fetch-site': site },
    ]),
    ['another origin', { 'x-ipay-console': '1', origin: 'https://evil.example' }],
    ['no origin to speak of', { 'x-ipay-console': '1', origin: 'null' }],
    ['its own origin, but another site', { ...OWN_PAGE, 'sec-fetch-site': 'cross-site' }],
  ])('changes nothing: %s', async (_what, headers) => {
    const browser = await ConsoleBrowser.signIn(world.url);
    const send = (method: string, path: string, body?: unknown) =>
      browser.send(method, path, body, headers);
    const name = `Made ${JSON.stringify(headers)}`.slice(0, 100);
    for (const answer of [
      await send('POST', '/v1/merchants', { name }),
      await send('PATCH', `/v1/merchants/${merchant}`, { name }),
      await send('PUT', `/v1/merchants/${merchant}/credentials/production`, { apiKey: 'taken' }),
      await send('DELETE', `/v1/merchants/${merchant}/credentials/sandbox`),
    ]) {
      expectProblem(answer, 403, 'cross-site-request');
    }
    const names = await world.sql('SELECT name FROM merchants');
    expect(names).not.toContainEqual({ name });
    // Reading changes nothing; what is read, the other site is not shown.
    const read = await browser.send('GET', '/v1/merchants', undefined, headers);
    expect(read.status).toBe(200);
    expect(read.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is our page’s, where the browser says so', async () => {
    const browser = await ConsoleBrowser.signIn(world.url);
    const { host } = new URL(world.url);
    for (const headers of [
      OWN_PAGE,
      { 'x-ipay-console': '1', origin: `http://${host}` },
      { 'x-ipay-console': '1', origin: `https://${host}` },
    ]) {
      const answer = await browser.send('POST', '/v1/merchants', { name: 'By us' }, headers);
      expect(answer.status).toBe(201);
    }
  });

  it('is no concern of a bearer', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const answer = await world.api.post('/v1/merchants', { name: 'By a server' }, { headers });
    expect(answer.status).toBe(201);
  });
});

describe('signing out', () => {
  it('ends the session on every instance at once, and takes the cookie', async () => {
    const browser = await ConsoleBrowser.signIn(world.url);
    const stays = await ConsoleBrowser.signIn(world.url);
    expect((await browser.at(other.url).get('/v1/merchants')).status).toBe(200);
    const answer = await browser.send('DELETE', '/console/session');
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^ipc_console=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970/),
    ]);
    for (const { url } of [world, other]) {
      expectProblem(await browser.at(url).get('/v1/merchants'), 401, 'unauthorized');
      expectProblem(await browser.at(url).get('/console/session'), 401, 'unauthorized');
    }
    expect((await stays.get('/v1/merchants')).status).toBe(200);
  });

  it('is done already where there is no session', async () => {
    const nobody = await world.api.delete('/console/session', { token: null });
    expect(nobody.status).toBe(204);
    const browser = await ConsoleBrowser.signIn(world.url);
    await browser.send('DELETE', '/console/session');
    expect((await browser.send('DELETE', '/console/session')).status).toBe(204);
  });

  it('is not for other sites to do', async () => {
    const browser = await ConsoleBrowser.signIn(world.url);
    const headers = { 'sec-fetch-site': 'cross-site' };
    const answer = await browser.send('DELETE', '/console/session', undefined, headers);
    expectProblem(answer, 403, 'cross-site-request');
    expect((await browser.get('/v1/merchants')).status).toBe(200);
  });

  it('works after the token was revoked', async () => {
    const { id, token } = await issue();
    const browser = await ConsoleBrowser.signIn(world.url, token);
    await world.api.delete(`/v1/tokens/${id}`);
    await eventually(isSignedOut(browser));
    expect((await browser.send('DELETE', '/console/session')).status).toBe(204);
  });
});

describe('a session ends', () => {
  it('when its time is over, and whoever comes next sweeps it out', async () => {
    await world.sql('DELETE FROM console_sessions');
    const browser = await ConsoleBrowser.signIn(world.url);
    await world.sql(`UPDATE console_sessions SET expires_at = now() - interval '1 millisecond'`);
    expect(await isSignedOut(browser)()).toBe(true);
    expect(await isSignedOut(browser.at(other.url))()).toBe(true);
    await ConsoleBrowser.signIn(world.url);
    expect(await world.sql('SELECT count(*)::int FROM console_sessions')).toEqual([{ count: 1 }]);
  });

  it('when its token expires, which it says beforehand', async () => {
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    const { token } = await issue({ expiresAt });
    const browser = await ConsoleBrowser.signIn(world.url, token);
    expect(browser.session.expiresAt).toBe(expiresAt);
    expect((await browser.get('/v1/merchants')).status).toBe(200);
    await eventually(isSignedOut(browser));
  });

  it('with its token, on every instance within five seconds', async () => {
    const { id, token } = await issue();
    const browser = await ConsoleBrowser.signIn(world.url, token);
    const browsers = [world, other].map(({ url }) => browser.at(url));
    for (const one of browsers) expect((await one.get('/v1/merchants')).status).toBe(200);
    const streams = await Promise.all(
      [world, other].map(({ url }) =>
        openStream(url, { headers: { cookie: browser.cookie }, token: null }),
      ),
    );
    await world.api.delete(`/v1/tokens/${id}`);
    const since = Date.now();
    for (const one of browsers) await eventually(isSignedOut(one));
    for (const stream of streams) await stream.ended;
    expect(Date.now() - since).toBeLessThan(5_000);
  });

  it('not with the secret of a rotated token: it is the same token', async () => {
    const { id, token } = await issue();
    const browser = await ConsoleBrowser.signIn(world.url, token);
    await world.api.post(`/v1/tokens/${id}/rotate`, { overlapSeconds: 0 });
    await eventually(async () => {
      const answer = await new Api(world.url, token).get('/v1/merchants');
      return answer.status === 401;
    });
    expect((await browser.get('/v1/merchants')).status).toBe(200);
    expect((await browser.at(other.url).get('/v1/merchants')).status).toBe(200);
  });

  it('when the admin token is another one, and not before', async () => {
    const browser = await ConsoleBrowser.signIn(world.url);
    const same = await world.startAnother();
    expect((await browser.at(same.url).get('/v1/merchants')).status).toBe(200);
    const admin = { ADMIN_TOKEN: 'another-admin-token-0123456789abcdefghi' };
    for (const changed of [admin, { ADMIN_TOKEN: '' }]) {
      const { url } = await world.startAnother(changed);
      expect(await isSignedOut(browser.at(url))()).toBe(true);
    }
    const { token } = await issue();
    const { url } = await world.startAnother(admin);
    const withToken = await ConsoleBrowser.signIn(world.url, token);
    expect((await withToken.at(url).get('/v1/merchants')).status).toBe(200);
  });

  it('and its streams with it', async () => {
    const browser = await ConsoleBrowser.signIn(world.url);
    const options = { headers: { cookie: browser.cookie }, token: null };
    const [stays, ...ends] = await Promise.all([
      openStream(world.url, { ...options, headers: await anotherCookie() }),
      openStream(world.url, options),
      openStream(other.url, options),
    ]);
    await browser.send('DELETE', '/console/session');
    await Promise.all(ends.map((stream) => stream.ended));
    expect(stays.isEnded).toBe(false);
    stays.close();
  });
});

async function anotherCookie(): Promise<{ cookie: string }> {
  return { cookie: cookieOf(await signIn(ADMIN_TOKEN)) };
}
