import fc from 'fast-check';
import type { OrderState } from '../../../src/orders';
import { callbackFor, redirectTo } from '../../../src/returns/return-redirect';
import { signReturn, type ReturnClaims } from '../../../src/returns/return-signature';

const SECRET = 'rs_test';
const CLAIMS: ReturnClaims = {
  order: 'ord_01h455vb4pex5vsknk084sn02q',
  reference: 'abcd1234',
  state: 'paid',
  timestamp: 1_763_856_000,
};
const NAMES = ['ipay_order', 'ipay_reference', 'ipay_state', 'ipay_timestamp', 'ipay_signature'];

describe('callbackFor', () => {
  it.each<[OrderState, string | null]>([
    ['creating', null],
    ['pending', null],
    ['error', null],
    ['paid', 'success'],
    ['cancelled', 'cancel'],
    ['failed', 'failure'],
    ['expired', 'failure'],
    ['rejected', 'failure'],
  ])('%s leads to %s', (state, expected) => {
    const urls = {
      successCallbackUrl: 'success',
      failureCallbackUrl: 'failure',
      cancelCallbackUrl: 'cancel',
    };
    expect(callbackFor({ state, ...urls })).toBe(expected);
  });
});

describe('redirectTo', () => {
  const ADDED = `ipay_order=${CLAIMS.order}&ipay_reference=abcd1234&ipay_state=paid&ipay_timestamp=1763856000&ipay_signature=${signReturn(CLAIMS, SECRET)}`;

  it.each([
    ['https://shop.example.com/done', `https://shop.example.com/done?${ADDED}`],
    ['https://shop.example.com', `https://shop.example.com/?${ADDED}`],
    ['https://shop.example.com/done?', `https://shop.example.com/done?${ADDED}`],
    ['https://a.com/d?x=b%20c+d&flag&=', `https://a.com/d?x=b%20c+d&flag&=&${ADDED}`],
    ['https://a.com/d?x=%zz&x=1#/cart?y=2', `https://a.com/d?x=%zz&x=1&${ADDED}#/cart?y=2`],
    ['https://a.com/d?ipay_state=paid&x=1', `https://a.com/d?x=1&${ADDED}`],
    ['https://a.com/d?ipay_state', `https://a.com/d?${ADDED}`],
    ['https://a.com/d?ipay%5Fsignature=1&ipay_state=2', `https://a.com/d?${ADDED}`],
    [
      'https://a.com/d?my_ipay_state=1&ipay_states=2',
      `https://a.com/d?my_ipay_state=1&ipay_states=2&${ADDED}`,
    ],
    ['http://192.168.0.7:8080/d', `http://192.168.0.7:8080/d?${ADDED}`],
    ['https://দোকান.বাংলা/পথ', `https://xn--p5b7ah1gxc.xn--54b7fta0cc/%E0%A6%AA%E0%A6%A5?${ADDED}`],
  ])('%s', (callbackUrl, expected) => {
    expect(redirectTo(callbackUrl, CLAIMS, SECRET)).toBe(expected);
  });

  const hostile = fc.string({ unit: 'grapheme', maxLength: 20 });
  const pair = fc.tuple(fc.oneof(hostile, fc.constantFrom(...NAMES)), hostile);
  const callback = fc
    .record({
      origin: fc.constantFrom('https://shop.example.com', 'http://10.0.0.7:8080'),
      path: fc.webPath(),
      pairs: fc.array(pair, { maxLength: 6 }),
      raw: hostile,
      fragment: hostile,
    })
    .map(({ origin, path, pairs, raw, fragment }) => {
      const url = new URL(origin + path);
      url.search = [...new URLSearchParams(pairs).toString().split('&'), raw].join('&');
      url.hash = fragment;
      return url.href;
    });
  const claims = fc.record({
    order: fc.constant(CLAIMS.order),
    reference: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }),
    state: fc.constantFrom('paid', 'cancelled', 'failed', 'expired', 'rejected'),
    timestamp: fc.nat(),
  });

  it('never leaves the stored address, keeps its parameters, tells each claim once', () => {
    fc.assert(
      fc.property(callback, claims, (callbackUrl, told) => {
        const before = new URL(callbackUrl);
        const location = redirectTo(callbackUrl, told, SECRET);
        const after = new URL(location);
        expect(location).toMatch(/^[\x21-\x7e]+$/);
        expect([after.origin, after.pathname, after.hash]).toEqual([
          before.origin,
          before.pathname,
          before.hash,
        ]);
        const isOurs = ([name]: [string, string]) => NAMES.includes(name);
        const all = [...after.searchParams];
        expect(all.filter((one) => !isOurs(one))).toEqual(
          [...before.searchParams].filter((one) => !isOurs(one)),
        );
        expect(all.filter(isOurs)).toEqual([
          ['ipay_order', told.order],
          ['ipay_reference', told.reference],
          ['ipay_state', told.state],
          ['ipay_timestamp', String(told.timestamp)],
          ['ipay_signature', signReturn(told, SECRET)],
        ]);
      }),
      { numRuns: 1_000 },
    );
  });
});
