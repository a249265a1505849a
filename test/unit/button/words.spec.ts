import fc from 'fast-check';
import { labelIn, takaText, wordsIn } from '../../../packages/button/src/words';
import { takaText as takaOnPages } from '../../../src/returns/language';

it.each([
  ['120', '৳120', '৳১২০'],
  ['1200', '৳1,200', '৳১,২০০'],
  ['1200.00', '৳1,200', '৳১,২০০'],
  ['1200.5', '৳1,200.50', '৳১,২০০.৫০'],
  ['0.05', '৳0.05', '৳০.০৫'],
  ['123456.78', '৳1,23,456.78', '৳১,২৩,৪৫৬.৭৮'],
  ['12345678', '৳1,23,45,678', '৳১,২৩,৪৫,৬৭৮'],
  [' 0099 ', '৳99', '৳৯৯'],
])('%s is %s, and %s in Bangla', (amount, english, bangla) => {
  expect(takaText(amount, 'en')).toBe(english);
  expect(takaText(amount, 'bn')).toBe(bangla);
});

it.each(['', 'abc', '1e3', '-5', '1,200', '1.234', '1.', '.5', 'NaN', '৫'])(
  'what is no amount in taka is left out: "%s"',
  (amount) => {
    expect(takaText(amount, 'en')).toBeNull();
    expect(labelIn('en', amount)).toBe('Pay with iPay');
  },
);

it('the button and the page after the payment write the same amount alike', () => {
  const poisha = fc.integer({ min: 1, max: 10_000_000_000 }).filter((minor) => minor % 100 !== 0);
  fc.assert(
    fc.property(poisha, fc.constantFrom('en' as const, 'bn' as const), (minor, language) => {
      const amount = (minor / 100).toFixed(2);
      expect(takaText(amount, language)).toBe(takaOnPages(amount, language));
    }),
  );
});

it('labels have the amount where there is one, and the word mark once', () => {
  expect(labelIn('en', '120')).toBe('Pay ৳120 with iPay');
  expect(labelIn('bn', '120')).toBe('iPay দিয়ে ৳১২০ পরিশোধ করুন');
  expect(labelIn('bn', null)).toBe('iPay দিয়ে পরিশোধ করুন');
  for (const language of ['en', 'bn'] as const) {
    for (const text of [
      labelIn(language, '120'),
      labelIn(language, null),
      wordsIn(language).waiting,
    ])
      expect(text.split('iPay')).toHaveLength(2);
  }
});
