import fc from 'fast-check';
import { amountToNumber, formatAmount, parseAmount } from '../../../src/gateway/money';

describe('parseAmount', () => {
  it.each<[unknown, bigint]>([
    [100, 10_000n],
    [100.2, 10_020n],
    [100.23, 10_023n],
    [0.01, 1n],
    [0.1, 10n],
    [9_999_999_999.99, 999_999_999_999n],
    [19.99, 1_999n],
    ['100', 10_000n],
    ['100.2', 10_020n],
    ['100.20', 10_020n],
    ['0.01', 1n],
    ['9999999999.99', 999_999_999_999n],
  ])('reads %p as %p poisha', (value, minor) => {
    expect(parseAmount(value)).toBe(minor);
  });

  it.each<[unknown]>([
    [100.234],
    [0],
    [-0],
    [-1],
    [1e15],
    [1e21],
    [1e-7],
    [0.001],
    [10_000_000_000],
    [0.1 + 0.2],
    [NaN],
    [Infinity],
    [true],
    [null],
    [undefined],
    [10n],
    [[100]],
    [{ valueOf: () => 100 }],
    ['12,5'],
    ['1,000.00'],
    ['1e2'],
    [' 1'],
    ['1 '],
    ['1\n'],
    [''],
    ['.5'],
    ['5.'],
    ['100.200'],
    ['+1'],
    ['-1'],
    ['01'],
    ['00.50'],
    ['0'],
    ['0.00'],
    ['10000000000'],
    ['১০০'],
    ['１００'],
    ['0x10'],
    ['৳100'],
  ])('refuses %p', (value) => {
    expect(parseAmount(value)).toBeNull();
  });

  const minor = fc.bigInt({ min: 1n, max: 999_999_999_999n });

  it('reads back whatever it wrote, as text and as a JSON number', () => {
    fc.assert(
      fc.property(minor, (amount) => {
        expect(parseAmount(formatAmount(amount))).toBe(amount);
        expect(parseAmount(JSON.parse(JSON.stringify(amountToNumber(amount))))).toBe(amount);
      }),
      { numRuns: 1_000 },
    );
  });

  it('judges a number as the text JSON writes for it', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const text = JSON.stringify(value);
        const decimal = /^\d+(\.\d{1,2})?$/.test(text);
        const amount = parseAmount(value);
        if (!decimal) expect(amount).toBeNull();
        else if (amount !== null) expect(amountToNumber(amount)).toBe(value);
      }),
    );
  });

  it('never throws and never guesses', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const amount = parseAmount(value);
        if (amount !== null) expect(amount).toBeGreaterThan(0n);
      }),
    );
  });
});

describe('formatAmount', () => {
  it.each([
    [1n, '0.01'],
    [10n, '0.10'],
    [10_020n, '100.20'],
    [12_000n, '120.00'],
    [999_999_999_999n, '9999999999.99'],
    [123_456_789_012_345n, '1234567890123.45'],
  ])('writes %p as %p', (minor, text) => {
    expect(formatAmount(minor)).toBe(text);
  });
});
