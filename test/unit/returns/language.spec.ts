import fc from 'fast-check';
import { chooseLanguage, clockText, takaText } from '../../../src/returns/language';

describe('chooseLanguage', () => {
  it.each<[unknown, string | undefined, string]>([
    [undefined, undefined, 'en'],
    [undefined, '', 'en'],
    [undefined, 'bn', 'bn'],
    [undefined, 'bn-BD,bn;q=0.9,en-US;q=0.8', 'bn'],
    [undefined, 'en-US,en;q=0.9,bn;q=0.8', 'en'],
    [undefined, 'fr, bn;q=0.3', 'bn'],
    [undefined, 'en;q=0.2, BN ; q=0.7', 'bn'],
    [undefined, 'bn;q=0', 'en'],
    [undefined, 'bnt,*', 'en'],
    [undefined, 'de', 'en'],
    [undefined, ';;;,,,q=1', 'en'],
    ['bn', 'en', 'bn'],
    ['en', 'bn', 'en'],
    ['fr', 'bn', 'bn'],
    [['bn', 'en'], undefined, 'en'],
    [{ bn: '1' }, undefined, 'en'],
  ])('?lang=%j with %j is %s', (lang, acceptLanguage, expected) => {
    expect(chooseLanguage(lang, acceptLanguage)).toBe(expected);
  });

  it('takes any header', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(['en', 'bn']).toContain(chooseLanguage(undefined, header));
      }),
    );
  });
});

describe('takaText', () => {
  it.each([
    ['0.01', '৳0.01', '৳০.০১'],
    ['120.00', '৳120.00', '৳১২০.০০'],
    ['1200.00', '৳1,200.00', '৳১,২০০.০০'],
    ['123456.78', '৳1,23,456.78', '৳১,২৩,৪৫৬.৭৮'],
    ['10000000.00', '৳1,00,00,000.00', '৳১,০০,০০,০০০.০০'],
    ['9999999999.99', '৳9,99,99,99,999.99', '৳৯,৯৯,৯৯,৯৯,৯৯৯.৯৯'],
  ])('%s', (amount, english, bangla) => {
    expect(takaText(amount, 'en')).toBe(english);
    expect(takaText(amount, 'bn')).toBe(bangla);
  });
});

it('tells the time in Bangladesh', () => {
  const moment = new Date('2025-11-23T12:33:41.500Z');
  expect(clockText(moment, 'en')).toBe('18:33:41');
  expect(clockText(moment, 'bn')).toBe('১৮:৩৩:৪১');
  expect(clockText(new Date('2025-11-23T18:00:00Z'), 'en')).toBe('00:00:00');
});
