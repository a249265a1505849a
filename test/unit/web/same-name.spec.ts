import { isSameName } from '../../../web/console/src/ui/same-name';

it.each([
  ['Aarong', 'Aarong'],
  ['  Aarong ', 'Aarong'],
  // As a page shows it, whatever was stored.
  ['Star Tech', 'Star  Tech '],
  // A letter and its mark, in one sign or in two.
  ['Caf\u00e9', 'Cafe\u0301'],
  ['\u09ac\u09a1\u09bc', '\u09ac\u09dc'],
])('takes %j for %j', (typed, name) => {
  expect(isSameName(typed, name)).toBe(true);
});

it.each([
  ['', 'Aarong'],
  ['aarong', 'Aarong'],
  ['Aaron', 'Aarong'],
  ['Aarong 2', 'Aarong'],
  ['StarTech', 'Star Tech'],
])('does not take %j for %j', (typed, name) => {
  expect(isSameName(typed, name)).toBe(false);
});
