import { bodyOf } from '../../../packages/button/src/order-request';

it.each([
  [[], {}],
  [[['size', 'm']], { size: 'm' }],
  [[['name', 'নাম "<>&']], { name: 'নাম "<>&' }],
  [
    [
      ['extra', 'ribbon'],
      ['size', ''],
      ['extra', 'card'],
      ['extra', ''],
    ],
    { extra: ['ribbon', 'card', ''], size: '' },
  ],
  [[['photo', new Blob(['x'])]], {}],
  [[['constructor', 'x']], { constructor: 'x' }],
] as [[string, unknown][], object][])('%j goes along as %j', (fields, expected) => {
  expect(JSON.parse(bodyOf(fields))).toEqual(expected);
});

it('a field named __proto__ is a field like any other', () => {
  expect(bodyOf([['__proto__', 'x']])).toBe('{"__proto__":"x"}');
});
