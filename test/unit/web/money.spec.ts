import fc from 'fast-check';
import { formatCount, formatMoney, roundMoney } from '../../../web/console/src/ui/money';

it.each([
  [0.01, '৳0.01'],
  [120, '৳120.00'],
  [999.9, '৳999.90'],
  [1200, '৳1,200.00'],
  [99999, '৳99,999.00'],
  [123456.78, '৳1,23,456.78'],
  [10000000, '৳1,00,00,000.00'],
  [9999999999.99, '৳9,99,99,99,999.99'],
  [-1200.5, '−৳1,200.50'],
])('writes %s as %s', (amount, text) => {
  expect(formatMoney(amount)).toBe(text);
});

it('is exact to the poisha, for every amount there can be', () => {
  const poisha = fc.bigInt(1n, 999_999_999_999n);
  fc.assert(
    fc.property(poisha, (minor) => {
      const decimal = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
      const text = formatMoney(Number(decimal));
      expect(text.replace(/[৳,]/g, '')).toBe(decimal);
      expect(text).toMatch(/^৳\d{1,2}(,\d\d)*(,\d{3})\.\d\d$|^৳\d{1,3}\.\d\d$/);
    }),
  );
});

it('counts in the same way', () => {
  expect([7, 999, 1000, 1234567].map(formatCount)).toEqual(['7', '999', '1,000', '12,34,567']);
});

it('takes sums as texts, larger than any number is exact', () => {
  expect(formatMoney('99999999999999999.99')).toBe('৳99,99,99,99,99,99,99,999.99');
  expect(formatMoney('0.00')).toBe('৳0.00');
});

it.each([
  [0, '৳0'],
  [0.5, '৳0.5'],
  [1500, '৳1,500'],
  [99_999, '৳99,999'],
  [100_000, '৳1 lakh'],
  [1_250_000, '৳12.5 lakh'],
  [30_000_000, '৳3 crore'],
])('marks an axis at %s with %s', (amount, text) => {
  expect(roundMoney(amount, { lakh: 'lakh', crore: 'crore' })).toBe(text);
});
