import fc from 'fast-check';
import {
  bearerOf,
  hashToken,
  mintToken,
  sameHash,
  tokenIdOf,
} from '../../../src/access/token-format';
import { newUuid } from '../../../src/http/typed-id';

const BASE62 = /^[0-9A-Za-z]+$/;

describe('a minted token', () => {
  const id = newUuid();
  const token = mintToken(id);

  it('is ipc_<id>_<secret><checksum>', () => {
    const [prefix, suffix, rest] = token.split('_');
    expect(prefix).toBe('ipc');
    expect(suffix).toMatch(/^[0-9a-z]{26}$/);
    expect(rest).toMatch(BASE62);
    expect(rest!.length).toBeGreaterThanOrEqual(32 + 6);
  });

  it('says which row it belongs to', () => {
    expect(tokenIdOf(token)).toBe(id);
  });

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => mintToken(id))).size).toBe(100);
  });

  it('is no token any more with any one character changed', () => {
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom('0', '1', '7', '8', 'a', 'b', 'z', 'A', 'Z', '_', '-'),
        (at, character) => {
          fc.pre(token[at] !== character);
          expect(tokenIdOf(token.slice(0, at) + character + token.slice(at + 1))).toBeNull();
        },
      ),
    );
  });
});

describe('what is not a token', () => {
  it.each([
    '',
    'ipc_',
    'ipc__',
    'x'.repeat(80),
    `${mintToken(newUuid())} `,
    ` ${mintToken(newUuid())}`,
    `${mintToken(newUuid())}0`,
    mintToken(newUuid()).slice(0, -1),
    mintToken(newUuid()).toUpperCase(),
    mintToken(newUuid()).replace('ipc_', 'tok_'),
  ])('%j has no id', (text) => {
    expect(tokenIdOf(text)).toBeNull();
  });

  it('never makes the parser throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(tokenIdOf(text)).toBeNull();
      }),
    );
  });
});

describe('hashes', () => {
  it('are equal for equal tokens only', () => {
    const token = mintToken(newUuid());
    expect(hashToken(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashToken(token)).not.toContain(token.slice(-6));
    expect(sameHash(hashToken(token), hashToken(token))).toBe(true);
    expect(sameHash(hashToken(token), hashToken(mintToken(newUuid())))).toBe(false);
    expect(sameHash(hashToken(token), '')).toBe(false);
  });
});

describe('the Authorization header', () => {
  it.each<[string | undefined, string | null]>([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   a!~', 'a!~'],
    [undefined, null],
    ['', null],
    ['Bearer', null],
    ['Bearer ', null],
    ['Bearer a b', null],
    ['Bearer ä', null],
    ['Basic abc', null],
    ['abc', null],
  ])('%j carries %j', (header, value) => {
    expect(bearerOf(header)).toBe(value);
  });
});
