import { type BrowserContext, type Page } from 'playwright-core';

import { MEMBERS } from '../../../src/sandbox/members';
import { faintTexts, focused, isTooWide } from '../in-page';
import { playMoneyOn, Shop } from './shop';

jest.setTimeout(60_000);

const PHONE = { width: 360, height: 740 };

let shop: Shop;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());
beforeEach(async () => {
  context = await shop.browser.newContext({ viewport: PHONE, locale: 'en-GB' });
  page = await context.newPage();
});
afterEach(() => context.close());

/** Taps the member's button on the login page, and types the code where one is asked for. */
async function logInAs(name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(name) }).click();
  const code = page.getByLabel('6-digit code');
  if ((await code.count()) === 0) return;
  await code.fill('123456');
  await page.getByRole('button', { name: 'Continue' }).click();
}

describe('every fate of a member', () => {
  it.each([
    ['Amina Rahman', 'paid', '/success'],
    ['Babul Hossain', 'paid', '/success'],
    ['Chitra Das', 'failed', '/failure'],
    ['Dipu Sarkar', 'failed', '/failure'],
    ['Eshita Khan', 'failed', '/failure'],
  ])('%s: the order is %s, the browser at %s', async (name, state, path) => {
    const orderId = await shop.placeOrder();
    await page.goto(shop.paymentPage(orderId));
    await logInAs(name);
    await page.getByRole('button', { name: 'Pay ৳1,200.00' }).click();
    expect(page.url()).toBe(`${shop.origin}${path}`);
    expect(shop.sandbox.order(orderId)?.state).toBe(state);
  });

  it('Farhan Ali: three wrong PINs fail the order', async () => {
    const orderId = await shop.placeOrder();
    await page.goto(shop.paymentPage(orderId));
    const farhan = page.getByRole('button', { name: /Farhan Ali/ });
    await farhan.click();
    expect(await page.getByRole('alert').textContent()).toBe('Wrong PIN. 2 tries left.');
    await farhan.click();
    expect(await page.getByRole('alert').textContent()).toBe('Wrong PIN. 1 try left.');
    expect(shop.sandbox.order(orderId)?.state).toBe('created');
    await farhan.click();
    expect(page.url()).toBe(`${shop.origin}/failure`);
    expect(shop.sandbox.order(orderId)?.state).toBe('failed');
  });

  it.each(MEMBERS.map(({ name }) => name.en))('%s stands on the login page', async (name) => {
    await page.goto(shop.paymentPage(await shop.placeOrder()));
    expect(await page.getByRole('button', { name: new RegExp(name) }).isVisible()).toBe(true);
  });
});

describe('Cancel', () => {
  it('before the login', async () => {
    const orderId = await shop.placeOrder();
    await page.goto(shop.paymentPage(orderId));
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(page.url()).toBe(`${shop.origin}/cancel`);
    expect(shop.sandbox.order(orderId)?.state).toBe('cancelled');
  });

  it('instead of Pay', async () => {
    const orderId = await shop.placeOrder();
    await page.goto(shop.paymentPage(orderId));
    await logInAs('Amina Rahman');
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(page.url()).toBe(`${shop.origin}/cancel`);
    expect(shop.sandbox.order(orderId)?.state).toBe('cancelled');
  });
});

describe('the login', () => {
  it('by hand, after an unknown number, a wrong PIN and a wrong code', async () => {
    const orderId = await shop.placeOrder();
    await page.goto(shop.paymentPage(orderId));
    const logIn = async (mobile: string, pin: string) => {
      await page.getByLabel('Mobile number').fill(mobile);
      await page.getByLabel('PIN').fill(pin);
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
    };
    await logIn('01999999999', '1234');
    expect(await page.getByRole('alert').textContent()).toMatch('No member has this');
    await logIn('01700000002', '0000');
    expect(await page.getByRole('alert').textContent()).toMatch('Wrong PIN');
    expect(await page.getByLabel('Mobile number').inputValue()).toBe('01700000002');
    await logIn('+880 1700-000002', '1234');
    await page.getByLabel('6-digit code').fill('999999');
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.getByRole('alert').textContent()).toMatch('Wrong code');
    await page.getByLabel('6-digit code').fill('123456');
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.getByText('You are paying as Babul Hossain.').isVisible()).toBe(true);
  });

  it('of one browser is not another browser’s', async () => {
    const orderId = await shop.placeOrder();
    await page.goto(shop.paymentPage(orderId));
    await logInAs('Amina Rahman');
    const stranger = await shop.browser.newContext();
    const other = await stranger.newPage();
    await other.goto(shop.paymentPage(orderId));
    expect(await other.getByRole('heading', { level: 1 }).textContent()).toBe('Log in to pay');
    await stranger.close();
  });
});

describe('the page', () => {
  it('shows merchant, amount, description, reference, order and until when', async () => {
    const orderId = await shop.placeOrder({ referenceId: 'abcd1234' });
    await page.goto(shop.paymentPage(orderId));
    await logInAs('Amina Rahman');
    const bill = (await page.locator('.bill').textContent()) ?? '';
    for (const text of ['৳1,200.00', 'Aarong', 'Buy x, y, z from XYZ.com', 'abcd1234', orderId]) {
      expect(bill).toContain(text);
    }
    expect(bill).toMatch(/Pay before\s*\d\d:\d\d/);
  });

  it.each([
    ['paid', 'This order is paid', '/success'],
    ['cancelled', 'This order was cancelled', '/cancel'],
    ['failed', 'The payment failed', '/failure'],
    ['expired', 'This order has expired', '/failure'],
    ['error', 'Technical problem with this order', '/failure'],
  ] as const)('of an order that is %s says so and leads back', async (state, title, path) => {
    const orderId = await shop.placeOrder();
    shop.sandbox.changeOrder(orderId, { state });
    await page.goto(shop.paymentPage(orderId));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title);
    await page.getByRole('link', { name: 'Back to the shop' }).click();
    expect(page.url()).toBe(`${shop.origin}${path}`);
  });

  it('cannot pay an order that expired while it was open', async () => {
    const orderId = await shop.placeOrder();
    await page.goto(shop.paymentPage(orderId));
    await logInAs('Amina Rahman');
    shop.sandbox.advanceClock(15 * 60_000);
    await page.getByRole('button', { name: /^Pay/ }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'This order has expired',
    );
    expect(shop.sandbox.order(orderId)?.state).toBe('expired');
  });

  it('of an order nobody placed', async () => {
    const answer = await page.goto(shop.paymentPage('IPAY-00000000'));
    expect(answer?.status()).toBe(404);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'There is no such order',
    );
  });

  it('shows what a shop wrote as text, never as HTML', async () => {
    const evil = '<img src=x onerror="document.title=\'owned\'"><script>owned()</script>';
    await page.goto(shop.paymentPage(await shop.placeOrder({ description: evil })));
    expect(await page.locator('.bill').textContent()).toContain(evil);
    expect(await page.locator('main img, main script').count()).toBe(0);
  });

  it('works without scripts, and has none', async () => {
    const bare = await shop.browser.newContext({ javaScriptEnabled: false });
    page = await bare.newPage();
    const orderId = await shop.placeOrder();
    await page.goto(shop.paymentPage(orderId));
    expect(await page.locator('script').count()).toBe(0);
    await logInAs('Babul Hossain');
    await page.getByRole('button', { name: /^Pay/ }).click();
    expect(page.url()).toBe(`${shop.origin}/success`);
    await bare.close();
  });
});

describe('for everybody', () => {
  it('by keyboard alone, the focus always visible', async () => {
    const orderId = await shop.placeOrder();
    await page.goto(shop.paymentPage(orderId));
    const tabTo = async (label: string) => {
      for (let step = 0; step < 20; step += 1) {
        await page.keyboard.press('Tab');
        const { name, outline } = await focused(page);
        expect(outline).toBe('solid');
        if (name.startsWith(label)) return;
      }
      throw new Error(`${label} cannot be reached by Tab`);
    };
    await tabTo('Mobile number');
    await page.keyboard.type('01700000001');
    await tabTo('PIN');
    await page.keyboard.type('1234');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Pay/ }).waitFor();
    await tabTo('Pay');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${shop.origin}/success`);
    expect(shop.sandbox.order(orderId)?.state).toBe('paid');
  });

  it('in Bangla by choice, remembered, and by the browser’s wish', async () => {
    const first = shop.paymentPage(await shop.placeOrder());
    await page.goto(first);
    await page.getByRole('link', { name: 'বাংলা' }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('bn');
    expect(await page.locator('.bill').textContent()).toContain('৳১,২০০.০০');
    await page.goto(shop.paymentPage(await shop.placeOrder()));
    expect(await page.locator('html').getAttribute('lang')).toBe('bn');
    await page.getByRole('link', { name: 'English' }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');

    const bengali = await shop.browser.newContext({ viewport: PHONE, locale: 'bn-BD' });
    page = await bengali.newPage();
    const orderId = await shop.placeOrder();
    await page.goto(shop.paymentPage(orderId));
    await page.getByRole('button', { name: /বাবুল হোসেন/ }).click();
    await page.getByLabel('৬ সংখ্যার কোড').fill('১২৩৪৫৬');
    await page.getByRole('button', { name: 'এগিয়ে যান' }).click();
    await page.getByRole('button', { name: '৳১,২০০.০০ পরিশোধ করুন' }).click();
    expect(page.url()).toBe(`${shop.origin}/success`);
    await bengali.close();
  });

  const looks = ['light', 'dark'].flatMap((scheme) =>
    ['en', 'bn'].map((language) => ({ scheme: scheme as 'light' | 'dark', language })),
  );
  it.each(looks)(
    'readable on a small phone, $scheme, $language, play money on every page',
    async ({ scheme, language }) => {
      const small = await shop.browser.newContext({
        viewport: { width: 320, height: 568 },
        colorScheme: scheme,
      });
      page = await small.newPage();
      const notice = language === 'bn' ? 'খেলার টাকা' : 'Play money';
      const look = async () => {
        expect(await playMoneyOn(page)).toContain(notice);
        expect(await isTooWide(page)).toBe(false);
        expect(await faintTexts(page)).toEqual([]);
        const buttons = page.locator('button:visible, .button:visible');
        for (const button of await buttons.all()) {
          expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
        }
      };
      const orderId = await shop.placeOrder({ description: 'x'.repeat(255) });
      const address = shop.paymentPage(orderId);
      await page.goto(`${address}?lang=${language}`);
      await look();
      await page.locator('.member').nth(5).click();
      await look();
      await page.locator('.member').nth(1).click();
      await look();
      await page.locator('#code').fill('123456');
      await page.locator('button.primary').click();
      await look();
      await page.locator('button.primary').click();
      await page.goto(address);
      await look();
      await page.goto(shop.paymentPage('IPAY-0'));
      await look();
      await small.close();
    },
  );
});
