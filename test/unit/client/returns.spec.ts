import fc from 'fast-check';
import { verifyReturn } from '../../../packages/client/src';
import { redirectTo } from '../../../src/returns/return-redirect';

const NOW = new Date('2026-11-23T09:00:00Z');
const SECONDS = NOW.getTime() / 1_000;
const SECRET = 'rs_fO2xkU5nq1z8';
const CLAIMS = { order: 'ord_1', reference: 'abcd1234', state: 'paid', timestamp: SECONDS };
const SHOP = 'https://xyz.com/success?basket=7';

const url = redirectTo(SHOP, CLAIMS, SECRET);
const verify = (address: string | URL) => verifyReturn(address, SECRET, { now: NOW });

describe('a redirect of the service', () => {
  it('is told from its address, whole or in part', () => {
    const expected = { orderId: 'ord_1', referenceId: 'abcd1234', state: 'paid', at: NOW };
    for (const address of [url, new URL(url), url.slice('https://xyz.com'.length)]) {
      expect(verify(address)).toEqual(expected);
    }
  });

  it('is told with any reference there can be, behind any parameters', () => {
    const reference = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
      // eslint-disable-next-line no-control-regex -- what a reference has none of
      .filter((text) => text.isWellFormed() && !/[\u0000-\u001f\u007f-\u009f]/.test(text));
    const property = fc.property(reference, fc.webQueryParameters(), (text, query) => {
      const address = redirectTo(
        `https://xyz.com/?${query}`,
        { ...CLAIMS, reference: text },
        SECRET,
      );
      expect(verify(address)?.referenceId).toBe(text);
    });
    fc.assert(property);
  });
});

describe('null is said of', () => {
  it.each([
    ['ipay_order', 'ord_2'],
    ['ipay_reference', 'abcd1235'],
    ['ipay_state', 'cancelled'],
    ['ipay_timestamp', String(SECONDS + 1)],
    ['ipay_signature', 'AAAA'],
  ])('another %s', (name, value) => {
    const changed = new URL(url);
    changed.searchParams.set(name, value);
    expect(verify(changed)).toBeNull();
    changed.searchParams.delete(name);
    expect(verify(changed)).toBeNull();
  });

  it('one that is there twice: what the page reads may be the other', () => {
    expect(verify(`${url}&ipay_state=paid`)).toBeNull();
    expect(verify(url.replace('?', '?ipay_state=cancelled&'))).toBeNull();
  });

  it('an address that nobody has signed, or somebody else has', () => {
    expect(verify(SHOP)).toBeNull();
    expect(verify(redirectTo(SHOP, CLAIMS, 'rs_other'))).toBeNull();
  });

  it('what was true more than fifteen minutes ago', () => {
    const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
    expect(verifyReturn(url, SECRET, { now: after(900) })?.orderId).toBe('ord_1');
    expect(verifyReturn(url, SECRET, { now: after(901) })).toBeNull();
    expect(verifyReturn(url, SECRET, { now: after(901), toleranceSeconds: 3_600 })).not.toBeNull();
  });

  it('nothing where there is no secret: anybody could sign', () => {
    expect(() => verifyReturn(redirectTo(SHOP, CLAIMS, ''), '')).toThrow(TypeError);
  });
});
