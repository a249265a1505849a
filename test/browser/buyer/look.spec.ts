import { Client } from 'pg';
import type { BrowserContext, Page } from 'playwright-core';
import { graveFindings } from '../axe';
import { faintTexts, focused, isTooWide } from '../in-page';
import { objectionsOf } from '../objections';
import { Buyers, type PlacedOrder } from './buyers';

jest.setTimeout(120_000);

/** Of WCAG 2.2 AAA: the page is read in the sun. */
const SUNLIGHT = 7;
const MOST_BYTES = 10_000;

let buyers: Buyers;

beforeAll(async () => {
  buyers = await Buyers.open();
});
afterAll(() => buyers.close());

/** Opens a phone, shows what is wanted on it, and puts it away. */
async function on(
  options: Parameters<Buyers['phone']>[0],
  look: (page: Page, phone: BrowserContext) => Promise<void>,
): Promise<void> {
  const phone = await buyers.phone({ javaScriptEnabled: true, ...options });
  try {
    await look(await phone.newPage(), phone);
  } finally {
    await phone.close();
  }
}

type Show = (page: Page, wishes: string) => Promise<void>;

/** As wide as an order can be. */
let wide = 0;
const placeWide = (): Promise<PlacedOrder> =>
  buyers.placeOrder({ amount: 9_999_999_999.98, referenceId: String((wide += 1)).padEnd(50, 'W') });

const showConfirming: Show = async (page, wishes) => {
  const { returnUrl } = await placeWide();
  await page.goto(`${returnUrl}${wishes}&reload=no`);
  await page.locator('.confirming').waitFor();
};

const showOverdue: Show = async (page, wishes) => {
  const order = await placeWide();
  await page.goto(order.returnUrl + wishes);
  await buyers.letPass(order, '60 seconds');
  await page.reload();
  await page.locator('.overdue').waitFor();
};

/** Every kind of page; those that reload by themselves stand still to be looked at. */
const KINDS: [kind: string, show: Show][] = [
  ['confirming', showConfirming],
  ['overdue', showOverdue],
  [
    'unknown',
    async (page, wishes) => {
      await page.goto(`${buyers.world.url}/return/nothing/success${wishes}`);
      await page.locator('.unknown').waitFor();
    },
  ],
  [
    'trouble',
    async (page, wishes) => {
      const { returnUrl } = await placeWide();
      const operator = new Client({ connectionString: buyers.world.database.url });
      await operator.connect();
      try {
        await operator.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
        await page.goto(`${returnUrl}${wishes}&reload=no`);
        await page.locator('.trouble').waitFor();
      } finally {
        await operator.end();
      }
    },
  ],
];

describe.each(KINDS)('the page that is %s', (_kind, show) => {
  it.each([
    ['light', 'en'],
    ['light', 'bn'],
    ['dark', 'en'],
    ['dark', 'bn'],
  ] as const)('on a small phone, %s, %s: for everybody', async (colorScheme, language) => {
    await on({ viewport: { width: 320, height: 568 }, colorScheme }, async (page) => {
      await show(page, `?lang=${language}`);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect(await graveFindings(page)).toEqual([]);
      expect(await faintTexts(page, SUNLIGHT)).toEqual([]);
      expect(await isTooWide(page)).toBe(false);
      for (const link of await page.getByRole('link').all()) {
        expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      }
    });
  });

  it('with texts twice as large as usual', async () => {
    await on({ viewport: { width: 320, height: 568 } }, async (page, phone) => {
      await show(page, '?lang=en');
      const size = (): Promise<number> =>
        page.evaluate('parseFloat(getComputedStyle(document.querySelector("h1")).fontSize)');
      const usual = await size();
      const session = await phone.newCDPSession(page);
      await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
      await show(page, '?lang=en');
      expect(await size()).toBe(2 * usual);
      expect(await isTooWide(page)).toBe(false);
    });
  });
});

describe('by keyboard', () => {
  it('every link in the order of the page, the focus drawn', async () => {
    await on({}, async (page) => {
      await showOverdue(page, '?lang=en');
      const stops = [];
      for (let step = 0; step < 3; step += 1) {
        await page.keyboard.press('Tab');
        stops.push(await focused(page));
      }
      expect(stops.map(({ outline }) => outline)).toEqual(['solid', 'solid', 'solid']);
      expect(stops.map(({ name }) => name.split(/\s{2,}|localhost/)[0])).toEqual([
        'বাংলা',
        'Back to the shop',
        'Check again',
      ]);
      await page.keyboard.press('Enter');
      await page.locator('.overdue, .confirming').waitFor();
    });
  });
});

describe('for a screen reader', () => {
  it('a status, and each language under its name', async () => {
    await on({}, async (page) => {
      await showConfirming(page, '?lang=bn');
      const status = page.getByRole('status');
      await status.getByRole('heading', { name: 'আপনার পেমেন্ট নিশ্চিত করা হচ্ছে…' }).waitFor();
      const english = page.getByText('Confirming your payment…').and(page.locator('[lang="en"]'));
      expect(await english.count()).toBe(1);
      const other = page.getByRole('link', { name: 'English' });
      expect(await other.getAttribute('lang')).toBe('en');
      // The mark before the heading is for the eye alone.
      expect(await status.ariaSnapshot()).not.toMatch(/[!?]/);
    });
  });
});

describe('in Bangla', () => {
  it('by the wish of the browser, with Bengali digits, and kept while it reloads', async () => {
    const order = await buyers.placeOrder({ amount: 123_456.78 });
    await on({ locale: 'bn-BD', javaScriptEnabled: false }, async (page) => {
      await page.goto(order.returnUrl);
      await page.getByText('৳১,২৩,৪৫৬.৭৮').waitFor();
      await page.waitForEvent('framenavigated');
      await page.getByText('৳১,২৩,৪৫৬.৭৮').waitFor();
      await page.getByRole('link', { name: 'English' }).click();
      await page.getByText('৳1,23,456.78').waitFor();
      await page.waitForEvent('framenavigated');
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    });
  });
});

it('does nothing that it should not: no policy broken, nothing from elsewhere', async () => {
  await on({}, async (page) => {
    const order = await buyers.placeOrder();
    await page.goto(order.returnUrl);
    const objections = objectionsOf(page);
    await page.waitForEvent('framenavigated');
    await page.getByRole('link', { name: 'Stop reloading by itself' }).click();
    await page.getByRole('link', { name: 'Check again' }).click();
    expect(await objections()).toEqual([]);
  });
});

it('moves nothing for who wants no motion', async () => {
  await on({ reducedMotion: 'reduce' }, async (page) => {
    await showConfirming(page, '?lang=en');
    const name = `getComputedStyle(document.querySelector('h1'), '::before').animationName`;
    expect(await page.evaluate<string>(name)).toBe('none');
  });
});

it('is there at once on a cheap phone on a slow network: one small request', async () => {
  const order = await buyers.placeOrder({ amount: 123_456.78, referenceId: '﷽'.repeat(50) });
  await on({ locale: 'bn-BD' }, async (page, phone) => {
    const session = await phone.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    // As the developer tools of Chromium define “Slow 3G”.
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 2_000,
      downloadThroughput: 50_000,
      uploadThroughput: 50_000,
    });
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    const requests: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) requests.push(request.url());
    });
    await page.goto(`${order.returnUrl}?reload=no`, { waitUntil: 'networkidle' });
    const paintedAt = await page.evaluate<number>(
      `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
    );
    expect(requests).toHaveLength(1);
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(MOST_BYTES);
    // The network alone takes two seconds of it; the rest leaves room for a busy machine.
    expect(paintedAt).toBeLessThan(7_000);
  });
});
