import { type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Test } from '@nestjs/testing';
import { Config } from '../../../src/config/config';
import { GatewayModule, STATUS_TABLE } from '../../../src/gateway/gateway.module';
import { IpayClient, type GatewayAccount } from '../../../src/gateway/ipay-client';
import { BUCKETS, percentileMs } from '../../../src/observability/call-window';
import { Metrics } from '../../../src/observability/metrics.service';
import { type IpayCreateOrder } from '../../../src/gateway/ipay-wire';
import { type AskOutcome, type PlaceOutcome } from '../../../src/gateway/outcome';
import { answering, RawGateway } from './raw-gateway';

const KEY = 'canary-5f1d+/key==f9c5';
const CREATE: IpayCreateOrder = {
  amount: 120,
  referenceId: 'abcd1234',
  description: 'Buy x, y, z from XYZ.com',
  successCallbackUrl: 'https://xyz.com/success',
  failureCallbackUrl: 'https://xyz.com/failure',
  cancelCallbackUrl: 'https://xyz.com/cancel',
};
const PLACED = {
  message: 'Order placed successfully',
  orderId: 'IPAY-12345678',
  paymentUrl: 'app.ipay.com.bd/pay/IPAY-12345678',
  referenceId: 'abcd1234',
};
const STATUS = {
  statusCode: 200,
  status: 'Successfully paid',
  orderId: 'IPAY-12345678',
  referenceId: 'abcd1234',
  transactionId: '23I2-12345678',
  transactionTime: '18 Sep 2017 12:33:39.749 BDT',
};

const account = (merchantId = 'mrc_a'): GatewayAccount => ({
  merchantId,
  environment: 'sandbox',
  apiKey: KEY,
});

let gateway: RawGateway;
const clients: IpayClient[] = [];

/** A client of its own for each test, whose sandbox is at `baseUrl`. */
function clientOf(baseUrl: string, ipayTimeoutMs = 400): IpayClient {
  const config = Object.assign(new Config(), {
    ipay: {
      sandbox: { baseUrl, paymentUrl: '' },
      production: { baseUrl: 'http://127.0.0.1:9', paymentUrl: '' },
    },
    ipayTimeoutMs,
  });
  const client = new IpayClient(config, new Metrics());
  clients.push(client);
  return client;
}

const here = (timeoutMs?: number): IpayClient =>
  clientOf(`http://127.0.0.1:${gateway.port}/api/pg`, timeoutMs);

const reasonOf = (outcome: PlaceOutcome | AskOutcome): string =>
  'reason' in outcome ? `${outcome.kind}: ${outcome.reason}` : outcome.kind;

/** Undici takes a kept-alive connection again only a turn of the event loop later. */
const untilReusable = (): Promise<void> => pause(10);

const closeOf = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('close', () => {
      resolve();
    });
  });

beforeEach(async () => {
  gateway = await RawGateway.start();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await gateway.stop();
  await Promise.all(clients.splice(0).map((client) => client.onApplicationShutdown()));
});

describe('a create', () => {
  it('is the documentation’s request, and its acceptance is understood', async () => {
    gateway.now(answering(200, PLACED));
    const outcome = await here().placeOrder(account(), CREATE);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      orderId: 'IPAY-12345678',
      paymentUrl: 'https://app.ipay.com.bd/pay/IPAY-12345678',
      evidence: {
        request: { method: 'POST', path: '/api/pg/order' },
        httpStatus: 200,
        contentType: 'application/json',
        body: JSON.stringify(PLACED),
      },
    });
    const [request] = gateway.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/api/pg/order',
      headers: {
        authorization: `Bearer ${KEY}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
    });
    expect(JSON.parse(request!.body)).toEqual(CREATE);
  });

  it.each<[number, unknown, object]>([
    [400, { message: 'Amount is invalid' }, { kind: 'refused', message: 'Amount is invalid' }],
    [422, { errorMessage: 'No' }, { kind: 'refused', message: 'No' }],
    [422, '<html>', { kind: 'refused', message: null }],
    [401, { message: 'Invalid API key' }, { kind: 'credentials-refused' }],
    [403, '', { kind: 'credentials-refused' }],
    [409, { message: "Reference Id 'abcd1234' has already been used" }, { kind: 'reference-used' }],
    [200, PLACED.message, { kind: 'unknown', reason: 'not the shape of an acceptance' }],
    [200, '<html>OK</html>', { kind: 'unknown' }],
    [200, '', { kind: 'unknown' }],
    [200, { ...PLACED, referenceId: 'other' }, { kind: 'unknown' }],
    [200, { ...PLACED, orderId: 'x'.repeat(26) }, { kind: 'unknown' }],
    [201, PLACED, { kind: 'unknown', reason: 'HTTP 201' }],
    [202, PLACED, { kind: 'unknown' }],
    [204, '', { kind: 'unknown' }],
    [404, { message: 'Not found' }, { kind: 'unknown', reason: 'HTTP 404' }],
    [408, '', { kind: 'unknown' }],
    [418, PLACED, { kind: 'unknown' }],
    [429, { message: 'Slow down' }, { kind: 'unknown', reason: 'HTTP 429' }],
    [500, PLACED, { kind: 'unknown', reason: 'HTTP 500' }],
    [502, '<html>Bad gateway</html>', { kind: 'unknown' }],
    [503, '', { kind: 'unknown' }],
    [504, '', { kind: 'unknown' }],
  ])('answered %p with %p is %p', async (httpStatus, body, expected) => {
    gateway.now(answering(httpStatus, body));
    const outcome = await here().placeOrder(account(), CREATE);
    expect(outcome).toMatchObject(expected);
    expect(outcome.evidence.httpStatus).toBe(httpStatus);
    expect(gateway.requests).toHaveLength(1);
  });

  it('takes an acceptance for what it is, whatever its content type', async () => {
    gateway.now((socket) => {
      const text = `\uFEFF${JSON.stringify(PLACED)}`;
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
    });
    expect((await here().placeOrder(account(), CREATE)).kind).toBe('accepted');
  });

  it('does not follow a redirect', async () => {
    const away = await RawGateway.start(answering(200, PLACED));
    gateway.now(answering(307, '', `location: http://127.0.0.1:${away.port}/\r\n`));
    const outcome = await here().placeOrder(account(), CREATE);
    expect(reasonOf(outcome)).toBe('unknown: HTTP 307');
    expect(away.connections).toBe(0);
    await away.stop();
  });

  it('has the key nowhere but in its header, even where the gateway echoes it', async () => {
    gateway.now((socket, request) => {
      answering(400, { message: `Bad: ${request.headers.authorization ?? ''}` })(
        socket,
        request,
        1,
      );
    });
    const outcome = await here().placeOrder(account(), CREATE);
    expect(outcome).toMatchObject({ kind: 'refused', message: 'Bad: Bearer [redacted]' });
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });
});

describe('a create that certainly was not sent is unavailable', () => {
  it('connection refused', async () => {
    const { port } = gateway;
    await gateway.stop();
    const outcome = await clientOf(`http://127.0.0.1:${port}`).placeOrder(account(), CREATE);
    gateway = await RawGateway.start();
    expect(reasonOf(outcome)).toBe('unavailable: ECONNREFUSED');
    expect(outcome.evidence).toMatchObject({ error: 'not sent: ECONNREFUSED' });
    expect(JSON.stringify(outcome)).not.toContain('127.0.0.1');
  });

  it('a name that does not resolve', async () => {
    const outcome = await clientOf('http://gateway.invalid', 5_000).placeOrder(account(), CREATE);
    expect(reasonOf(outcome)).toMatch(/^unavailable: (ENOTFOUND|EAI_AGAIN)$/);
  });

  it('a handshake that never ends, within the connect timeout', async () => {
    const client = clientOf(`https://localhost:${gateway.port}`, 3_000);
    const startedAt = Date.now();
    const outcome = await client.placeOrder(account(), CREATE);
    expect(reasonOf(outcome)).toBe('unavailable: UND_ERR_CONNECT_TIMEOUT');
    expect(Date.now() - startedAt).toBeLessThan(2_900);
  });

  it('a handshake that is cut', async () => {
    const cutting = await RawGateway.start();
    const client = clientOf(`https://localhost:${cutting.port}`, 5_000);
    const placing = client.placeOrder(account(), CREATE);
    while (cutting.openSockets === 0) await pause(5);
    await cutting.stop();
    expect(reasonOf(await placing)).toBe('unavailable: ECONNRESET');
  });

  it('a time that is over, or a caller that has left, before there is a connection', async () => {
    const client = clientOf(`https://localhost:${gateway.port}`, 5_000);
    const left = await client.placeOrder(account(), CREATE, { signal: AbortSignal.abort() });
    expect(left.kind).toBe('unavailable');
    const leaving = new AbortController();
    const placing = client.placeOrder(account(), CREATE, { signal: leaving.signal });
    setTimeout(() => {
      leaving.abort();
    }, 30);
    expect(reasonOf(await placing)).toBe('unavailable: cancelled');
  });

  it('a key that is no header', async () => {
    const outcome = await here().placeOrder({ ...account(), apiKey: 'a\nb' }, CREATE);
    expect(reasonOf(outcome)).toBe('unavailable: UND_ERR_INVALID_ARG');
    expect(gateway.requests).toHaveLength(0);
  });

  it('a client that is closed', async () => {
    const client = here();
    await client.onApplicationShutdown();
    clients.splice(clients.indexOf(client), 1);
    expect((await client.placeOrder(account(), CREATE)).kind).toBe('unavailable');
  });
});

describe('a create whose answer is lost is unknown, and never sent again', () => {
  it.each<[string, Parameters<RawGateway['now']>[0], string | RegExp]>([
    ['reset before the answer', (socket) => socket.resetAndDestroy(), 'ECONNRESET'],
    ['closed before the answer', (socket) => socket.end(), 'UND_ERR_SOCKET'],
    [
      'reset within the answer',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"orderId":');
        setTimeout(() => socket.resetAndDestroy(), 20);
      },
      'ECONNRESET',
    ],
    [
      'a body cut short',
      (socket) => {
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"orderId":');
      },
      'UND_ERR_SOCKET',
    ],
    [
      'JSON cut short in a whole answer',
      answering(200, JSON.stringify(PLACED).slice(0, -2)),
      'not the shape of an acceptance',
    ],
    ['no HTTP', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), /HTTP\/1.1 protocol/],
    [
      'headers without end',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}`),
      'UND_ERR_HEADERS_OVERFLOW',
    ],
    ['silence', () => undefined, 'no answer within 400 ms'],
    [
      'early hints and then silence',
      (socket) => socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'),
      'no answer within 400 ms',
    ],
  ])('%s', async (_, play, reason) => {
    gateway.now(play);
    const outcome = await here().placeOrder(account(), CREATE);
    expect(outcome.kind).toBe('unknown');
    expect('reason' in outcome && outcome.reason).toMatch(reason);
    expect(gateway.requests).toHaveLength(1);
  });

  it('one byte at a time, for ever: ends in time and frees the socket', async () => {
    let drip: NodeJS.Timeout | undefined;
    let freed: Promise<unknown> | undefined;
    gateway.now((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{');
      drip = setInterval(() => socket.write(' '), 20);
      freed = closeOf(socket);
    });
    const startedAt = Date.now();
    const outcome = await here().placeOrder(account(), CREATE);
    expect(reasonOf(outcome)).toBe('unknown: no answer within 400 ms');
    expect(outcome.evidence).toMatchObject({
      httpStatus: 200,
      body: expect.stringMatching(/^\{ +$/),
    });
    await freed;
    clearInterval(drip);
    expect(Date.now() - startedAt).toBeLessThan(600);
  });

  it('50 MB: stops reading at 64 KiB and frees the socket', async () => {
    let written = 0;
    let freed: Promise<unknown> | undefined;
    gateway.now((socket) => {
      freed = closeOf(socket);
      const chunk = Buffer.alloc(64 * 1024, 'x');
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 52428800\r\n\r\n{"orderId":"');
      const pour = (): void => {
        while (written < 52_428_800 && !socket.destroyed) {
          written += chunk.length;
          if (!socket.write(chunk)) break;
        }
      };
      socket.on('drain', pour);
      pour();
    });
    const before = process.memoryUsage().arrayBuffers;
    const outcome = await here(5_000).placeOrder(account(), CREATE);
    expect(reasonOf(outcome)).toBe('unknown: answer larger than 64 KiB');
    await freed;
    // What the kernel's buffers hold was poured; nothing near the whole.
    expect(written).toBeLessThan(20_000_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
    expect(outcome.evidence.body?.length).toBeGreaterThan(1_000);
  });

  it('the caller leaves', async () => {
    const leaving = new AbortController();
    gateway.now(() => {
      leaving.abort();
    });
    const outcome = await here(5_000).placeOrder(account(), CREATE, { signal: leaving.signal });
    expect(reasonOf(outcome)).toBe('unknown: cancelled');
  });

  it('a kept-alive connection that turns out to be dead', async () => {
    gateway.now((socket, request, ordinal) => {
      if (ordinal === 1) answering(200, PLACED)(socket, request, ordinal);
      else socket.resetAndDestroy();
    });
    const client = here();
    expect((await client.placeOrder(account(), CREATE)).kind).toBe('accepted');
    await untilReusable();
    expect(reasonOf(await client.placeOrder(account(), CREATE))).toBe('unknown: ECONNRESET');
    expect(gateway.connections).toBe(1);
    expect(gateway.requests).toHaveLength(2);
  });
});

describe('a status question', () => {
  it('by order id', async () => {
    gateway.now(answering(200, { ...STATUS, orderAmount: 120 }));
    const outcome = await here().askByOrderId(account(), 'IPAY-12345678');
    expect(outcome).toMatchObject({
      kind: 'answered',
      answer: { ...STATUS, orderAmount: 120 },
      evidence: { httpStatus: 200, body: JSON.stringify({ ...STATUS, orderAmount: 120 }) },
    });
    expect(gateway.requests).toMatchObject([
      {
        method: 'GET',
        path: '/api/pg/order/IPAY-12345678/status',
        headers: { authorization: `Bearer ${KEY}` },
        body: '',
      },
    ]);
  });

  it.each([
    ['abcd1234', 'abcd1234'],
    ['a/b?c#d%e', 'a%2Fb%3Fc%23d%25e'],
    ['অর্ডার ১', encodeURIComponent('অর্ডার ১')],
    ['😀'.repeat(50), encodeURIComponent('😀'.repeat(50))],
    ['\ud800', '%EF%BF%BD'],
  ])('by reference %p', async (referenceId, segment) => {
    gateway.now(answering(404, ''));
    await here().askByReference(account(), referenceId);
    expect(gateway.requests[0]?.path).toBe(`/api/pg/order/referenceId/${segment}/status`);
  });

  it.each<[number, unknown, string]>([
    [404, { message: 'Order not found' }, 'not-found'],
    [401, { message: 'Invalid API key' }, 'credentials-refused'],
    [403, '', 'credentials-refused'],
    [200, '<html>', 'unanswered: not the shape of a status'],
    [200, [STATUS], 'unanswered: not the shape of a status'],
    [200, PLACED, 'unanswered: not the shape of a status'],
    [201, STATUS, 'unanswered: HTTP 201'],
    [301, STATUS, 'unanswered: HTTP 301'],
    [400, STATUS, 'unanswered: HTTP 400'],
    [409, STATUS, 'unanswered: HTTP 409'],
    [429, STATUS, 'unanswered: HTTP 429'],
    [500, STATUS, 'unanswered: HTTP 500'],
    [503, '', 'unanswered: HTTP 503'],
  ])('answered %p with %p is %s', async (httpStatus, body, expected) => {
    gateway.now(answering(httpStatus, body));
    expect(reasonOf(await here().askByOrderId(account(), 'IPAY-1'))).toBe(expected);
    expect(gateway.requests).toHaveLength(1);
  });

  it('takes less time where less is given, never more', async () => {
    const client = here(300);
    const startedAt = Date.now();
    const short = await client.askByOrderId(account(), 'IPAY-1', { timeoutMs: 50 });
    expect(reasonOf(short)).toBe('unanswered: no answer within 50 ms');
    expect(Date.now() - startedAt).toBeLessThan(200);
    const long = await client.askByOrderId(account(), 'IPAY-1', { timeoutMs: 60_000 });
    expect(reasonOf(long)).toBe('unanswered: no answer within 300 ms');
  });

  it('is asked once more where a kept-alive connection turns out to be dead', async () => {
    gateway.now((socket, request, ordinal) => {
      if (ordinal === 2) socket.resetAndDestroy();
      else answering(200, STATUS)(socket, request, ordinal);
    });
    const client = here();
    expect((await client.askByOrderId(account(), 'IPAY-1')).kind).toBe('answered');
    await untilReusable();
    expect((await client.askByOrderId(account(), 'IPAY-1')).kind).toBe('answered');
    expect(gateway.requests).toHaveLength(3);
    expect(gateway.connections).toBe(2);
  });

  it('is asked twice at most', async () => {
    gateway.now((socket) => socket.resetAndDestroy());
    const outcome = await here().askByOrderId(account(), 'IPAY-1');
    expect(reasonOf(outcome)).toBe('unanswered: ECONNRESET');
    expect(gateway.requests).toHaveLength(2);
  });

  it('shows no key that the gateway echoes', async () => {
    gateway.now(answering(200, { ...STATUS, status: `paid ${KEY}`, transactionId: KEY }));
    const outcome = await here().askByOrderId(account(), 'IPAY-12345678');
    expect(outcome).toMatchObject({ answer: { status: 'paid [redacted]' } });
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });
});

describe('a probe', () => {
  it.each<[number, boolean]>([
    [401, false],
    [403, false],
    [404, true],
    [200, true],
    [500, true],
  ])('answered %p is %p', async (httpStatus, taken) => {
    gateway.now(answering(httpStatus, { message: 'x' }));
    expect(await here().probe(account())).toBe(taken);
    expect(gateway.requests[0]?.path).toMatch(/\/order\/referenceId\/[^/]{30,50}\/status$/);
  });

  it('not answered is null', async () => {
    expect(await here(100).probe(account())).toBeNull();
  });
});

describe('a merchant’s breaker', () => {
  const times = <T>(count: number, call: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, call));
  const brokenIn = (client: IpayClient): string[][] =>
    client.health().sandbox.broken.map(({ merchantId, operation }) => [merchantId, operation]);

  it('opens at 20 creates of which half failed, for this merchant’s creates alone', async () => {
    const client = here();
    gateway.now(answering(409, ''));
    await times(10, () => client.placeOrder(account(), CREATE));
    gateway.now(answering(500, ''));
    await times(9, () => client.placeOrder(account(), CREATE));
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(false);
    await client.placeOrder(account(), CREATE);
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(true);

    const sent = gateway.requests.length;
    const refused = await client.placeOrder(account(), CREATE);
    expect(reasonOf(refused)).toBe('unavailable: circuit open');
    expect(gateway.requests).toHaveLength(sent);
    expect(brokenIn(client)).toEqual([['mrc_a', 'create']]);

    gateway.now(answering(200, STATUS));
    expect((await client.askByOrderId(account(), 'IPAY-1')).kind).toBe('answered');
    expect(client.isOpen('mrc_b', 'sandbox')).toBe(false);
    expect(client.isOpen('mrc_a', 'production')).toBe(false);
    gateway.now(answering(200, PLACED));
    expect((await client.placeOrder(account('mrc_b'), CREATE)).kind).toBe('accepted');
  });

  it('for status questions leaves creates alone', async () => {
    const client = here();
    gateway.now(answering(500, ''));
    await times(20, () => client.askByOrderId(account(), 'IPAY-1'));
    expect(reasonOf(await client.askByOrderId(account(), 'IPAY-1'))).toBe(
      'unanswered: circuit open',
    );
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(false);
    expect(brokenIn(client)).toEqual([['mrc_a', 'status']]);
  });

  it.each([400, 401, 403, 409, 422])('does not open for %p', async (httpStatus) => {
    const client = here();
    gateway.now(answering(httpStatus, ''));
    await times(40, () => client.placeOrder(account(), CREATE));
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(false);
  });

  it('does not open for orders iPay does not know', async () => {
    const client = here();
    gateway.now(answering(404, ''));
    await times(40, () => client.askByOrderId(account(), 'IPAY-1'));
    expect((await client.askByOrderId(account(), 'IPAY-1')).kind).toBe('not-found');
  });

  it('opens for a gateway that cannot be reached', async () => {
    const client = clientOf('http://127.0.0.1:9');
    await times(20, () => client.placeOrder(account(), CREATE));
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(true);
  });

  it('tries again after 5 s with one create, and closes when that one is answered', async () => {
    const client = here(2_000);
    gateway.now(answering(500, ''));
    await times(20, () => client.placeOrder(account(), CREATE));
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 4_900);
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(true);
    clock.mockReturnValue(now + 5_100);
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(false);
    // It lets one try, and is still not closed.
    const [broken] = client.health().sandbox.broken;
    expect(broken).toMatchObject({ merchantId: 'mrc_a', operation: 'create' });

    // Failed again: open for another 5 s.
    await client.placeOrder(account(), CREATE);
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(true);
    const [stillBroken] = client.health().sandbox.broken;
    expect(stillBroken!.brokenMs).toBeGreaterThan(broken!.brokenMs);
    clock.mockReturnValue(now + 10_300);

    const sent = gateway.requests.length;
    gateway.now((socket, request, ordinal) => {
      setTimeout(() => {
        answering(200, PLACED)(socket, request, ordinal);
      }, 100);
    });
    const trial = client.placeOrder(account(), CREATE);
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(true);
    expect(reasonOf(await client.placeOrder(account(), CREATE))).toBe('unavailable: circuit open');
    expect((await trial).kind).toBe('accepted');
    expect(gateway.requests).toHaveLength(sent + 1);
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(false);
    expect(brokenIn(client)).toEqual([]);
    expect((await client.placeOrder(account(), CREATE)).kind).toBe('accepted');
  });

  it('counts the last 10 s only', async () => {
    const client = here();
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    gateway.now(answering(500, ''));
    await times(19, () => client.placeOrder(account(), CREATE));
    clock.mockReturnValue(now + 11_000);
    await times(19, () => client.placeOrder(account(), CREATE));
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(false);
    await client.placeOrder(account(), CREATE);
    expect(client.isOpen('mrc_a', 'sandbox')).toBe(true);
  });
});

describe('a merchant’s share', () => {
  it('is 64 creates at once and 64 waiting; the others and its questions go on', async () => {
    gateway.now((socket, request, ordinal) => {
      if (request.method === 'GET') answering(200, STATUS)(socket, request, ordinal);
      else if (request.headers.authorization === 'Bearer other') {
        answering(200, PLACED)(socket, request, ordinal);
      }
    });
    const client = here(1_000);
    const hanging = Array.from({ length: 128 }, () => client.placeOrder(account(), CREATE));
    expect(reasonOf(await client.placeOrder(account(), CREATE))).toBe(
      'unavailable: too many calls at once',
    );
    const other = { ...account('mrc_b'), apiKey: 'other' };
    expect((await client.placeOrder(other, CREATE)).kind).toBe('accepted');
    expect((await client.askByOrderId(account(), 'IPAY-1')).kind).toBe('answered');
    expect(client.health().sandbox.inFlight).toBe(64);

    const reasons = (await Promise.all(hanging)).map(reasonOf);
    expect(reasons.filter((x) => x === 'unknown: no answer within 1000 ms')).toHaveLength(64);
    expect(reasons.filter((x) => x === 'unavailable: no free slot in time')).toHaveLength(64);
    expect(gateway.requests.filter(({ path }) => path === '/api/pg/order')).toHaveLength(65);
    expect(client.health().sandbox.inFlight).toBe(0);
  });

  it('waits for a slot', async () => {
    gateway.now(answering(200, PLACED));
    const client = here(5_000);
    const outcomes = await Promise.all(
      Array.from({ length: 120 }, () => client.placeOrder(account(), CREATE)),
    );
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
  });

  it('without a connection left, a create given up is not sent later', async () => {
    const client = here(20_000);
    const leaving = new AbortController();
    const options = { signal: leaving.signal };
    const calls = ['a', 'b', 'c', 'd', 'e'].flatMap((merchant) =>
      Array.from({ length: 64 }, () => client.placeOrder(account(merchant), CREATE, options)),
    );
    // All at one moment: a deadline of each would free connections for those whose time is not over.
    while (gateway.requests.length < 256) await pause(5);
    leaving.abort();
    const reasons = (await Promise.all(calls)).map(reasonOf);
    expect(reasons.filter((reason) => reason === 'unknown: cancelled')).toHaveLength(256);
    expect(reasons.filter((reason) => reason === 'unavailable: cancelled')).toHaveLength(64);
    gateway.now(answering(200, PLACED));
    expect((await client.placeOrder(account('f'), CREATE)).kind).toBe('accepted');
    expect(gateway.requests).toHaveLength(257);
  });
});

describe('health', () => {
  it('tells when the gateway was last heard, and last silent', async () => {
    gateway.now(answering(200, STATUS));
    const client = here(100);
    const none = { outcomes: {}, timings: Array<number>(BUCKETS).fill(0) };
    expect(client.health().sandbox).toEqual({
      inFlight: 0,
      sinceAnswerMs: null,
      sinceSilenceMs: null,
      calls: { create: none, status: none },
      broken: [],
    });
    await client.askByOrderId(account(), 'IPAY-1');
    gateway.now(() => undefined);
    await client.askByOrderId(account(), 'IPAY-1');
    const { sinceAnswerMs, sinceSilenceMs } = client.health().sandbox;
    expect(sinceAnswerMs!).toBeGreaterThan(sinceSilenceMs!);
    expect(client.health().production.sinceAnswerMs).toBeNull();
  });

  it('counts calls by what came of them, and times those that were sent', async () => {
    const client = here(100);
    gateway.now(answering(200, PLACED));
    await client.placeOrder(account(), CREATE);
    gateway.now(() => undefined);
    await client.placeOrder(account(), CREATE);
    gateway.now(answering(404, ''));
    await client.askByOrderId(account(), 'IPAY-1');
    const unreachable = { ...account(), environment: 'production' } as const;
    await client.askByOrderId(unreachable, 'IPAY-1');
    const { sandbox, production } = client.health();
    expect(sandbox.calls.create.outcomes).toEqual({ accepted: 1, unknown: 1 });
    expect(percentileMs(sandbox.calls.create.timings, 1)).toBeGreaterThanOrEqual(75);
    expect(sandbox.calls.status.outcomes).toEqual({ 'not-found': 1 });
    expect(percentileMs(sandbox.calls.status.timings, 1)).not.toBeNull();
    expect(production.calls.status.outcomes).toEqual({ unanswered: 1 });
    expect(percentileMs(production.calls.status.timings, 1)).toBeNull();
  });
});

describe('the module', () => {
  it('provides the client and the table, and drains before it closes the connections', async () => {
    gateway.now((socket, request, ordinal) => {
      setTimeout(() => {
        answering(200, PLACED)(socket, request, ordinal);
      }, 50);
    });
    const config = Object.assign(new Config(), {
      ipay: {
        sandbox: { baseUrl: `http://127.0.0.1:${gateway.port}`, paymentUrl: '' },
        production: { baseUrl: 'https://app.ipay.com.bd/api/pg', paymentUrl: '' },
      },
      ipayTimeoutMs: 5_000,
      ipayStatusCodes: null,
    });
    const module = await Test.createTestingModule({ imports: [GatewayModule] })
      .useMocker((token) => (token === Config ? config : new Metrics()))
      .compile();
    expect(module.get(STATUS_TABLE)).toHaveProperty('size', 13);
    const placing = module.get(IpayClient).placeOrder(account(), CREATE);
    while (gateway.requests.length === 0) await pause(5);
    await module.close();
    expect((await placing).kind).toBe('accepted');
  });
});
