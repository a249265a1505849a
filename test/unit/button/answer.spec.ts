import fc from 'fast-check';
import { isCertain, readAnswer } from '../../../packages/button/src/answer';

const URL_ASKED = 'https://shop.example.com/checkout/ipay';

const read = (status: number, body: unknown, retryAfter: string | null = null) =>
  readAnswer({
    url: URL_ASKED,
    status,
    retryAfter,
    text: typeof body === 'string' ? body : JSON.stringify(body),
  });

it.each([
  [200, 'https://demo.ipay.com.bd/pay/IPAY-1', 'https://demo.ipay.com.bd/pay/IPAY-1'],
  [201, 'HTTP://127.0.0.1:4010/pay/1', 'http://127.0.0.1:4010/pay/1'],
  [200, '/orders/abcd1234', 'https://shop.example.com/orders/abcd1234'],
])('%s with %s leads to %s', (status, paymentUrl, goesTo) => {
  expect(read(status, { paymentUrl, orderId: 7 })).toEqual({
    kind: 'created',
    paymentUrl: goesTo,
    answer: { paymentUrl, orderId: 7 },
  });
});

it.each([
  { paymentUrl: 'javascript:alert(1)' },
  { paymentUrl: ' javascript:alert(1)' },
  { paymentUrl: 'JaVaScRiPt:alert(1)' },
  { paymentUrl: 'java\nscript:alert(1)' },
  { paymentUrl: 'data:text/html,<script>alert(1)</script>' },
  { paymentUrl: 'vbscript:x' },
  { paymentUrl: 'blob:https://shop.example.com/1' },
  { paymentUrl: 'file:///etc/passwd' },
  { paymentUrl: 'intent://pay#Intent;end' },
  { paymentUrl: 'https://' },
  { paymentUrl: 'IPAY-12345678' },
  { paymentUrl: '' },
  { paymentUrl: null },
  { paymentUrl: 7 },
  { paymentUrl: ['https://demo.ipay.com.bd/'] },
  {},
  [],
  null,
  'https://demo.ipay.com.bd/pay/1',
  '<!doctype html><h1>Log in</h1>',
  '',
])('a success without a payment page is unusable: %j', (body) => {
  expect(read(200, body)).toEqual({
    kind: 'failed',
    reason: 'unusable',
    status: 200,
    message: null,
  });
});

it('goes to http and https only, whatever is answered', () => {
  const address = fc.oneof(fc.webUrl(), fc.string(), fc.constantFrom('javascript:', 'data:'));
  fc.assert(
    fc.property(address, fc.string(), (start, rest) => {
      const outcome = read(200, { paymentUrl: start + rest });
      if (outcome.kind === 'created') expect(outcome.paymentUrl).toMatch(/^https?:\/\/./);
    }),
  );
});

it.each([
  [{ message: 'Only two are left.' }, 'Only two are left.'],
  [{ message: '  spaced ' }, 'spaced'],
  [{ message: 'x'.repeat(1_000) }, 'x'.repeat(300)],
  [{ message: ' ' }, null],
  [{ message: ['a'] }, null],
  [{ error: 'other words' }, null],
  ['<h1>Bad Gateway</h1>', null],
])('a refusal says what the shop says: %j', (body, message) => {
  for (const status of [400, 409, 422, 500, 503]) {
    expect(read(status, body)).toEqual({ kind: 'failed', reason: 'refused', status, message });
  }
});

it.each([
  [null, 2_000],
  ['1', 1_000],
  ['0', 500],
  ['3600', 10_000],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 2_000],
])('202 with Retry-After %s is asked again after %s ms', (retryAfter, afterMs) => {
  expect(read(202, { paymentUrl: null }, retryAfter)).toEqual({ kind: 'later', afterMs });
});

it.each([
  [read(200, { paymentUrl: 'https://demo.ipay.com.bd/' }), true],
  [read(422, {}), true],
  [read(500, {}), false],
  [read(503, {}), false],
  [read(200, {}), false],
  [{ kind: 'failed', reason: 'timeout', status: null, message: null }, false],
  [{ kind: 'failed', reason: 'unreachable', status: null, message: null }, false],
] as const)('after %j a new try is a new question: %s', (outcome, certain) => {
  if (outcome.kind !== 'later') expect(isCertain(outcome)).toBe(certain);
});
