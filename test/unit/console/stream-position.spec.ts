import fc from 'fast-check';
import { Problem } from '../../../src/http/problem';
import { InvalidCursor } from '../../../src/http/http.problems';
import {
  ORIGIN,
  comparePositions,
  decodePosition,
  encodePosition,
  type StreamPosition,
} from '../../../src/console/stream-position';

const positions: fc.Arbitrary<StreamPosition> = fc.record({
  xid: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  seq: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  id: fc.uuid(),
  at: fc.date({ min: new Date(0), max: new Date(8_640_000_000_000_000), noInvalidDate: true }),
});

const position: StreamPosition = {
  xid: 742n,
  seq: 2,
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  at: new Date('2026-11-23T09:00:00.123Z'),
};

function refuses(text: string): boolean {
  try {
    decodePosition(text);
    return false;
  } catch (error) {
    return error instanceof Problem && error.is(InvalidCursor);
  }
}

it('is read as it was written', () => {
  expect(decodePosition(encodePosition(ORIGIN))).toEqual(ORIGIN);
  fc.assert(
    fc.property(positions, (any) => {
      expect(decodePosition(encodePosition(any))).toEqual(any);
    }),
  );
});

it.each([
  ['nothing', ''],
  ['another text', 'not-a-cursor'],
  ['a number', '1'],
  ['one that is cut', encodePosition(position).slice(0, -1)],
  ['one that goes on', `${encodePosition(position)}A`],
  ['one of another version', `B${encodePosition(position).slice(1)}`],
  ['another alphabet', `+${encodePosition(position).slice(1)}`],
  ['a list’s cursor', Buffer.from(`1.${position.id}`).toString('base64url')],
  ['more than Postgres counts', encodePosition({ ...position, xid: 2n ** 63n })],
  ['a change that cannot be', encodePosition({ ...position, seq: 2 ** 31 })],
])('refuses %s', (_what, text) => {
  expect(refuses(text)).toBe(true);
});

it('never fails otherwise on whatever is sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      if (!refuses(text)) expect(encodePosition(decodePosition(text))).toBe(text);
    }),
  );
});

it.each([
  ['transactions', { xid: 741n, seq: 9, id: 'ffffffff-ffff-4fff-bfff-ffffffffffff' }],
  ['changes of one transaction', { seq: 1, id: 'ffffffff-ffff-4fff-bfff-ffffffffffff' }],
  ['ids', { id: '01890a5d-ac96-774b-bcce-b302099a8056' }],
])('goes by the order of %s', (_what, earlier) => {
  const before = { ...position, ...earlier };
  expect(comparePositions(before, position)).toBeLessThan(0);
  expect(comparePositions(position, before)).toBeGreaterThan(0);
  expect(comparePositions(position, { ...position })).toBe(0);
});
