import { connect } from 'node:net';
import { Health } from '../../src/observability/health.service';
import { expectProblem, fieldsOf } from '../support/problem';
import {
  ADMIN_TOKEN,
  eventually,
  orderBody,
  startWorld,
  type Answer,
  type World,
} from '../support/service';
import { startTcpGate } from '../support/tcp-gate';

let world: World;
let ordersPath: string;
beforeAll(async () => {
  world = await startWorld();
  ordersPath = `/v1/merchants/${(await world.createMerchant()).id}/orders`;
}, 60_000);
afterAll(() => world.stop());

const MADE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LIMIT = 64 * 1024;

/** Sends bytes as they are, for what no client would send, and reads until the service hangs up. */
async function sendRaw(...parts: (string | Buffer)[]): Promise<Answer> {
  const { hostname, port } = new URL(world.url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  for (const part of parts) socket.write(part);
  await new Promise((resolve, reject) => {
    socket.on('end', resolve);
    socket.on('error', reject);
  });
  socket.destroy();
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n', 2);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, body: JSON.parse(body) };
}

function requestOf(method: string, path: string, ...headers: string[]): string {
  const all = ['Host: a', 'Connection: close', `Authorization: Bearer ${ADMIN_TOKEN}`, ...headers];
  return `${method} ${path} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n`;
}

function postRaw(body: string | Buffer, type = 'application/json'): Promise<Answer> {
  const headers = [`Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body)}`];
  return sendRaw(requestOf('POST', ordersPath, ...headers), body);
}

/** A create that every rule allows, blown up to so many bytes with blanks. */
const bodyOf = (bytes: number) => JSON.stringify(orderBody()).padEnd(bytes, ' ');

describe('the request id', () => {
  it.each(['a', 'req_1.2:3/4+5=6@7-8', 'x'.repeat(128)])('is taken over: %s', async (id) => {
    const headers = { 'x-request-id': id };
    for (const path of ['/health/live', ordersPath, `${ordersPath}/x`, '/nothing']) {
      const answer = await world.api.get(path, { headers });
      expect(answer.headers.get('x-request-id')).toBe(id);
      if (answer.status >= 400) expect(answer.body.requestId).toBe(id);
    }
  });

  it.each(['a b', 'x'.repeat(129), '<script>', '', 'é', "';--", 'a\tb'])(
    'is made where the given one is not well-formed: %j',
    async (id) => {
      const answer = await world.api.get('/nothing', { headers: { 'x-request-id': id } });
      expect(answer.headers.get('x-request-id')).toMatch(MADE_ID);
      expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
    },
  );

  it('is made anew for each request without one', async () => {
    const [one, two] = [await world.api.get('/health/live'), await world.api.get('/health/live')];
    expect(one.headers.get('x-request-id')).toMatch(MADE_ID);
    expect(one.headers.get('x-request-id')).not.toBe(two.headers.get('x-request-id'));
  });

  it('stands in the log, with the trace, and every line is JSON', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await world.api.get(`${ordersPath}/x`, {
      headers: { 'x-request-id': 'logged-1', traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    const line = await eventually(() =>
      world.log
        .map((text): any => JSON.parse(text))
        .find(({ requestId, status }) => requestId === 'logged-1' && status !== undefined),
    );
    expect(line).toMatchObject({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.+Z$/),
      method: 'GET',
      route: '/v1/merchants/:merchant/orders/:order',
      status: 404,
      durationMs: expect.any(Number),
      traceId,
    });
  });
});

describe('a problem', () => {
  it.each(['/', '/v1', '/v1/nothing', '/v1/orders/x/y/z', '/favicon.ico', '/.env', '/%20'])(
    'says that there is nothing at %s',
    async (path) => {
      for (const token of [ADMIN_TOKEN, null]) {
        const answer = await world.api.get(path, { token });
        expectProblem(answer, 404, 'not-found');
        expect(answer.body.requestId).toMatch(MADE_ID);
      }
    },
  );

  it.each(['DELETE', 'PUT', 'PATCH', 'OPTIONS', 'PROPFIND'])(
    'says that there is no %s of a list of orders',
    async (method) => {
      expectProblem(await world.api.send(method, ordersPath), 404, 'not-found');
    },
  );

  it('says that a token is needed, and how', async () => {
    for (const token of [null, 'wrong', '']) {
      const answer = await world.api.post(ordersPath, { broken: true }, { token });
      expectProblem(answer, 401, 'unauthorized');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it.each([LIMIT + 1, 10 * 1024 * 1024])(
    'says that a body of %i bytes is too large',
    async (size) => {
      expectProblem(await world.api.post(ordersPath, bodyOf(size)), 413, 'payload-too-large');
    },
  );

  it('says so of a body that does not tell its length', async () => {
    const chunk = 'x'.repeat(0x8000);
    const chunked = `8000\r\n${chunk}\r\n`.repeat(3);
    const head = requestOf(
      'POST',
      ordersPath,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    );
    expectProblem(await sendRaw(head, chunked, '0\r\n\r\n'), 413, 'payload-too-large');
  });

  it('takes a body at the limit', async () => {
    expect((await world.api.post(ordersPath, bodyOf(LIMIT))).status).toBe(201);
  });

  it('says that an address is too long', async () => {
    const path = (length: number) => '/v1/'.padEnd(length, 'x');
    expectProblem(await world.api.get(path(8 * 1024 + 1)), 414, 'uri-too-long');
    expectProblem(await world.api.get(path(8 * 1024)), 404, 'not-found');
    const query = `${ordersPath}?referenceId=${'x'.repeat(9_000)}`;
    expectProblem(await world.api.get(query), 414, 'uri-too-long');
  });

  it('says that headers are too large', async () => {
    const answer = await sendRaw(requestOf('GET', ordersPath, `X-Large: ${'x'.repeat(20_000)}`));
    expectProblem(answer, 431, 'headers-too-large');
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'text/json',
    'application/jsonx',
    'json',
    '*/*',
    ',',
  ])('says that a body of type %s is not taken', async (type) => {
    const answer = await postRaw(JSON.stringify(orderBody()), type);
    expectProblem(answer, 415, 'unsupported-media-type');
  });

  it('says so of a body without a type', async () => {
    const body = JSON.stringify(orderBody());
    const head = requestOf('POST', ordersPath, `Content-Length: ${body.length}`);
    expectProblem(await sendRaw(head, body), 415, 'unsupported-media-type');
  });

  it.each([
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/json;charset=UTF-8',
  ])('does not say so of %s', async (type) => {
    expect((await postRaw(JSON.stringify(orderBody()), type)).status).toBe(201);
  });

  const nested = (levels: number) => `{"amount":${'['.repeat(levels)}${']'.repeat(levels)}}`;

  it.each<[string, string | Buffer]>([
    ['is cut off', '{"amount":1'],
    ['is no JSON', 'amount=1'],
    ['has a NUL', '{"amount":1\0}'],
    ['has a raw line break in a text', '{"description":"a\nb"}'],
    ['is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['is UTF-16', Buffer.from('{"amount":1}', 'utf16le')],
    ['has half a character', Buffer.from('{"a":"😀"}').subarray(0, 8)],
    ['is gzip', Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, 3, 0])],
    ['is nested 17 deep', nested(17)],
    ['is nested 30,000 deep', nested(30_000)],
    ['is nested deep and never closed', '['.repeat(60_000)],
    ['names __proto__', '{"__proto__":{"admin":true}}'],
    ['hides __proto__', '{"metadata":{"__proto__":{"admin":true}}}'],
    ['escapes __proto__', '{"\\u005f_proto__":1}'],
    ['names constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}'],
    ['is only blanks', '   '],
    ['has two values', '{}{}'],
    ['has no number', '{"amount":NaN}'],
  ])('says that a body that %s cannot be read', async (_name, body) => {
    expect(fieldsOf(await postRaw(body))).toEqual(['']);
  });

  it('says which fields of a body are wrong, wherever an object stands for them', async () => {
    const hostile = { constructor: 1, toString: 2, then: 3, length: 4, toJSON: 5 };
    const fields = Object.keys(orderBody());
    const body = Object.fromEntries(fields.map((field) => [field, hostile]));
    expect(fieldsOf(await world.api.post(ordersPath, body))).toEqual([...fields].sort());
    const merchant = { name: hostile, environment: hostile, returnHosts: hostile };
    expect(fieldsOf(await world.api.post('/v1/merchants', merchant))).toEqual(
      Object.keys(merchant).sort(),
    );
  });

  it('keeps to the last of two members of one name', async () => {
    const body = JSON.stringify(orderBody({ amount: 7 })).replace('{', '{"amount":"wrong",');
    const created = await world.api.post(ordersPath, body);
    expect(created.body).toMatchObject({ amount: 7 });
  });

  it.each(['%', '%zz', '%ff', '%c3%28', '%ed%a0%80', '%e0%80%af', '%00', '%2', '%u0041'])(
    'says that an address with %s cannot be read, or leads nowhere',
    async (text) => {
      for (const path of [
        `/v1/merchants/${text}/orders`,
        `${ordersPath}/${text}`,
        `${ordersPath}/by-reference/${text}`,
        `/${text}`,
      ]) {
        const answer = await sendRaw(requestOf('GET', path));
        expect([400, 404]).toContain(answer.status);
        expectProblem(answer, answer.status, answer.body.code);
      }
      const query = await sendRaw(requestOf('GET', `/v1/orders?referenceId=${text}&limit=1`));
      expect([200, 400]).toContain(query.status);
    },
  );

  it.each([
    ['no HTTP', 'GARBAGE\r\n\r\n'],
    ['no header', 'GET / HTTP/1.1\r\nno colon\r\n\r\n'],
    ['a length that is none', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('says that a request with %s cannot be read', async (_name, request) => {
    expectProblem(await sendRaw(request), 400, 'bad-request');
  });

  it('says so of chunks whose size is none', async () => {
    const typed = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
    const answer = await sendRaw(requestOf('POST', ordersPath, ...typed), 'zz\r\n');
    expectProblem(answer, 400, 'bad-request');
  });

  it('says that there is nothing at an address of slashes only', async () => {
    for (const path of ['//', '///v1/orders', '/v1//orders', '/v1/orders/']) {
      expectProblem(await sendRaw(requestOf('GET', path)), 404, 'not-found');
    }
  });
});

describe('a request without a body', () => {
  it('is taken where none is needed, whatever type it claims', async () => {
    const { body: order } = await world.api.post(ordersPath, orderBody());
    const path = `${ordersPath}/${order.id}/verify`;
    const typed = ['Content-Type: application/json', 'Content-Length: 0'];
    expect((await sendRaw(requestOf('POST', path, ...typed))).status).toBe(200);
    expect((await sendRaw(requestOf('POST', path, 'Content-Length: 0'))).status).toBe(200);
    expect((await world.api.post(path)).status).toBe(200);
  });

  it.each<[string, string[]]>([
    ['without a type', []],
    ['of JSON', ['Content-Type: application/json']],
    ['of another type', ['Content-Type: application/octet-stream']],
    ['of a proxy that names what follows', ['Trailer: X-Checksum']],
  ])('is taken though it comes in chunks, %s', async (_name, headers) => {
    const { body: order } = await world.api.post(ordersPath, orderBody());
    const chunked = [...headers, 'Transfer-Encoding: chunked'];
    const verify = requestOf('POST', `${ordersPath}/${order.id}/verify`, ...chunked);
    const verified = await sendRaw(verify, '0\r\n\r\n');
    expect([verified.status, verified.body.id]).toEqual([200, order.id]);
    const create = requestOf('POST', ordersPath, ...chunked);
    expect(fieldsOf(await sendRaw(create, '0\r\n\r\n'))).toEqual(Object.keys(orderBody()).sort());
  });

  it('is not one of a single byte in a chunk', async () => {
    const { body: order } = await world.api.post(ordersPath, orderBody());
    const path = `${ordersPath}/${order.id}/verify`;
    const verify = requestOf('POST', path, 'Transfer-Encoding: chunked');
    const answer = await sendRaw(verify, '1\r\n \r\n0\r\n\r\n');
    expectProblem(answer, 415, 'unsupported-media-type');
  });

  it('is not needed to hear that there is nothing at an address', async () => {
    for (const body of ['0\r\n\r\n', '1\r\nx\r\n0\r\n\r\n']) {
      const request = requestOf('POST', '/v1/nothing', 'Transfer-Encoding: chunked');
      expectProblem(await sendRaw(request, body), 404, 'not-found');
    }
  });

  it('hears what is missing where one is needed', async () => {
    const fields = Object.keys(orderBody()).sort();
    expect(fieldsOf(await world.api.post(ordersPath))).toEqual(fields);
    expect(fieldsOf(await world.api.post(ordersPath, ''))).toEqual(fields);
    expect(fieldsOf(await world.api.post(ordersPath, {}))).toEqual(fields);
  });
});

describe('the health of a process', () => {
  it('needs no token and is never kept', async () => {
    const live = await world.api.get('/health/live', { token: null });
    expect([live.status, live.body]).toEqual([200, { status: 'ok' }]);
    const ready = await world.api.get('/health/ready', { token: null });
    expect([ready.status, ready.body]).toEqual([
      200,
      { status: 'ok', database: 'ok', queue: 'ok' },
    ]);
    for (const answer of [live, ready]) {
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('is not ready while it drains, and still answers', async () => {
    const draining = await world.startAnother({ ROLE: 'api' });
    draining.app.get(Health).drain();
    const ready = await draining.api.get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.body).toMatchObject({ status: 'draining', database: 'ok' });
    expect((await draining.api.get('/health/live')).status).toBe(200);
    expect((await draining.api.post(ordersPath, orderBody())).status).toBe(201);
  });

  it('is not ready without Postgres, lives on, and becomes ready again', async () => {
    const gate = await startTcpGate(world.database.url);
    const service = await world.startAnother({ ROLE: 'api', DATABASE_URL: gate.url });
    expect((await service.api.get('/health/ready')).status).toBe(200);
    await gate.shut();
    const ready = await service.api.get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.body).toMatchObject({ status: 'unavailable', database: 'unavailable' });
    expect((await service.api.get('/health/live')).status).toBe(200);
    await gate.open();
    await eventually(async () => (await service.api.get('/health/ready')).status === 200);
  });
});
