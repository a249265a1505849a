import { type BrowserContext, type Page } from 'playwright-core';

import { faintTexts, isTooWide } from '../in-page';
import { playMoneyOn, Shop } from './shop';

jest.setTimeout(60_000);

let shop: Shop;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());
beforeEach(async () => {
  shop.sandbox.reset();
  context = await shop.browser.newContext({ locale: 'en-GB' });
  page = await context.newPage();
});
afterEach(() => context.close());

const heading = () => page.getByRole('heading', { level: 1 }).textContent();

it('signs up a merchant, shows its key once, and the key works', async () => {
  await page.goto(shop.sandbox.url);
  await page.getByRole('link', { name: 'Sign up a merchant' }).click();
  await page.getByLabel('Name').fill('Bata <b>&</b> Sons');
  await page.getByRole('button', { name: 'Issue an API key' }).click();
  expect(await heading()).toBe('The key of Bata <b>&</b> Sons');
  const key = (await page.locator('.key').textContent()) ?? '';
  const answer = await fetch(`${shop.sandbox.gatewayUrl}/order/IPAY-0/status`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(answer.status).toBe(404);

  await page.getByRole('link', { name: 'See its orders' }).click();
  expect(await heading()).toBe('Bata <b>&</b> Sons');
  expect(await page.content()).not.toContain(key);
});

it('asks for a name', async () => {
  await page.goto(`${shop.sandbox.url}/merchants/new`);
  await page.getByLabel('Name').fill('   ');
  await page.getByRole('button', { name: 'Issue an API key' }).click();
  expect(await page.getByRole('alert').textContent()).toBe('Give the merchant a name.');
});

describe('the dashboard', () => {
  const open = async () => {
    await page.goto(shop.sandbox.url);
    await page.getByRole('link', { name: 'Aarong' }).click();
  };

  it('lists the orders with their states', async () => {
    const paid = await shop.placeOrder({ amount: 10.01, referenceId: 'first' });
    const failed = await shop.placeOrder({ amount: 10.03, referenceId: 'second' });
    await open();
    const rows = page.locator('tbody tr');
    expect(await rows.nth(0).textContent()).toMatch(new RegExp(`${failed}.*failed.*second`, 's'));
    expect(await rows.nth(1).textContent()).toMatch(new RegExp(`${paid}.*paid.*first`, 's'));
  });

  it('pages through many', async () => {
    for (let count = 0; count < 60; count += 1) {
      await shop.placeOrder({ referenceId: `many-${count}` });
    }
    await open();
    expect(await page.locator('tbody tr').count()).toBe(50);
    await page.getByRole('link', { name: 'Older' }).click();
    expect(await page.locator('tbody tr').count()).toBe(10);
    expect(await page.locator('tbody tr').last().textContent()).toContain('many-0');
  });

  it('shows every request and answer of an order, and requests that belong to none', async () => {
    const orderId = await shop.placeOrder();
    const auth = { authorization: 'Bearer browser-test-key' };
    shop.sandbox.addFault({ kind: 'html', orderId, times: 1 });
    await fetch(`${shop.sandbox.gatewayUrl}/order/${orderId}/status`, { headers: auth });
    await fetch(`${shop.sandbox.gatewayUrl}/order/IPAY-0/status`, { headers: auth });
    await open();
    expect(await page.locator('.exchanges').textContent()).toContain('/order/IPAY-0/status');
    await page.getByRole('link', { name: orderId }).click();
    const exchanges = page.locator('.exchanges > li');
    expect(await exchanges.count()).toBe(2);
    expect(await exchanges.nth(0).textContent()).toContain('Order placed successfully');
    expect(await exchanges.nth(1).textContent()).toMatch(/502.*spoiled: html.*Bad Gateway/s);
    expect(await page.content()).not.toContain('browser-test-key');
  });

  it('sets any state by a button', async () => {
    const orderId = await shop.placeOrder();
    await open();
    await page.getByRole('link', { name: orderId }).click();
    for (const state of ['paid', 'failed', 'expired', 'cancelled', 'error', 'created']) {
      await page.getByRole('button', { name: state }).click();
      expect(shop.sandbox.order(orderId)?.state).toBe(state);
      expect(await page.locator('.state-line').textContent()).toContain(state);
      expect(await page.getByRole('button', { name: state }).isDisabled()).toBe(true);
    }
  });

  it('places a test order and walks it to the end', async () => {
    await open();
    await page.getByLabel('Amount of a test order').fill('99.50');
    await page.getByRole('button', { name: 'Place it and pay' }).click();
    await page.getByRole('button', { name: /Amina/ }).click();
    await page.getByRole('button', { name: 'Pay ৳99.50' }).click();
    expect(await heading()).toBe('Back at the shop by the success address');
  });

  it('moves the clock', async () => {
    const orderId = await shop.placeOrder();
    await open();
    await page.getByLabel('Minutes to move the clock').fill('15');
    await page.getByRole('button', { name: 'Move it' }).click();
    expect(shop.sandbox.order(orderId)?.state).toBe('expired');
    expect(await page.locator('tbody tr').first().textContent()).toContain('expired');
  });
});

it.each([
  [360, 'light'],
  [360, 'dark'],
  [1280, 'light'],
] as const)('is readable at %s px, %s, play money on every page', async (width, colorScheme) => {
  const orderId = await shop.placeOrder();
  shop.sandbox.changeOrder(orderId, { state: 'error' });
  const screen = await shop.browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  page = await screen.newPage();
  const paths = [
    '/',
    '/merchants/new',
    '/merchants/merchant-1',
    '/returned/success',
    '/merchants/x',
  ];
  for (const path of [...paths, `/merchants/merchant-1/orders/${orderId}`]) {
    await page.goto(`${shop.sandbox.url}${path}`);
    expect(await playMoneyOn(page)).toContain('Play money');
    expect(await isTooWide(page)).toBe(false);
    expect(await faintTexts(page)).toEqual([]);
  }
  await screen.close();
});
