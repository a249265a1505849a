import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { LANGUAGES } from '../../../src/returns/language';
import { CONTENT_SECURITY_POLICY } from '../../../src/returns/page-style';
import type { PageWishes } from '../../../src/returns/page-wishes';
import {
  confirmingPage,
  overduePage,
  troublePage,
  unknownPage,
  type UnconfirmedOrder,
} from '../../../src/returns/pages';

const ORDER: UnconfirmedOrder = {
  referenceId: 'abcd1234',
  amountMinor: 12_345_678n,
  gatewayCheckedAt: new Date('2025-11-23T12:33:41Z'),
  cancelCallbackUrl: 'https://shop.example.com:8443/cancel?cart=7#x',
};

const ENGLISH: PageWishes = { language: 'en', standsStill: false };
const WISHES = LANGUAGES.flatMap((language) =>
  [false, true].map((standsStill): PageWishes => ({ language, standsStill })),
);

const allPages = (order: UnconfirmedOrder): string[] =>
  WISHES.flatMap((wishes) => [
    confirmingPage(order, 2, wishes).text,
    overduePage(order, wishes).text,
    unknownPage(wishes).text,
    troublePage(wishes).text,
  ]);

const tagsOf = (page: string): string[] => page.match(/<[^>]*>/g) ?? [];

it('the confirming page says what is known and refreshes itself', () => {
  const { text } = confirmingPage(ORDER, 4, ENGLISH);
  expect(text).toContain('<html lang="en">');
  expect(text).toContain('<h1>Confirming your payment…</h1>');
  expect(text).toContain('<p class="other" lang="bn">আপনার পেমেন্ট নিশ্চিত করা হচ্ছে…</p>');
  expect(text).toContain('<meta http-equiv="refresh" content="4" />');
  expect(text).toContain('৳1,23,456.78');
  expect(text).toContain('<bdi translate="no">abcd1234</bdi>');
  expect(text).toContain('18:33:41');
  expect(text).toContain('href="?lang=bn"');
  expect(text).toContain('aria-live="polite"');
});

it('the same in Bangla', () => {
  const { text } = confirmingPage(ORDER, 2, { ...ENGLISH, language: 'bn' });
  expect(text).toContain('<html lang="bn">');
  expect(text).toContain('<h1>আপনার পেমেন্ট নিশ্চিত করা হচ্ছে…</h1>');
  expect(text).toContain('<p class="other" lang="en">Confirming your payment…</p>');
  expect(text).toContain('৳১,২৩,৪৫৬.৭৮');
});

it('says nothing of a last question where there was none', () => {
  const { text } = confirmingPage({ ...ORDER, gatewayCheckedAt: null }, 2, ENGLISH);
  expect(text).not.toContain('Last asked');
});

it.each([
  ['confirming', confirmingPage(ORDER, 2, { language: 'en', standsStill: true }).text],
  ['trouble', troublePage({ language: 'en', standsStill: true }).text],
])('the page of %s stands still for who wants that, in either language', (_kind, text) => {
  expect(text).not.toContain('http-equiv="refresh"');
  expect(text).not.toContain('by itself.');
  expect(text).toContain('href="?lang=bn&amp;reload=no"');
  expect(text).toContain('href="?lang=en&amp;reload=no"'); // Check again
  expect(text).toContain('href="?lang=en"'); // and reload by itself again
});

it('the page of an overdue order stands still and leads to the shop, not to an outcome', () => {
  const { text } = overduePage(ORDER, ENGLISH);
  expect(text).not.toContain('http-equiv="refresh"');
  expect(text).toContain('the shop will be told');
  expect(text).toContain('href="https://shop.example.com:8443"');
  expect(text).not.toContain('cart=7');
});

it.each(allPages(ORDER))('every page is small and carries nothing that runs', (page) => {
  expect(Buffer.byteLength(page)).toBeLessThan(10_000);
  expect(page).not.toMatch(/<script|<iframe|<form|<img| on\w+=| style=|javascript:/i);
  const [, style = ''] = /<style>(.*)<\/style>/s.exec(page) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(CONTENT_SECURITY_POLICY).toContain(`style-src 'sha256-${hash}'`);
  expect(CONTENT_SECURITY_POLICY).toMatch(/^default-src 'none'; /);
});

it('hostile text adds no tag and stays within the size', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 50 }),
    fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "&'".repeat(25)),
  );
  const known = allPages(ORDER).map(tagsOf);
  fc.assert(
    fc.property(text, (referenceId) => {
      const pages = allPages({ ...ORDER, referenceId });
      expect(pages.map(tagsOf)).toEqual(known);
      for (const page of pages) expect(Buffer.byteLength(page)).toBeLessThan(10_000);
    }),
  );
});

it('an address as long as may be stored fits as well', () => {
  const cancelCallbackUrl = `https://${'a.'.repeat(240)}example.com/`;
  for (const page of allPages({ ...ORDER, cancelCallbackUrl })) {
    expect(Buffer.byteLength(page)).toBeLessThan(10_000);
  }
});
