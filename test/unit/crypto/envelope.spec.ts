import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Envelope, type SecretBinding } from '../../../src/crypto/envelope';
import { LocalKeyRing } from '../../../src/crypto/key-ring';

const one = { id: 'one', key: randomBytes(32) };
const two = { id: 'two', key: randomBytes(32) };
const envelope = new Envelope(new LocalKeyRing([one]));
const binding: SecretBinding = {
  merchantId: '018f0000-0000-7000-8000-000000000000',
  environment: 'sandbox',
  purpose: 'gateway-key',
};

describe('a sealed secret', () => {
  it('opens to what was sealed, and shows nothing of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 8, unit: 'binary' }), async (secret) => {
        fc.pre(secret.isWellFormed());
        const sealed = await envelope.seal(secret, binding);
        expect(sealed.keyId).toBe('one');
        expect(sealed.ciphertext).not.toContain(secret);
        expect(await envelope.open(sealed, binding)).toBe(secret);
      }),
    );
  });

  it.each<[string, Partial<SecretBinding>]>([
    ['merchant', { merchantId: '018f0000-0000-7000-8000-000000000001' }],
    ['environment', { environment: 'production' }],
    ['purpose', { purpose: 'return-secret' }],
    ['row', { subjectId: '018f0000-0000-7000-8000-000000000002' }],
  ])('does not open for another %s', async (_what, other) => {
    const sealed = await envelope.seal('secret', binding);
    await expect(envelope.open(sealed, { ...binding, ...other })).rejects.toThrow();
  });

  it('opens after a rotation, as long as its key is on the ring', async () => {
    const sealed = await envelope.seal('secret', binding);
    const rotated = new Envelope(new LocalKeyRing([two, one]));
    expect(await rotated.open(sealed, binding)).toBe('secret');
    expect((await rotated.seal('secret', binding)).keyId).toBe('two');
    const without = new Envelope(new LocalKeyRing([two]));
    await expect(without.open(sealed, binding)).rejects.toThrow('no encryption key one');
  });

  it.each(['', 'v1', 'v1..', 'v2.a.b', 'v1.a.b.c', 'secret'])('is not %j', async (ciphertext) => {
    await expect(envelope.open({ ciphertext, keyId: 'one' }, binding)).rejects.toThrow(
      'not a sealed secret',
    );
  });

  it('does not open with the parts of another', async () => {
    const [, wrapped] = (await envelope.seal('one', binding)).ciphertext.split('.');
    const [, , sealed] = (await envelope.seal('two', binding)).ciphertext.split('.');
    const mixed = { ciphertext: `v1.${wrapped}.${sealed}`, keyId: 'one' };
    await expect(envelope.open(mixed, binding)).rejects.toThrow();
  });
});
