import { getEventListeners } from 'node:events';
import {
  IpayConnect,
  NoAnswer,
  ProblemError,
  UnexpectedAnswer,
  type CreateOrder,
} from '../../../packages/client/src';
import { toRetryAfterMs } from '../../../packages/client/src/patience';
import {
  ScriptedService,
  answers,
  breaksOff,
  hangsUp,
  refuses,
  saysNothing,
  type Act,
} from './scripted-service';

const ORDER = { id: 'ord_1', state: 'pending', paymentUrl: 'https://pay/1' };
const BODY: CreateOrder = {
  amount: 120,
  referenceId: 'abcd1234',
  description: 'A book',
  successCallbackUrl: 'https://xyz.com/s',
  failureCallbackUrl: 'https://xyz.com/f',
  cancelCallbackUrl: 'https://xyz.com/c',
};

const service = new ScriptedService();
beforeAll(() => service.start());
afterEach(() => {
  service.reset();
});
afterAll(() => service.stop());

const clientWith = (options: object = {}) =>
  new IpayConnect({ baseUrl: service.url, token: 'ipc_1', timeoutMs: 300, ...options });

const create = (options: object = {}) => clientWith(options).createOrder('mrc_1', BODY);

async function errorOf(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('a request is sent again', () => {
  it.each<[string, Act]>([
    ['the connection breaks', hangsUp],
    ['the answer breaks off', breaksOff],
    ['nothing is said', saysNothing],
    ['it was one too many', refuses(429, 'rate-limited')],
    ['Postgres is away', refuses(503, 'service-unavailable')],
    ['iPay is away', refuses(503, 'gateway-unavailable', { 'retry-after': '0' })],
    ['a balancer has nobody behind it', answers(503, '<html>No server is available</html>')],
    ['a balancer lost the answer', answers(502, '<html>Bad gateway</html>')],
    ['a balancer lost the answer, with a problem of its own', answers(502, { code: 'lost' })],
    ['a balancer waited too long', answers(504, '')],
  ])('where %s, and is the very same', async (_what, fails) => {
    service.will(fails, answers(201, ORDER));
    expect(await create()).toEqual(ORDER);
    const [first, second, ...more] = service.requests;
    expect(more).toEqual([]);
    expect(first).toMatchObject({ method: 'POST', url: '/v1/merchants/mrc_1/orders' });
    expect(JSON.parse(first!.body)).toEqual(BODY);
    expect(second!.body).toBe(first!.body);
    expect(first!.headers['idempotency-key']).toMatch(/^[\da-f-]{36}$/);
    expect(second!.headers['idempotency-key']).toBe(first!.headers['idempotency-key']);
    expect(second!.headers.authorization).toBe('Bearer ipc_1');
  });

  it('not before the time that was asked for', async () => {
    service.will(refuses(429, 'rate-limited', { 'retry-after': '1' }), answers(201, ORDER));
    await create();
    const [first, second] = service.requests;
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(1_000);
  });

  it('ever more slowly', async () => {
    service.will(hangsUp, hangsUp, hangsUp, answers(201, ORDER));
    await create();
    const pauses = service.requests.slice(1).map(({ at }, i) => at - service.requests[i]!.at);
    [100, 200, 400].forEach((least, i) => {
      expect(pauses[i]).toBeGreaterThanOrEqual(least);
    });
  });

  it('under the key of the caller, where there is one; else each order has its own', async () => {
    service.will(...Array.from({ length: 3 }, () => answers(201, ORDER)));
    const client = clientWith();
    await client.createOrder('mrc_1', BODY, { idempotencyKey: 'attempt-1' });
    await client.createOrder('mrc_1', BODY);
    await client.createOrder('mrc_1', BODY);
    const keys = service.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe('attempt-1');
    expect(new Set(keys).size).toBe(3);
  });
});

describe('a request is not sent again', () => {
  it.each([
    [400, 'validation-failed'],
    [401, 'unauthorized'],
    [403, 'insufficient-scope'],
    [404, 'merchant-not-found'],
    [409, 'reference-id-used'],
    [422, 'idempotency-key-reused'],
    [422, 'gateway-rejected'],
    [500, 'internal-error'],
    [502, 'gateway-credentials-rejected'],
  ])('after %i %s', async (status, code) => {
    service.will(refuses(status, code));
    const error = await errorOf(create());
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status, code, problem: { detail: 'by the script' } });
    expect(service.requests).toHaveLength(1);
  });

  it.each<[string, Act]>([
    ['a redirect, which would make a GET of it', answers(302, '', { location: '/v1/merchants' })],
    ['a page', answers(200, '<html>Please log in</html>')],
    ['an error that is not of the service', answers(404, '{"error":"no route"}')],
  ])('after %s', async (_what, act) => {
    service.will(act);
    expect(await errorOf(create())).toBeInstanceOf(UnexpectedAnswer);
    expect(service.requests).toHaveLength(1);
  });

  it('where it would make another merchant', async () => {
    service.will(hangsUp, answers(201, {}));
    const error = await errorOf(clientWith().createMerchant({ name: 'Aarong' }));
    expect(error).toBeInstanceOf(NoAnswer);
    expect(service.requests).toHaveLength(1);
  });

  it('where the time that is asked for is longer than the patience', async () => {
    service.will(refuses(503, 'service-unavailable', { 'retry-after': '60' }));
    const began = performance.now();
    const error = await errorOf(create());
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(error).toMatchObject({ code: 'service-unavailable', retryAfterMs: 60_000 });
  });

  it('once patience is over; then it says what came last', async () => {
    service.will(...Array.from({ length: 20 }, () => hangsUp));
    const error = await errorOf(create({ patienceMs: 1_000 }));
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error).toHaveProperty('cause.message', 'fetch failed');
    expect(service.requests.length).toBeGreaterThan(2);
    expect(service.requests.length).toBeLessThan(10);
  });
});

describe('the caller’s signal', () => {
  const reason = new Error('enough');

  it('ends a request that is under way, and a pause', async () => {
    for (const act of [saysNothing, refuses(503, 'service-unavailable', { 'retry-after': '20' })]) {
      service.reset();
      service.will(act);
      const stop = new AbortController();
      const creating = clientWith({ timeoutMs: 20_000 }).createOrder('mrc_1', BODY, {
        signal: stop.signal,
      });
      await service.hasTaken(1);
      stop.abort(reason);
      await expect(creating).rejects.toBe(reason);
      expect(service.requests).toHaveLength(1);
    }
  });

  it('raised before, sends nothing', async () => {
    const signal = AbortSignal.abort(reason);
    const creating = clientWith().createOrder('mrc_1', BODY, { signal });
    await expect(creating).rejects.toBe(reason);
    expect(service.requests).toEqual([]);
  });

  it('is let go of, however many requests it was for', async () => {
    const { signal } = new AbortController();
    for (let i = 0; i < 5; i += 1) {
      service.will(hangsUp, answers(201, ORDER));
      await clientWith().createOrder('mrc_1', BODY, { signal });
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('what is asked for', () => {
  it('is below the address of the service, whatever the ids are', async () => {
    service.will(answers(200, ORDER));
    const client = clientWith({ baseUrl: `${service.url}/payments/` });
    await client.readOrderByReference('mrc_1', 'a/b?c=#ঘ ..');
    expect(service.requests[0]!.url).toBe(
      `/payments/v1/merchants/mrc_1/orders/by-reference/${encodeURIComponent('a/b?c=#ঘ ..')}`,
    );
  });

  it('is nothing, where an id is none', async () => {
    for (const id of ['', '.', '..']) {
      await expect(clientWith().readOrder('mrc_1', id)).rejects.toThrow(TypeError);
    }
    expect(service.requests).toEqual([]);
  });

  it('is asked seldom of an instance that answers a long poll at once', async () => {
    service.will(...Array.from({ length: 50 }, () => answers(200, ORDER)));
    const order = await clientWith().waitForOutcome('mrc_1', 'ord_1', { timeoutMs: 1_200 });
    expect(order).toEqual(ORDER);
    expect(service.requests.map(({ url }) => url)).toEqual([
      '/v1/merchants/mrc_1/orders/ord_1?wait=2',
      '/v1/merchants/mrc_1/orders/ord_1?wait=1',
      '/v1/merchants/mrc_1/orders/ord_1?wait=1',
      '/v1/merchants/mrc_1/orders/ord_1?wait=0',
    ]);
  });

  it('waits for as long as a long poll takes, beside the time for an answer', async () => {
    service.will((response) => {
      setTimeout(() => {
        answers(200, { ...ORDER, state: 'paid' })(response);
      }, 600);
    });
    const outcome = await clientWith().waitForOutcome('mrc_1', 'ord_1', { timeoutMs: 5_000 });
    expect(outcome.state).toBe('paid');
    expect(service.requests).toHaveLength(1);
  });
});

describe('Retry-After', () => {
  it.each([
    [null, null],
    ['0', 0],
    ['120', 120_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['soon', null],
    ['-1', 0],
  ])('%s is %s ms', (value, ms) => {
    expect(toRetryAfterMs(value)).toBe(ms);
  });

  it('may be a date', () => {
    const ms = toRetryAfterMs(new Date(Date.now() + 60_000).toUTCString());
    expect(ms).toBeGreaterThan(55_000);
    expect(ms).toBeLessThanOrEqual(60_000);
  });
});
