import { randomBytes } from 'node:crypto';
import type { Config } from '../../../src/config/config';
import { DerivedKeys } from '../../../src/crypto/derived-keys';

const one = { id: 'one', key: randomBytes(32) };
const two = { id: 'two', key: randomBytes(32) };
const derived = (...encryptionKeys: (typeof one)[]) =>
  new DerivedKeys({ encryptionKeys } as unknown as Config);
const data = Buffer.from('merchant and order');

describe('a derived signature', () => {
  it('has the length asked for and holds for its data and purpose alone', () => {
    const keys = derived(one);
    const signature = keys.sign('return', data, 16);
    expect(signature).toHaveLength(16);
    expect(keys.verify('return', data, signature, 16)).toBe(true);
    expect(keys.verify('cursor', data, signature, 16)).toBe(false);
    expect(keys.verify('return', Buffer.from('another order'), signature, 16)).toBe(false);
    expect(keys.verify('return', data, randomBytes(16), 16)).toBe(false);
    expect(keys.verify('return', data, Buffer.alloc(0), 16)).toBe(false);
    expect(keys.verify('return', data, randomBytes(64), 16)).toBe(false);
  });

  it('outlives a rotation until its key leaves the list', () => {
    const signature = derived(one).sign('return', data, 16);
    expect(derived(two, one).verify('return', data, signature, 16)).toBe(true);
    expect(derived(two, one).sign('return', data, 16)).not.toEqual(signature);
    expect(derived(two).verify('return', data, signature, 16)).toBe(false);
  });

  it('is not made with the encryption key itself', () => {
    const other = derived(one).sign('another purpose', data, 32);
    expect(derived(one).sign('return', data, 32)).not.toEqual(other);
  });
});
