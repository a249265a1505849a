import fc from 'fast-check';
import {
  buildPaymentUrl,
  completePaymentUrl,
  paymentUrlTemplate,
  writtenLike,
} from '../../../src/gateway/payment-url';

describe('completePaymentUrl', () => {
  it.each([
    ['app.ipay.com.bd/pay/IPAY-12345678', 'https://app.ipay.com.bd/pay/IPAY-12345678'],
    ['https://app.ipay.com.bd/pay/IPAY-1', 'https://app.ipay.com.bd/pay/IPAY-1'],
    ['HTTPS://app.ipay.com.bd/pay/IPAY-1', 'https://app.ipay.com.bd/pay/IPAY-1'],
    ['pay.example:8443/pay/1', 'https://pay.example:8443/pay/1'],
    ['localhost:4001/pay/1', 'https://localhost:4001/pay/1'],
    ['127.0.0.1:4001/pay/1', 'https://127.0.0.1:4001/pay/1'],
    ['[::1]:4001/pay/1', 'https://[::1]:4001/pay/1'],
    ['app.ipay.com.bd/pay?o=1&x=http://y', 'https://app.ipay.com.bd/pay?o=1&x=http://y'],
  ])('takes %p as %p, in production too', (raw, completed) => {
    expect(completePaymentUrl(raw, 'production')).toBe(completed);
    expect(completePaymentUrl(raw, 'sandbox')).toBe(completed);
  });

  it('keeps http in the sandbox and refuses it in production', () => {
    const raw = 'http://127.0.0.1:4001/pay/1';
    expect(completePaymentUrl(raw, 'sandbox')).toBe(raw);
    expect(completePaymentUrl(raw, 'production')).toBeNull();
  });

  it.each([
    '',
    '/pay/IPAY-1',
    '//app.ipay.com.bd/pay/1',
    'https:/app.ipay.com.bd/pay/1',
    'https:app.ipay.com.bd',
    'https://',
    'https:///pay/1',
    'javascript:alert(1)',
    'javascript://x/%0aalert(1)',
    'data:text/html,hi',
    'ftp://app.ipay.com.bd/pay/1',
    'intent://pay#Intent;end',
    'https://user:secret@app.ipay.com.bd/pay/1',
    'user@app.ipay.com.bd/pay/1',
    'app.ipay.com.bd/pay/1 ',
    ' app.ipay.com.bd/pay/1',
    'app.ipay.com.bd\\pay\\1',
    'app.ipay.com.bd/pay/1\r\nset-cookie: x=1',
    'app.ipay.com.bd/pay/\u0000',
    'app.ipay.com.bd:99999/pay/1',
    `app.ipay.com.bd/${'x'.repeat(2_048)}`,
  ])('refuses %p', (raw) => {
    expect(completePaymentUrl(raw, 'sandbox')).toBeNull();
    expect(completePaymentUrl(raw, 'production')).toBeNull();
  });

  it('never throws, and lets nothing but http(s) through, in production https', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (raw) => {
        expect(completePaymentUrl(raw, 'sandbox') ?? 'https://').toMatch(/^https?:\/\//);
        expect(completePaymentUrl(raw, 'production') ?? 'https://').toMatch(/^https:\/\//);
      }),
    );
  });
});

describe('an address that iPay did not write', () => {
  const complete = 'https://app.ipay.com.bd/pay/IPAY-2?l=https://x.example';

  it.each([
    ['app.ipay.com.bd/pay/IPAY-1', 'app.ipay.com.bd/pay/IPAY-2?l=https://x.example'],
    ['127.0.0.1:4010/pay/IPAY-1', 'app.ipay.com.bd/pay/IPAY-2?l=https://x.example'],
    ['https://app.ipay.com.bd/pay/IPAY-1', complete],
    ['HTTP://app.ipay.com.bd/pay/IPAY-1', complete],
    [null, complete],
  ])('is written like %p', (sample, written) => {
    expect(writtenLike(sample, complete)).toBe(written);
  });
});

describe('the template', () => {
  it('builds the page of an order', () => {
    const template = 'https://demo.ipay.com.bd/pay/{orderId}';
    expect(buildPaymentUrl(template, 'IPAY-1')).toBe('https://demo.ipay.com.bd/pay/IPAY-1');
    expect(buildPaymentUrl(template, '$&/?')).toBe('https://demo.ipay.com.bd/pay/%24%26%2F%3F');
  });

  it.each([
    ['https://app.ipay.com.bd/pay/IPAY-1', 'IPAY-1', 'https://app.ipay.com.bd/pay/{orderId}'],
    [
      'https://app.ipay.com.bd/pay?o=IPAY-1&l=en',
      'IPAY-1',
      'https://app.ipay.com.bd/pay?o={orderId}&l=en',
    ],
    ['https://app.ipay.com.bd/pay/a%2Fb', 'a/b', 'https://app.ipay.com.bd/pay/{orderId}'],
  ])('is learnt from %p', (paymentUrl, orderId, template) => {
    expect(paymentUrlTemplate(paymentUrl, orderId)).toBe(template);
    expect(buildPaymentUrl(template, orderId)).toBe(paymentUrl);
  });

  it.each([
    ['no id in it', 'https://app.ipay.com.bd/pay/token', 'IPAY-1'],
    ['the id twice', 'https://app.ipay.com.bd/IPAY-1/pay/IPAY-1', 'IPAY-1'],
    ['the id in the host', 'https://app.ipay.com.bd/x', 'ipay'],
    ['the id in the scheme', 'https://app.example/x', 'https'],
  ])('is not learnt with %s', (_, paymentUrl, orderId) => {
    expect(paymentUrlTemplate(paymentUrl, orderId)).toBeNull();
  });
});
