import fc from 'fast-check';
import {
  evidenceOf,
  placedOrderOf,
  refusalMessageOf,
  statusAnswerOf,
  type Evidence,
} from '../../../src/gateway/ipay-answer';
import { readStatus, statusTable } from '../../../src/gateway/ipay-status';
import { redactor } from '../../../src/gateway/redaction';

/** iPay's documentation, its two samples. */
const PLACED = {
  message: 'Order placed successfully',
  orderId: 'IPAY-12345678',
  paymentUrl: 'app.ipay.com.bd/pay/IPAY-12345678',
  referenceId: 'abcd1234',
};
const STATUS = {
  statusCode: 200,
  status: 'Successfully paid',
  orderId: 'IPAY-1234',
  referenceId: 'abcd1234',
  transactionId: '23I2-12345678',
  transactionTime: '18 Sep 2017 12:33:39.749 BDT',
};

describe('statusAnswerOf', () => {
  it('takes the documentation’s sample', () => {
    expect(statusAnswerOf(STATUS)).toEqual({
      ...STATUS,
      updateTime: null,
      orderAmount: undefined,
    });
  });

  it('ignores unknown fields, tolerates missing ones and reads a numeric string', () => {
    const seen = { statusCode: '102', updateTime: '2017', orderAmount: 120, extra: { deep: [1] } };
    expect(statusAnswerOf(seen)).toEqual({
      statusCode: 102,
      status: '',
      orderId: null,
      referenceId: null,
      transactionId: null,
      transactionTime: null,
      updateTime: '2017',
      orderAmount: 120,
    });
  });

  it.each<[string, object, object]>([
    ['an empty transaction id', { transactionId: '' }, { transactionId: null }],
    [
      'a time in milliseconds',
      { transactionTime: 1505716419749 },
      { transactionTime: '1505716419749' },
    ],
    ['a time of another kind', { transactionTime: { at: 1 } }, { transactionTime: null }],
    [
      'an endless time',
      { transactionTime: 'x'.repeat(5_000) },
      { transactionTime: 'x'.repeat(100) },
    ],
    ['a label Postgres refuses', { status: 'Pa\u0000id \ud800!' }, { status: 'Paid !' }],
    ['nulls', { status: null, orderId: null }, { status: '', orderId: null }],
  ])('takes %s', (_, over, expected) => {
    expect(statusAnswerOf({ ...STATUS, ...over })).toMatchObject(expected);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'OK'],
    ['an array', [STATUS]],
    ['no code', { ...STATUS, statusCode: undefined }],
    ['a code with decimals', { ...STATUS, statusCode: 200.5 }],
    ['a code in words', { ...STATUS, statusCode: 'paid' }],
    ['a code like 2e2', { ...STATUS, statusCode: '2e2' }],
    ['a code in Bengali digits', { ...STATUS, statusCode: '২০০' }],
    ['a list of codes', { ...STATUS, statusCode: [200] }],
    ['a label that is a number', { ...STATUS, status: 5 }],
    ['an endless label', { ...STATUS, status: 'x'.repeat(10_000) }],
    ['an order id of 26 characters', { ...STATUS, orderId: 'x'.repeat(26) }],
    ['an order id that is a number', { ...STATUS, orderId: 1234 }],
    ['an order id with NUL', { ...STATUS, orderId: 'IPAY\u0000' }],
    ['an order id that is a dot segment', { ...STATUS, orderId: '..' }],
    ['a transaction id with NUL', { ...STATUS, transactionId: 'a\u0000' }],
    ['an endless transaction id', { ...STATUS, transactionId: 'x'.repeat(200) }],
  ])('refuses %s', (_, body) => {
    expect(statusAnswerOf(body)).toBeNull();
  });
});

describe('placedOrderOf', () => {
  const placed = (over: object, environment: 'sandbox' | 'production' = 'production') =>
    placedOrderOf({ ...PLACED, ...over }, 'abcd1234', environment);

  it('takes the documentation’s sample and completes the payment page’s address', () => {
    expect(placed({})).toEqual({
      orderId: 'IPAY-12345678',
      paymentUrl: 'https://app.ipay.com.bd/pay/IPAY-12345678',
      rawPaymentUrl: 'app.ipay.com.bd/pay/IPAY-12345678',
    });
  });

  it('takes an answer without reference and message', () => {
    expect(placed({ referenceId: undefined, message: undefined })).not.toBeNull();
    expect(placed({ orderId: '😀'.repeat(25) })).not.toBeNull();
  });

  it('takes http in the sandbox only', () => {
    const http = { paymentUrl: 'http://127.0.0.1:4001/pay/1' };
    expect(placed(http, 'sandbox')).not.toBeNull();
    expect(placed(http, 'production')).toBeNull();
  });

  it.each<[string, object]>([
    ['another reference', { referenceId: 'ABCD1234' }],
    ['a reference that is a number', { referenceId: 1 }],
    ['no order id', { orderId: undefined }],
    ['an empty order id', { orderId: '' }],
    ['an order id of 26 characters', { orderId: 'x'.repeat(26) }],
    ['no payment page', { paymentUrl: undefined }],
    ['a payment page of another kind', { paymentUrl: 'javascript:alert(1)' }],
  ])('refuses %s', (_, over) => {
    expect(placed(over)).toBeNull();
  });
});

describe('refusalMessageOf', () => {
  it.each<[unknown, string | null]>([
    [{ message: 'Invalid API key' }, 'Invalid API key'],
    [{ errorMessage: 'Amount is too small' }, 'Amount is too small'],
    [{ message: '', errorMessage: 'x' }, 'x'],
    [{ message: { en: 'x' }, errorMessage: 'y' }, 'y'],
    [{ message: 'a\u0000b\ud800' }, 'ab'],
    [{}, null],
    [{ error: 'x' }, null],
    [null, null],
    ['x', null],
    [undefined, null],
  ])('of %p is %p', (body, message) => {
    expect(refusalMessageOf(body)).toBe(message);
  });

  it('is short', () => {
    expect(refusalMessageOf({ message: '😀'.repeat(2_000) })).toBe('😀'.repeat(500));
  });
});

describe('hostile JSON', () => {
  const field = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('__proto__', 200, '200', 'paid', 'abcd1234', 'IPAY-1234', 120, '\u0000'),
  );
  const shaped = fc.record(
    Object.fromEntries([...Object.keys(STATUS), 'orderAmount'].map((name) => [name, field])),
    { requiredKeys: [] },
  );
  const near = fc.tuple(shaped, fc.subarray(Object.keys(STATUS))).map(([hostile, kept]) => ({
    ...hostile,
    ...Object.fromEntries(Object.entries(STATUS).filter(([name]) => kept.includes(name))),
  }));
  const expected = { gatewayOrderId: 'IPAY-1234', referenceId: 'abcd1234', amountMinor: 12_000n };

  it('never throws, and becomes paid only as one of the documentation’s own answers', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), shaped, near), (value) => {
        const body: unknown = JSON.parse(JSON.stringify(value));
        placedOrderOf(body, 'abcd1234', 'sandbox');
        refusalMessageOf(body);
        const answer = statusAnswerOf(body);
        const reading = answer && readStatus(answer, expected, statusTable(null));
        if (reading?.kind !== 'state' || reading.state !== 'paid') return;
        const said = body as Record<string, unknown>;
        expect(['200', '2']).toContain(String(said.statusCode));
        expect([said.orderId, said.referenceId].some((id) => typeof id === 'string')).toBe(true);
        expect(['IPAY-1234', undefined, null]).toContain(said.orderId);
        expect(['abcd1234', undefined, null]).toContain(said.referenceId);
        expect([120, '120', undefined, null]).toContain(said.orderAmount);
      }),
      { numRuns: 3_000 },
    );
  });

  it('survives depth', () => {
    const deep: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));
    expect(statusAnswerOf(deep)).toBeNull();
    const orderAmount = deep;
    const answer = statusAnswerOf({ ...STATUS, orderAmount, transactionTime: deep });
    expect(answer && readStatus(answer, expected, statusTable(null)).kind).toBe('undecided');
  });
});

describe('evidence', () => {
  const KEY = 'k3y+/"\\=&%-Zz09_~.(x)[y]{1}$^|*?<f9c5>';

  const exchange = (over: Partial<Evidence> = {}): Evidence => ({
    request: { method: 'POST', path: '/api/pg/order' },
    httpStatus: 200,
    contentType: 'application/json',
    body: JSON.stringify(PLACED),
    durationMs: 12.4,
    ...over,
  });
  const bytes = (evidence: Evidence): number => Buffer.byteLength(JSON.stringify(evidence));

  it('keeps a short exchange whole', () => {
    const kept = evidenceOf(exchange(), redactor(KEY));
    expect(kept).toEqual({ ...exchange(), durationMs: 12 });
  });

  it('keeps silence as silence', () => {
    const silence: Evidence = {
      request: { method: 'GET', path: '/api/pg/order/1/status' },
      error: 'no answer within 10000 ms',
      durationMs: 10_000,
    };
    expect(evidenceOf(silence, redactor(KEY))).toEqual(silence);
  });

  const htmlEscaped = Array.from(KEY, (c) => `&#${c.charCodeAt(0)};`).join('');
  const unicodeEscaped = Array.from(
    KEY,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ).join('');

  it.each([
    ['as it is', KEY],
    ['after Bearer', `Bearer ${KEY}`],
    ['percent-encoded', encodeURIComponent(KEY)],
    [
      'percent-encoded in lower case',
      encodeURIComponent(KEY).replace(/%../g, (x) => x.toLowerCase()),
    ],
    ['JSON-escaped', JSON.stringify(KEY).slice(1, -1)],
    ['JSON-escaped as PHP does', JSON.stringify(KEY).slice(1, -1).replaceAll('/', '\\/')],
    ['in code points', unicodeEscaped],
    ['in HTML', htmlEscaped],
    ['in capitals', KEY.toUpperCase()],
    ['with NUL inside', KEY.replace('Zz', 'Z\u0000z')],
    ['with a lone surrogate inside', KEY.replace('Zz', 'Z\ud800z')],
  ])('has no key, %s', (_, written) => {
    const kept = evidenceOf(
      exchange({ body: `{"message":"bad key ${written}!"}`, contentType: written, error: written }),
      redactor(KEY),
    );
    const clean = '[redacted]';
    const bearer = written.startsWith('Bearer') ? 'Bearer ' : '';
    expect(kept.body).toBe(`{"message":"bad key ${bearer}${clean}!"}`);
    expect(kept.contentType).toBe(bearer + clean);
    expect(kept.error).toBe(bearer + clean);
  });

  it('is at most 2 KiB, safe for jsonb and without the key, whatever came', () => {
    const apiKeys = fc
      .array(fc.integer({ min: 0x21, max: 0x7e }), { minLength: 16, maxLength: 60 })
      .map((codes) => String.fromCharCode(...codes));
    const texts = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.constantFrom(
          '\u0000',
          '\ud800',
          '\udc00',
          '😀'.repeat(300),
          '\u0001'.repeat(300),
          'KEY',
          'ENC',
          'ESC',
        ),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(apiKeys, texts, texts, texts, (apiKey, body, path, error) => {
        const write = (parts: string[]): string =>
          parts
            .join('')
            .replaceAll('KEY', () => apiKey)
            .replaceAll('ENC', () => encodeURIComponent(apiKey))
            .replaceAll('ESC', () => JSON.stringify(apiKey).slice(1, -1));
        const kept = evidenceOf(
          exchange({
            request: { method: 'GET', path: write(path) },
            body: write(body),
            error: write(error),
            contentType: write(error),
          }),
          redactor(apiKey),
        );
        expect(bytes(kept)).toBeLessThanOrEqual(2_048);
        for (const text of [kept.body, kept.request.path, kept.error, kept.contentType]) {
          expect(text).not.toContain('\u0000');
          expect(text).not.toMatch(/\p{Surrogate}/u);
          expect(text).not.toContain(apiKey);
          expect(text).not.toContain(encodeURIComponent(apiKey));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('cuts a long body on the border of a character', () => {
    const kept = evidenceOf(exchange({ body: '😀'.repeat(40_000) }), redactor(KEY));
    expect(kept.body).toMatch(/^(😀)+$/u);
    expect(bytes(kept)).toBeGreaterThan(1_900);
    expect(bytes(kept)).toBeLessThanOrEqual(2_048);
  });
});
