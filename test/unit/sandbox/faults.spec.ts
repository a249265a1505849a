import { connect } from 'node:net';

import fc from 'fast-check';

import {
  faultSchema,
  matches,
  matchesPattern,
  strikesAfter,
  type FaultInput,
  type GatewayQuestion,
} from '../../../src/sandbox/faults';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { GatewayCaller, orderRequest } from './gateway-caller';

describe('which requests a fault spoils', () => {
  const question: GatewayQuestion = {
    operation: 'status-by-order',
    apiKey: 'key-of-shop',
    referenceId: 'shop-77',
    orderId: 'IPAY-12345678',
  };
  const cases: [FaultInput, boolean][] = [
    [{ kind: 'reset' }, true],
    [{ kind: 'reset', operation: 'status' }, true],
    [{ kind: 'reset', operation: 'status-by-order' }, true],
    [{ kind: 'reset', operation: 'status-by-reference' }, false],
    [{ kind: 'reset', operation: 'create' }, false],
    [{ kind: 'reset', referencePattern: 'shop-*' }, true],
    [{ kind: 'reset', referencePattern: 'shop-78' }, false],
    [{ kind: 'reset', orderId: 'IPAY-12345678' }, true],
    [{ kind: 'reset', orderId: 'IPAY-1' }, false],
    [{ kind: 'reset', apiKey: 'key-of-shop' }, true],
    [{ kind: 'reset', apiKey: 'another-key' }, false],
  ];
  it.each(cases)('%j: %s', (fault, spoils) => {
    expect(matches(faultSchema.parse(fault), question)).toBe(spoils);
  });

  it('a pattern spoils nothing where the request names no reference', () => {
    const fault = faultSchema.parse({ kind: 'reset', referencePattern: '*' });
    expect(matches(fault, { ...question, referenceId: null })).toBe(false);
  });

  it.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['*', '', true],
    ['a*c', 'abbc', true],
    ['a*c', 'ac', true],
    ['a*a', 'a', false],
    ['*b*', 'abc', true],
    ['a*b*c', 'acb', false],
    ['a.c', 'abc', false],
  ])('pattern %s on %s: %s', (pattern, text, fits) => {
    expect(matchesPattern(pattern, text)).toBe(fits);
  });

  it('whatever stands between the pieces of a pattern, it fits', () => {
    const piece = fc.string().map((text) => text.replaceAll('*', ''));
    fc.assert(
      fc.property(piece, fc.array(fc.tuple(fc.string(), piece)), (head, rest) => {
        const pattern = [head, ...rest.map(([, tail]) => tail)].join('*');
        const text = head + rest.map(([filler, tail]) => filler + tail).join('');
        expect(matchesPattern(pattern, text)).toBe(true);
      }),
    );
  });

  it.each<[FaultInput, boolean]>([
    [{ kind: 'hang' }, false],
    [{ kind: 'hang', when: 'after' }, true],
    [{ kind: 'delay' }, false],
    [{ kind: 'answer' }, true],
    [{ kind: 'drip' }, true],
    [{ kind: 'wrong-order' }, true],
    [{ kind: 'garbage' }, false],
    [{ kind: 'garbage', form: 'truncated' }, true],
    [{ kind: 'garbage', form: 'cut-off' }, true],
  ])('%j strikes after the work: %s', (fault, after) => {
    expect(strikesAfter(faultSchema.parse(fault))).toBe(after);
  });
});

describe('faults over the wire', () => {
  const KEY = 'faults-test-key';
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

  const accepted = (referenceId: string) => sandbox.ledger({ referenceId }).orders.length;

  describe.each(['before', 'after'] as const)('%s accepting', (when) => {
    const orders = when === 'before' ? 0 : 1;

    it('hang: says nothing for ever', async () => {
      sandbox.addFault({ kind: 'hang', when });
      const request = orderRequest();
      await expect(merchant.create(request, 150)).rejects.toThrow(/timeout/);
      expect(accepted(request.referenceId)).toBe(orders);
    });

    it('hang: hangs up after a while', async () => {
      sandbox.addFault({ kind: 'hang', ms: 50, when });
      const request = orderRequest();
      await expect(merchant.create(request)).rejects.toThrow('fetch failed');
      expect(accepted(request.referenceId)).toBe(orders);
    });

    it('reset: destroys the socket', async () => {
      sandbox.addFault({ kind: 'reset', when });
      const request = orderRequest();
      const failure = await merchant.create(request).catch((error: unknown) => error);
      expect((failure as { cause: { code: string } }).cause.code).toBe('ECONNRESET');
      expect(accepted(request.referenceId)).toBe(orders);
    });

    it.each([500, 503, 408, 429, 422, 204])('http %s', async (status) => {
      sandbox.addFault({ kind: 'http', status, when });
      const request = orderRequest();
      expect((await merchant.create(request)).status).toBe(status);
      expect(accepted(request.referenceId)).toBe(orders);
    });

    it('http with body, content type and headers', async () => {
      sandbox.addFault({
        kind: 'http',
        status: 500,
        body: { statusCode: 200, errorMessage: 'Kaput' },
        headers: { 'retry-after': '7' },
        when,
      });
      const request = orderRequest();
      const answer = await merchant.create(request);
      expect(answer).toMatchObject({ status: 500, json: { errorMessage: 'Kaput' } });
      expect(accepted(request.referenceId)).toBe(orders);
    });

    it.each([200, 502])('html with %s', async (status) => {
      sandbox.addFault({ kind: 'html', status, when });
      const request = orderRequest();
      const answer = await merchant.create(request);
      expect(answer).toMatchObject({ status, contentType: 'text/html;charset=UTF-8' });
      expect(answer.text).toContain('<html>');
      expect(accepted(request.referenceId)).toBe(orders);
    });

    it.each([
      [400, /./],
      [401, /^Invalid API key$/],
      [403, /denied/],
      [404, /not found/],
      [409, /^Reference Id '.*' has already been used$/],
      [422, /cannot be placed/],
      [429, /Too many/],
    ] as const)('refuse with %s', async (status, message) => {
      sandbox.addFault({ kind: 'refuse', status, when });
      const request = orderRequest();
      const answer = await merchant.create(request);
      expect([answer.status, answer.json.message]).toEqual([
        status,
        expect.stringMatching(message),
      ]);
      expect(accepted(request.referenceId)).toBe(orders);
    });

    it.each(['not-json', 'empty', 'null', 'array', 'binary'] as const)(
      'garbage: %s',
      async (form) => {
        sandbox.addFault({ kind: 'garbage', form, when });
        const request = orderRequest();
        const answer = await merchant.create(request);
        expect(answer.status).toBe(200);
        expect(answer.json?.orderId).toBeUndefined();
        expect(accepted(request.referenceId)).toBe(orders);
      },
    );

    it('huge: 50 MB, and survives a reader that goes away', async () => {
      sandbox.addFault({ kind: 'huge', when });
      const request = orderRequest();
      const answer = await fetch(`${sandbox.gatewayUrl}/order`, {
        method: 'POST',
        body: JSON.stringify(request),
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      });
      let read = 0;
      for await (const chunk of answer.body!) {
        read += (chunk as Uint8Array).length;
        if (read > 5_000_000) break;
      }
      expect(read).toBeGreaterThan(5_000_000);
      expect(accepted(request.referenceId)).toBe(orders);
      expect((await fetch(`${sandbox.url}/sandbox/clock`)).status).toBe(200);
    });

    it('delay: the true answer, later', async () => {
      sandbox.addFault({ kind: 'delay', delayMs: 120, when });
      const request = orderRequest();
      const startedAt = performance.now();
      const early = merchant.create(request);
      await until(() => sandbox.ledger().references[0]?.createsReceived === 1);
      expect(accepted(request.referenceId)).toBe(orders);
      expect((await early).status).toBe(200);
      expect(performance.now() - startedAt).toBeGreaterThan(110);
      expect(accepted(request.referenceId)).toBe(1);
    });
  });

  it('hang before accepting may accept late', async () => {
    sandbox.addFault({ kind: 'hang', operation: 'create', acceptAfterMs: 100, times: 1 });
    const request = orderRequest();
    await expect(merchant.create(request, 50)).rejects.toThrow();
    expect(accepted(request.referenceId)).toBe(0);
    await until(() => accepted(request.referenceId) === 1);
    expect((await merchant.create(request)).status).toBe(409);
  });

  describe('of a true answer', () => {
    it('truncated: half of the JSON, whole by its length', async () => {
      sandbox.addFault({ kind: 'garbage', form: 'truncated' });
      const request = orderRequest();
      const answer = await merchant.create(request);
      expect(answer.text).toMatch(/^\{"message":"Order placed/);
      expect(answer.json).toEqual({});
      expect(accepted(request.referenceId)).toBe(1);
    });

    it('cut-off: half of what the length promised, then gone', async () => {
      sandbox.addFault({ kind: 'garbage', form: 'cut-off' });
      const request = orderRequest();
      await expect(merchant.create(request)).rejects.toThrow(/terminated|fetch failed/);
      expect(accepted(request.referenceId)).toBe(1);
    });

    it('drip: one byte after the other', async () => {
      const orderId = await merchant.place();
      sandbox.addFault({ kind: 'drip', bytesPerSecond: 1 });
      await expect(merchant.statusByOrder(orderId, 1_200)).rejects.toThrow(/timeout/);
      sandbox.clearFaults();
      sandbox.addFault({ kind: 'drip', bytesPerSecond: 5_000 });
      expect((await merchant.statusByOrder(orderId)).json.orderId).toBe(orderId);
    });

    it('twice: the answer, and once more unasked on the same connection', async () => {
      const orderId = await merchant.place();
      sandbox.addFault({ kind: 'twice', times: 1 });
      const socket = connect(sandbox.port, '127.0.0.1');
      socket.write(
        `GET /api/pg/order/${orderId}/status HTTP/1.1\r\nhost: x\r\n` +
          `authorization: Bearer ${KEY}\r\n\r\n`,
      );
      let text = '';
      for await (const chunk of socket) {
        text += String(chunk);
        if (text.split(`"orderId":"${orderId}"`).length > 2) break;
      }
      expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
      expect((await merchant.statusByOrder(orderId)).status).toBe(200);
    });

    it('wrong-order: another order’s ids', async () => {
      const orderId = await merchant.place();
      sandbox.addFault({ kind: 'wrong-order', state: 'paid', times: 1 });
      expect((await merchant.statusByOrder(orderId)).json).toMatchObject({
        statusCode: 200,
        orderId: 'IPAY-99999999',
        referenceId: 'somebody-elses',
      });
    });

    it('answer: any state, field, text for a code, missing fields', async () => {
      const orderId = await merchant.place();
      const said = async (fault: Omit<Extract<FaultInput, { kind: 'answer' }>, 'kind'>) => {
        sandbox.clearFaults();
        sandbox.addFault({ kind: 'answer', ...fault });
        return (await merchant.statusByOrder(orderId)).json;
      };
      expect(await said({ state: 'failed' })).toMatchObject({
        statusCode: 400,
        status: 'Payment failed',
      });
      expect(
        await said({ fields: { statusCode: 777, status: 'Hm', orderAmount: 1 } }),
      ).toMatchObject({ statusCode: 777, status: 'Hm', orderAmount: 1 });
      expect(await said({ state: 'paid', fields: { transactionId: 'AAAA-1' } })).toMatchObject({
        statusCode: 200,
        transactionId: 'AAAA-1',
      });
      expect(await said({ codeAsText: true })).toMatchObject({ statusCode: '100' });
      const bare = await said({ omit: ['orderAmount', 'transactionId', 'referenceId'] });
      expect(Object.keys(bare)).toEqual([
        'statusCode',
        'status',
        'orderId',
        'transactionTime',
        'updateTime',
      ]);
    });

    it('answer: of a create too', async () => {
      sandbox.addFault({
        kind: 'answer',
        operation: 'create',
        fields: { paymentUrl: 'app.ipay.com.bd/pay/X' },
      });
      expect((await merchant.create(orderRequest())).json.paymentUrl).toBe('app.ipay.com.bd/pay/X');
    });
  });

  it('counts: skips, spoils that many times, then tells the truth', async () => {
    sandbox.addFault({ kind: 'http', status: 500, operation: 'status', skip: 1, times: 2 });
    const orderId = await merchant.place();
    const statuses = [];
    for (let asked = 0; asked < 5; asked += 1) {
      statuses.push((await merchant.statusByOrder(orderId)).status);
    }
    expect(statuses).toEqual([200, 500, 500, 200, 200]);
  });

  it('the fault posted first spoils first', async () => {
    sandbox.addFault({ kind: 'http', status: 500, times: 1 });
    sandbox.addFault({ kind: 'http', status: 503, times: 1 });
    const statuses = [await merchant.statusByReference('x'), await merchant.statusByReference('x')];
    expect(statuses.map(({ status }) => status)).toEqual([500, 503]);
  });

  it('spoils one merchant and not the other', async () => {
    const other = sandbox.addMerchant('Other');
    sandbox.addFault({ kind: 'refuse', status: 401, apiKey: KEY });
    expect((await merchant.create(orderRequest())).status).toBe(401);
    const neighbour = new GatewayCaller(sandbox, other.apiKey);
    expect((await neighbour.create(orderRequest())).status).toBe(200);
  });

  it('spoils by reference, whichever address asks', async () => {
    const orderId = await merchant.place({ referenceId: 'unlucky-1' });
    const lucky = await merchant.place({ referenceId: 'lucky-1' });
    sandbox.addFault({ kind: 'html', referencePattern: 'unlucky-*' });
    expect((await merchant.statusByOrder(orderId)).status).toBe(502);
    expect((await merchant.statusByReference('unlucky-1')).status).toBe(502);
    expect((await merchant.statusByOrder(lucky)).status).toBe(200);
  });

  it('is listed with its use and without the key, and cleared, over HTTP', async () => {
    const faults = `${sandbox.url}/sandbox/faults`;
    const post = (body: unknown) =>
      fetch(faults, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    const posted = await post({ kind: 'http', status: 503, times: 1, apiKey: KEY });
    expect(posted.status).toBe(201);
    const { id } = (await posted.json()) as { id: string };
    await post({ kind: 'hang', referencePattern: 'shop-*' });
    await merchant.statusByReference('x');

    const listed = await (await fetch(faults)).json();
    expect(listed).toMatchObject({
      faults: [
        { id, kind: 'http', used: 1, spent: true, apiKey: '…-key' },
        { kind: 'hang', used: 0, spent: false },
      ],
    });
    expect(JSON.stringify(listed)).not.toContain(KEY);

    expect((await fetch(`${faults}/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(`${faults}/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await fetch(faults, { method: 'DELETE' })).status).toBe(204);
    expect(await (await fetch(faults)).json()).toEqual({ faults: [] });

    for (const wrong of [{ kind: 'hung' }, { kind: 'hang', tims: 3 }, { kind: 'http' }, {}]) {
      const refused = await post(wrong);
      expect([refused.status, await refused.json()]).toEqual([
        400,
        { message: expect.any(String) },
      ]);
    }
  });
});

async function until(fact: () => boolean): Promise<void> {
  while (!fact()) await new Promise((resolve) => setImmediate(resolve));
}
