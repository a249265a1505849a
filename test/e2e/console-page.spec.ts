import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { CONSOLE_PATH, consolePage } from '../../src/console/console-page';
import { sendProblem, toProblem } from '../../src/http/problem.filter';
import { expectProblem } from '../support/problem';
import { Api, startWorld } from '../support/service';

const INDEX = '<!doctype html><title>The page</title>';
const SCRIPT = 'console.log("hashed")';

let folder: string;
let fastify: FastifyInstance;
let api: Api;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-page-'));
  fastify = Fastify();
  fastify.setErrorHandler((error, request, reply) => {
    sendProblem(reply, toProblem(error), request);
  });
  await fastify.register(consolePage(folder), { prefix: CONSOLE_PATH });
  api = new Api(await fastify.listen({ host: '127.0.0.1', port: 0 }));
});
afterEach(async () => {
  await fastify.close();
  await rm(folder, { recursive: true });
});

/** As Vite writes it; the service may be running already. */
async function build(): Promise<void> {
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'assets/index-BCAGr4cJ.js'), SCRIPT);
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(join(folder, 'index.html'), INDEX);
}

const get = (path: string, headers: Record<string, string> = {}) =>
  api.get(path, { token: null, headers });

describe('the page', () => {
  beforeEach(build);

  it.each([
    '/console/',
    '/console/orders',
    '/console/orders?q=a.b%2Fc',
    '/console/orders/mrc_01k8r3fdxve7hsk0ybzr4qvbn5/ord_01k8r3fdxve7hsk0ybzr4qvbn5',
    '/console/nowhere/at/all',
  ])('answers %s, which it understands by itself', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.body]).toEqual([200, INDEX]);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    // Not by fetch, which turns the question for a change into one for a fresh copy.
    const headers = { 'if-none-match': answer.headers.get('etag')! };
    const again = await fastify.inject({ url: path, headers });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('stands at /console/, and /console leads there', async () => {
    const answer = await get('/console');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/console/');
  });

  it('has files that never change under their names', async () => {
    const answer = await get('/console/assets/index-BCAGr4cJ.js');
    expect([answer.status, answer.body]).toEqual([200, SCRIPT]);
    expect(answer.headers.get('content-type')).toBe('application/javascript; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('sends the packed copy of a file to whoever takes it', async () => {
    await writeFile(join(folder, 'assets/index-BCAGr4cJ.js.br'), brotliCompressSync(SCRIPT));
    const url = '/console/assets/index-BCAGr4cJ.js';
    const packed = await fastify.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    expect(brotliDecompressSync(packed.rawPayload).toString()).toBe(SCRIPT);
    expect(packed.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    const plain = await fastify.inject({ url });
    expect([plain.body, plain.headers['content-encoding']]).toEqual([SCRIPT, undefined]);
  });

  it('has files that may change', async () => {
    const answer = await get('/console/favicon.svg');
    expect([answer.status, answer.body]).toEqual([200, '<svg/>']);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['/console/assets/index-OLD.js', '/console/assets/', '/console/x.png'])(
    'has no file %s',
    async (path) => {
      expect((await get(path)).body).not.toBe(INDEX);
    },
  );

  it.each(['/console/../package.json', '/console/..%2f..%2fpackage.json', '/console/%00'])(
    'leads out of its folder by no way: %s',
    async (path) => {
      const answer = await api.send('GET', path, undefined, { token: null });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    },
  );

  it('takes nothing', async () => {
    const answer = await api.post('/console/orders', {}, { token: null });
    expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
  });

  it.each(['/console/', '/console/assets/index-BCAGr4cJ.js', '/console/assets/none.js'])(
    'allows nothing from outside and nothing inline: %s',
    async (path) => {
      const { headers } = await get(path);
      const policy = (headers.get('content-security-policy') ?? '').split('; ');
      expect(policy).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "connect-src 'self'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
        ]),
      );
      expect(policy.join()).not.toMatch(/unsafe|http|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    },
  );
});

describe('a copy without its pages', () => {
  it('says what to run, until that is done', async () => {
    for (const path of ['/console/', '/console/orders']) {
      const answer = await get(path);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.body).toContain('npm run build');
    }
    expect((await get('/console/assets/index-BCAGr4cJ.js')).status).toBe(404);
    await build();
    expect((await get('/console/')).body).toBe(INDEX);
  });
});

describe('in the service', () => {
  it('stands beside the session, and answers as the rest does', async () => {
    const world = await startWorld({ environment: { ROLE: 'api' } });
    const options = { token: null };
    expectProblem(await world.api.get('/console/assets/x.js', options), 404, 'not-found');
    expectProblem(await world.api.post('/console/orders', {}, options), 404, 'not-found');
    expectProblem(await world.api.get('/console/session', options), 401, 'unauthorized');
    expectProblem(await world.api.put('/console/session', {}, options), 404, 'not-found');
    const page = await world.api.get('/console/', options);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    // Whoever runs these tests may not have built the pages.
    expect([200, 503]).toContain(page.status);
    await world.stop();
  });
});
