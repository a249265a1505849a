import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { LocalKeyRing, seal, unseal } from '../../../src/crypto/key-ring';

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const key = randomBytes(32);

describe('sealed bytes', () => {
  it('open to what was sealed', () => {
    fc.assert(
      fc.property(bytes, bytes, (plaintext, associated) => {
        expect(unseal(key, seal(key, plaintext, associated), associated)).toEqual(plaintext);
      }),
    );
  });

  it('are others each time', () => {
    const sealed = Array.from({ length: 50 }, () =>
      seal(key, Buffer.from('secret'), Buffer.alloc(0)).toString('hex'),
    );
    expect(new Set(sealed).size).toBe(50);
  });

  it('do not open with any one bit changed', () => {
    const sealed = seal(key, Buffer.from('secret'), Buffer.from('here'));
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(7), (at, bit) => {
        const changed = Buffer.from(sealed);
        changed[at]! ^= 1 << bit;
        expect(() => unseal(key, changed, Buffer.from('here'))).toThrow();
      }),
    );
  });

  it('do not open shortened, elsewhere, or with another key', () => {
    const sealed = seal(key, Buffer.from('secret'), Buffer.from('here'));
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => unseal(key, sealed.subarray(0, length), Buffer.from('here'))).toThrow();
    }
    expect(() => unseal(key, sealed, Buffer.from('there'))).toThrow();
    expect(() => unseal(randomBytes(32), sealed, Buffer.from('here'))).toThrow();
  });
});

describe('the key ring', () => {
  const one = { id: 'one', key: randomBytes(32) };
  const two = { id: 'two', key: randomBytes(32) };
  const dataKey = randomBytes(32);

  it('wraps with the first key and unwraps with each', async () => {
    const before = new LocalKeyRing([one]);
    const wrapped = await before.wrap(dataKey);
    const after = new LocalKeyRing([two, one]);
    expect(after.activeKeyId).toBe('two');
    expect(await after.unwrap('one', wrapped)).toEqual(dataKey);
    expect(await after.unwrap('two', await after.wrap(dataKey))).toEqual(dataKey);
  });

  it('refuses keys that it lacks, and what another key wrapped', async () => {
    const ring = new LocalKeyRing([one, two]);
    const wrapped = await ring.wrap(dataKey);
    await expect(ring.unwrap('three', wrapped)).rejects.toThrow('no encryption key three');
    await expect(ring.unwrap('two', wrapped)).rejects.toThrow('encryption key two does not open');
  });
});
