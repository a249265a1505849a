import { soughtIn } from '../../../web/console/src/shell/sought';

it.each([
  ['IPAY-12345678', 'IPAY-12345678'],
  [' ref 7\u00a0\n', 'ref 7'],
  // As messengers copy it: between marks of direction, behind a space of no width.
  ['\u2068\u200eabcd1234\u2069', 'abcd1234'],
  ['\u200babcd1234\ufeff', 'abcd1234'],
  // Within, and at the end of Bengali words, they are letters of it.
  ['\u0995\u09cd\u200d', '\u0995\u09cd\u200d'],
  ['a\u200eb', 'a\u200eb'],
  [' \u200e ', ''],
])('looks in %j for %j', (pasted, sought) => {
  expect(soughtIn(pasted)).toBe(sought);
});
