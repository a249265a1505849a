import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { API_KEY, fingerprintOf, hintOf } from '../../../src/merchants/api-key';

const apiKey = fc.stringMatching(API_KEY);

describe('what may be a gateway key', () => {
  it.each(['a', 'ipay_live_0f9c5', '!~', 'x'.repeat(512)])('%j may', (text) => {
    expect(API_KEY.test(text)).toBe(true);
  });

  it.each(['', ' a', 'a ', 'a b', 'a\n', 'a\tb', 'কী', '\u007f', 'x'.repeat(513)])(
    '%j may not',
    (text) => {
      expect(API_KEY.test(text)).toBe(false);
    },
  );
});

describe('the hint', () => {
  it.each([
    ['a', '…'],
    ['abc', '…'],
    ['abcd', '…d'],
    ['abcdefg', '…g'],
    ['abcdefgh', '…gh'],
    ['abcdefghijklmnop', '…mnop'],
    ['key-0123456789abcdef0123456789abf9c5', '…f9c5'],
  ])('of %s is %s', (key, hint) => {
    expect(hintOf(key)).toBe(hint);
  });

  it('shows the end, at most four characters, never more than a quarter', () => {
    fc.assert(
      fc.property(apiKey, (key) => {
        const shown = hintOf(key).slice(1);
        expect(key.endsWith(shown)).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(Math.min(4, key.length / 4));
      }),
    );
  });
});

describe('the fingerprint', () => {
  const fingerprintKey = randomBytes(32);

  it('is equal for equal keys only', () => {
    fc.assert(
      fc.property(apiKey, apiKey, (one, other) => {
        const isSame = fingerprintOf(fingerprintKey, one) === fingerprintOf(fingerprintKey, other);
        expect(isSame).toBe(one === other);
      }),
    );
  });

  it('cannot be made without the fingerprint key', () => {
    expect(fingerprintOf(fingerprintKey, 'a')).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprintOf(fingerprintKey, 'a')).not.toBe(fingerprintOf(randomBytes(32), 'a'));
  });
});
