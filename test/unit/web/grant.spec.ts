import { SCOPES as SERVED } from '../../../src/access/scope';
import { SCOPES } from '../../../web/console/src/api/schemas';
import {
  expiryIn,
  grantable,
  isExpired,
  isOwn,
  overlapIn,
} from '../../../web/console/src/pages/tokens/grant';

const NOW = Date.parse('2026-11-28T06:00:00Z');

it('knows every scope that there is', () => {
  expect(SCOPES).toEqual(SERVED);
});

it('offers what the session has itself, and no more', () => {
  expect(grantable({ scopes: [...SCOPES], merchants: '*' })).toEqual({
    scopes: SCOPES,
    merchants: null,
  });
  expect(grantable({ scopes: ['tokens:write', 'orders:read'], merchants: ['mrc_a'] })).toEqual({
    scopes: ['orders:read', 'tokens:write'],
    merchants: ['mrc_a'],
  });
});

it('knows its own token', () => {
  expect(isOwn({ actor: 'token:tok_a' }, 'tok_a')).toBe(true);
  expect(isOwn({ actor: 'token:tok_a' }, 'tok_b')).toBe(false);
  expect(isOwn({ actor: 'admin' }, 'tok_a')).toBe(false);
});

it.each([
  ['24', 86_400],
  ['0', 0],
  ['720', 2_592_000],
  ['721', null],
  ['-1', null],
  ['1.5', null],
  ['', null],
  ['a day', null],
])('takes an overlap of %j hours as %j seconds', (text, seconds) => {
  expect(overlapIn(text)).toBe(seconds);
});

it('takes the end of a token as a time in Dhaka, and only in the future', () => {
  expect(expiryIn('', NOW)).toBeNull();
  expect(expiryIn('2026-11-28T12:01', NOW)).toBe('2026-11-28T06:01:00.000Z');
  expect(expiryIn('2026-11-28T12:00', NOW)).toEqual({ trouble: 'past' });
  expect(expiryIn('2026-11-28T07:00', NOW)).toEqual({ trouble: 'past' });
  expect(expiryIn('tomorrow', NOW)).toEqual({ trouble: 'no-time' });
});

it('is over at its end, not after it', () => {
  expect(isExpired({ expiresAt: null }, NOW)).toBe(false);
  expect(isExpired({ expiresAt: '2026-11-28T06:00:00.001Z' }, NOW)).toBe(false);
  expect(isExpired({ expiresAt: '2026-11-28T06:00:00.000Z' }, NOW)).toBe(true);
});
