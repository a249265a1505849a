import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { OWN_PAGE, cookieOf } from '../support/console-browser';
import { startTestRedis, type TestRedis } from '../support/redis';
import {
  ADMIN_TOKEN,
  ENCRYPTION_KEY,
  eventually,
  orderBody,
  startWorld,
  type Answer,
  type RequestOptions,
  type World,
} from '../support/service';

/**
 * Secrets go in and are never seen again: not in a log line, an answer, a job, a column, in
 * whatever spelling. iPay is played by a server that repeats the key wherever an answer has room.
 */

/** With characters that every escape writes in its own way. */
function newKey(): string {
  return `key+canary/${randomBytes(12).toString('hex')}="&`;
}

/** How a secret may be written; base64 shows it in three ways, by where in a text it begins. */
function spellingsOf(secret: Buffer | string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
    const from = Math.ceil((offset * 4) / 3);
    const until = Math.floor((shifted.length * 8) / 6);
    return (['base64', 'base64url'] as const).map((form) =>
      shifted.toString(form).slice(from, until),
    );
  });
  const text = bytes.toString('latin1');
  const json = JSON.stringify(text).slice(1, -1);
  return [text, json, encodeURIComponent(text), bytes.toString('hex'), ...base64];
}

/** The names of the secrets that occur in a text. */
function found(secrets: ReadonlyMap<string, string | Buffer>, text: string): string[] {
  const inLowerCase = text.toLowerCase();
  return [...secrets]
    .filter(([, secret]) =>
      spellingsOf(secret).some((spelling) => inLowerCase.includes(spelling.toLowerCase())),
    )
    .map(([name]) => name);
}

/** An iPay that repeats the key it was asked with; the reference says what it does. */
async function startEcho(): Promise<Server> {
  const references = new Map<string, string>();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const key = (request.headers.authorization ?? '').replace('Bearer ', '');
    const answer = (status: number, body: object | string): void => {
      response.writeHead(status, {
        'content-type': `application/json; key=${encodeURIComponent(key)}`,
        'x-key': key,
      });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const page = `<html>${key} ${encodeURIComponent(key)} ${key.replace('&', '&amp;')}</html>`;
    if (request.method === 'POST') {
      const { referenceId } = (await json(request)) as { referenceId: string };
      const orderId = `IPAY-${references.size + 1}`;
      const accepted = {
        message: `placed for ${key}`,
        orderId,
        paymentUrl: `app.ipay.com.bd/pay/${orderId}`,
        referenceId,
        key,
      };
      const [kind = ''] = referenceId.split('-');
      if (kind === 'refused') answer(422, { message: `not with ${key}`, errorMessage: key });
      else if (kind === 'unauthorized') answer(401, { message: `Invalid API key ${key}` });
      else if (kind === 'page') answer(502, page);
      else {
        references.set(orderId, referenceId);
        const paymentUrl = `${accepted.paymentUrl}?key=${encodeURIComponent(key)}`;
        if (kind === 'reset') response.destroy();
        else answer(200, kind === 'address' ? { ...accepted, paymentUrl } : accepted);
      }
      return;
    }
    const [, by = '', last = ''] =
      /\/order\/(referenceId\/)?([^/]+)\/status$/.exec(request.url ?? '') ?? [];
    const orderId = by
      ? [...references].find(([, reference]) => reference === decodeURIComponent(last))?.[0]
      : last;
    const referenceId = orderId && references.get(orderId);
    if (!referenceId) answer(404, { message: `no such order for ${key}` });
    else if (referenceId.startsWith('silent')) answer(500, page);
    else {
      const isPaid = referenceId.startsWith('paid');
      answer(200, {
        statusCode: isPaid ? 200 : 777,
        status: isPaid ? `Successfully paid with ${key}` : `On hold ${key}`,
        orderId,
        referenceId,
        transactionId: isPaid ? key : null,
        transactionTime: isPaid ? key : null,
      });
    }
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe.each(['postgres', 'redis'])('secrets, with the queue on %s', (backend) => {
  let world: World;
  let echo: Server;
  let redis: TestRedis | undefined;
  let monitor: Redis | undefined;
  /** Everything that was said to Redis. */
  const said: string[] = [];
  const answers: string[] = [];
  const jobs: string[] = [];
  const secrets = new Map<string, string | Buffer>([
    ['ADMIN_TOKEN', ADMIN_TOKEN],
    ['ENCRYPTION_KEYS', Buffer.from(ENCRYPTION_KEY, 'base64')],
    ['ENCRYPTION_KEYS as set', ENCRYPTION_KEY],
  ]);

  beforeAll(async () => {
    echo = await startEcho();
    const gateway = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
    if (backend === 'redis') {
      redis = await startTestRedis();
      monitor = await new Redis(redis.url).monitor();
      monitor.on('monitor', (_time: string, words: string[]) => said.push(words.join(' ')));
    }
    world = await startWorld({
      environment: {
        IPAY_SANDBOX_BASE_URL: gateway,
        IPAY_PRODUCTION_BASE_URL: gateway,
        PUBLIC_BASE_URL: 'http://127.0.0.1:1',
        VERIFY_SCHEDULE: JSON.stringify({ pending: [0.2, 0.4, 3600], jitter: 0 }),
        ...(redis && { REDIS_URL: redis.url, QUEUE_PREFIX: `canaries_${process.pid}` }),
      },
    });
  }, 90_000);
  afterAll(async () => {
    await world.stop();
    monitor?.disconnect();
    await redis?.stop();
    echo.close();
  });

  /** Asks, and keeps the whole answer for the search. */
  async function ask(
    method: string,
    path: string,
    body?: unknown,
    options?: RequestOptions,
  ): Promise<Answer> {
    const answer = await world.api.send(method, path, body, options);
    answers.push(JSON.stringify([...answer.headers]), JSON.stringify(answer.body));
    return answer;
  }

  /** Asks for the one answer that shows a secret; all else of it is kept. */
  async function askOnce(
    path: string,
    body: unknown,
    field: 'token' | 'returnSecret',
    name: string,
  ): Promise<any> {
    const answer = await world.api.post(path, body);
    expect([200, 201]).toContain(answer.status);
    const { [field]: secret, ...rest } = answer.body;
    expect(typeof secret).toBe('string');
    secrets.set(name, secret);
    answers.push(JSON.stringify([...answer.headers]), JSON.stringify(rest));
    return { ...rest, secret };
  }

  function canary(name: string): string {
    const key = newKey();
    secrets.set(name, key);
    return key;
  }

  /** Every row of every table, the queue's own included. */
  async function everyRow(): Promise<string> {
    const tables = await world.sql(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    const rows: string[] = [];
    for (const { name } of tables) {
      for (const { row } of await world.sql(`SELECT t::text AS row FROM ${name} t`)) rows.push(row);
    }
    return rows.join('\n');
  }

  async function everyKeyOfRedis(): Promise<string> {
    if (!redis) return '';
    const client = new Redis(redis.url);
    const contents: string[] = [];
    for (const key of await client.keys('*')) {
      const type = await client.type(key);
      const content =
        type === 'hash'
          ? await client.hgetall(key)
          : type === 'list'
            ? await client.lrange(key, 0, -1)
            : type === 'set'
              ? await client.smembers(key)
              : type === 'zset'
                ? await client.zrange(key, 0, -1)
                : type === 'stream'
                  ? await client.xrange(key, '-', '+')
                  : await client.get(key);
      contents.push(key, JSON.stringify(content));
    }
    await client.quit();
    return contents.join('\n');
  }

  it('finds a secret however it is written', () => {
    const secret = newKey();
    const one = new Map([['it', secret]]);
    for (const text of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify({ secret }),
      Buffer.from(secret).toString('hex').toUpperCase(),
      ...['', 'a', 'ab', 'abc'].flatMap((before) => [
        Buffer.from(`${before}${secret}z`).toString('base64'),
        Buffer.from(`${before}${secret}`).toString('base64url'),
      ]),
    ]) {
      expect(found(one, `x${text}y`)).toEqual(['it']);
    }
    expect(found(one, secret.slice(1))).toEqual([]);
  });

  it('lives through merchants, keys and tokens', async () => {
    const first = canary('first key');
    const merchant = await askOnce(
      '/v1/merchants',
      { name: 'Echo', apiKey: first },
      'returnSecret',
      'return secret',
    );
    const path = `/v1/merchants/${merchant.id}`;
    const keys = `${path}/credentials`;
    await ask('PUT', `${keys}/production`, { apiKey: canary('production key') });
    await ask('PUT', `${keys}/sandbox`, { apiKey: canary('second key') });
    const other = await askOnce('/v1/merchants', { name: 'Other' }, 'returnSecret', 'other secret');
    const second = String(secrets.get('second key'));
    const taken = await ask('PUT', `/v1/merchants/${other.id}/credentials/sandbox`, {
      apiKey: second,
    });
    expect(taken.status).toBe(409);

    const wrong = canary('key in a wrong request');
    for (const [method, at, body] of [
      ['POST', '/v1/merchants', { name: 'x', apiKey: `${wrong} with a space` }],
      ['POST', '/v1/merchants', { name: 'x', apiKey: [wrong] }],
      ['POST', '/v1/merchants', { name: { wrong }, environment: wrong, returnHosts: [wrong] }],
      ['POST', '/v1/merchants', `{"name":"x","apiKey":"${wrong}`],
      ['POST', '/v1/merchants', wrong],
      ['PUT', `${keys}/sandbox`, { apiKey: 5, secret: wrong }],
      ['PUT', `${keys}/${encodeURIComponent(wrong)}`, { apiKey: wrong }],
      ['GET', `/v1/merchants/${encodeURIComponent(wrong)}`, undefined],
      ['GET', `/v1/orders?cursor=${encodeURIComponent(wrong)}`, undefined],
      ['GET', `/v1/orders?state=${encodeURIComponent(wrong)}`, undefined],
      ['GET', `/return/${encodeURIComponent(wrong)}/success`, undefined],
      ['GET', `/nowhere/${encodeURIComponent(wrong)}?key=${encodeURIComponent(wrong)}`, undefined],
    ] as const) {
      const { status } = await ask(method, at, body);
      expect([400, 404]).toContain(status);
    }
    expect((await ask('GET', path, undefined, { token: wrong })).status).toBe(401);
    const basic = { authorization: `Basic ${Buffer.from(wrong).toString('base64')}` };
    expect((await ask('GET', path, undefined, { token: null, headers: basic })).status).toBe(401);

    const grant = { name: 'till', scopes: ['orders:read', 'tokens:write'], merchants: '*' };
    const token = await askOnce('/v1/tokens', grant, 'token', 'token');
    await ask('GET', '/v1/orders', undefined, { token: token.secret });
    const rotate = `/v1/tokens/${token.id}/rotate`;
    const next = await askOnce(rotate, { overlapSeconds: 60 }, 'token', 'rotated token');
    for (const { secret } of [token, next]) {
      expect((await ask('GET', '/v1/orders', undefined, { token: secret })).status).toBe(200);
    }
    await ask('GET', '/v1/tokens');
    await ask('DELETE', `/v1/tokens/${token.id}`);
    await ask('GET', '/v1/orders', undefined, { token: next.secret });
    await ask('GET', '/v1/merchants');
    await ask('GET', path);
  });

  it('lives through sessions of the console', async () => {
    const grant = { name: 'operator', scopes: ['orders:write', 'merchants:write'], merchants: '*' };
    const { id, secret } = await askOnce('/v1/tokens', grant, 'token', "the operator's token");
    const address = '/console/session';
    for (const token of [secret, ADMIN_TOKEN]) {
      const entered = await world.api.post(address, { token }, { token: null });
      answers.push(JSON.stringify(entered.body));
      const cookie = cookieOf(entered);
      secrets.set(`session of ${entered.body.actor}`, cookie.slice(cookie.indexOf('=') + 1));
      const inSession = { token: null, headers: { cookie, ...OWN_PAGE } };
      const { body: merchant } = await ask('POST', '/v1/merchants', { name: 'x' }, inSession);
      answers.pop();
      secrets.set(`return secret by ${entered.body.actor}`, merchant.returnSecret);
      const key = canary(`key set by ${entered.body.actor}`);
      const at = `/v1/merchants/${merchant.id}`;
      for (const [method, path, body] of [
        ['PUT', `${at}/credentials/sandbox`, { apiKey: key }],
        ['PUT', `${at}/credentials/${encodeURIComponent(key)}`, { apiKey: key, status: key }],
        ['PATCH', at, { environment: key, confirm: { key }, apiKey: key }],
        ['POST', `${at}/orders/${encodeURIComponent(key)}/verify`, { note: [key] }],
        ['GET', address, undefined],
        ['GET', '/console/', undefined],
        ['DELETE', address, undefined],
        ['GET', address, undefined],
      ] as const) {
        await ask(method, path, body, inSession);
      }
    }
    const wrong = canary('a token that is none');
    await ask('POST', address, { token: wrong }, { token: null });
    await ask('POST', address, { token: [wrong] }, { token: null });
    await ask('GET', address, undefined, {
      token: null,
      headers: { cookie: `ipc_console=${encodeURIComponent(wrong)}` },
    });
    await ask('DELETE', `/v1/tokens/${id}`);
    const trail = await ask('GET', '/v1/audit-events?limit=200');
    expect(trail.body.data.length).toBeGreaterThan(10);
  });

  it('lives through orders at a gateway that repeats the key everywhere', async () => {
    const merchant = await askOnce(
      '/v1/merchants',
      { name: 'Shop', apiKey: canary("the shop's key") },
      'returnSecret',
      "the shop's return secret",
    );
    const path = `/v1/merchants/${merchant.id}/orders`;
    const statuses: Record<string, number> = {};
    for (const kind of [
      'paid',
      'held',
      'silent',
      'refused',
      'page',
      'reset',
      'address',
      'unauthorized',
    ]) {
      const created = await ask('POST', path, orderBody({ referenceId: `${kind}-${backend}` }));
      statuses[kind] = created.status;
      const id = created.body.id ?? created.body.orderId;
      const at = `${path}/${id}`;
      for (const [method, where] of [
        ['GET', at],
        ['POST', `${at}/verify`],
        ['GET', `${at}/events`],
        ['GET', `${at}/explain`],
      ] as const) {
        await ask(method, where);
      }
    }
    expect(statuses).toEqual({
      paid: 201,
      held: 201,
      silent: 201,
      refused: 422,
      page: 202,
      reset: 202,
      address: 202,
      unauthorized: 502,
    });
    await ask('GET', path);
    await eventually(async () => {
      jobs.push(await everyRow(), await everyKeyOfRedis());
      const [{ rows }] = await world.sql(
        `SELECT count(*)::int AS rows FROM order_events WHERE cause = 'scheduled-check'`,
      );
      return rows >= 3;
    });
    // The payment page that named the key is not given to a buyer: another one is made.
    const [{ page }] = await world.sql(
      `SELECT replace(payment_url, gateway_order_id, '…') AS page FROM orders
       WHERE state = 'pending' AND reference_id LIKE 'address-%'`,
    );
    expect(page).toBe('https://app.ipay.com.bd/pay/…');
  });

  it('lives through errors of the database', async () => {
    const keys = '/v1/merchants';
    const later = canary('key while the database is broken');
    await world.sql(
      'ALTER TABLE merchant_credentials ADD CONSTRAINT broken CHECK (false) NOT VALID',
    );
    expect((await ask('POST', keys, { name: 'x', apiKey: later })).status).toBe(500);
    await world.sql('ALTER TABLE merchant_credentials DROP CONSTRAINT broken');
    await world.sql('ALTER TABLE merchants RENAME TO elsewhere');
    expect((await ask('POST', keys, { name: 'x', apiKey: later })).status).toBe(500);
    await world.sql('ALTER TABLE elsewhere RENAME TO merchants');
    await world.sql('ALTER TABLE api_tokens RENAME TO elsewhere');
    const minted = { name: 'x', scopes: ['orders:read'], merchants: '*' };
    expect((await ask('POST', '/v1/tokens', minted)).status).toBe(500);
    await world.sql('ALTER TABLE elsewhere RENAME TO api_tokens');
    await world.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'ipay-connect'`,
    );
    await ask('POST', keys, { name: 'x', apiKey: later });
    await ask('GET', '/metrics');
    await ask('GET', '/health/ready');
  });

  it('has shown none of them in any answer', () => {
    expect(answers.length).toBeGreaterThan(100);
    expect(answers.filter((answer) => found(secrets, answer).length > 0)).toEqual([]);
  });

  it('has written none of them to the log', () => {
    expect(world.log.some((line) => line.includes('"level":"error"'))).toBe(true);
    expect(world.log.filter((line) => found(secrets, line).length > 0)).toEqual([]);
  });

  it('keeps none of them in any column of any table', async () => {
    const rows = await everyRow();
    expect(rows).toContain('Successfully paid with [redacted]');
    expect(rows.split('\n').filter((row) => found(secrets, row).length > 0)).toEqual([]);
  });

  it('gives none of them to the queue', () => {
    const seen = jobs.join('\n');
    expect(found(secrets, seen)).toEqual([]);
    if (backend === 'postgres') return;
    expect(said.some((words) => words.includes('leaseToken'))).toBe(true);
    expect(found(secrets, said.join('\n'))).toEqual([]);
  });
});
