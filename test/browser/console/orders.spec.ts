import type { BrowserContext, Page } from 'playwright-core';
import { eventually } from '../../support/service';
import { startTcpGate } from '../../support/tcp-gate';
import { focused, isTooWide } from '../in-page';
import { atTheConsole } from './at-the-console';
import { MERCHANT_NAME, type Operators } from './operators';

jest.setTimeout(60_000);

let operators: Operators;
let context: BrowserContext;
let page: Page;

atTheConsole((desk) => {
  ({ operators, context, page } = desk);
});

const rows = () => page.getByRole('table').locator('tbody').getByRole('row');
const row = (reference: string) => rows().filter({ hasText: reference });
const live = () => page.getByRole('button', { name: /^Live\./ });

describe('the search', () => {
  it.each([
    ['our id', 'id'],
    ['the reference', 'referenceId'],
    ["iPay's id", 'gatewayOrderId'],
    ['the transaction', 'transactionId'],
  ])('has the focus, takes %s and leads to the order', async (_name, key) => {
    const placed = await operators.placeOrder();
    const paid = await operators.pay(placed);
    const ids: Record<string, string | null> = {
      id: paid.id,
      referenceId: paid.referenceId,
      gatewayOrderId: paid.gateway.orderId,
      transactionId: paid.transactionId,
    };
    await operators.signIn(page);
    await page.getByRole('searchbox').waitFor();
    await eventually(() => page.evaluate<boolean>('document.activeElement.type === "search"'));
    // As it is pasted: with a space too many.
    await page.keyboard.insertText(` ${ids[key] ?? ''} `);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${operators.pathOf(paid)}`);
    await page.getByRole('heading', { level: 1 }).getByText(paid.id).waitFor();
    // Back is back to where one was, and not into the search again.
    await page.goBack();
    await page.getByRole('heading', { level: 1 }).getByText('Overview').waitFor();
  });

  it('lists them where several merchants have the same reference', async () => {
    const { referenceId } = await operators.placeOrder();
    const other = await operators.world.createMerchant({ name: 'Chaldal' });
    const body = { amount: 1, referenceId, description: 'The same', ...callbacks };
    await operators.world.api.post(`/v1/merchants/${other.id}/orders`, body);
    await operators.signIn(page, `/console/orders?q=${referenceId}`);
    await row('Chaldal').waitFor();
    expect(await rows().count()).toBe(2);
  });

  it('leads back past itself where it has led to the order', async () => {
    const order = await operators.placeOrder();
    await operators.signIn(page, '/console/orders?state=pending');
    await row(order.referenceId).waitFor();
    await page.getByRole('searchbox').fill(order.gateway.orderId);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${operators.pathOf(order)}`);
    const back = page.getByRole('link', { name: 'Back to the list' });
    expect(await back.getAttribute('href')).toBe('/console/orders?state=pending');
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('Escape');
    await row(order.referenceId).waitFor();
  });

  it('looks again when it is asked again, and when such an order comes', async () => {
    const [asked, told] = [`asked-${Date.now()}`, `told-${Date.now()}`];
    await operators.signIn(page, `/console/orders?q=${told}`);
    await page.getByText(`No order is found by “${told}”`).waitFor();
    await live().waitFor();
    const second = await operators.placeOrder({ referenceId: told });
    await page.waitForURL(`**${operators.pathOf(second)}`);

    await live().click();
    await page.getByRole('searchbox').fill(asked);
    await page.keyboard.press('Enter');
    await page.getByText(`No order is found by “${asked}”`).waitFor();
    const first = await operators.placeOrder({ referenceId: asked });
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${operators.pathOf(first)}`);
  });

  it('says what it takes where nothing is found', async () => {
    await operators.signIn(page, '/console/orders?q=nothing-like-it');
    await page.getByText('No order is found by “nothing-like-it”').waitFor();
    await page.getByText('A reference has to be spelled exactly').waitFor();
  });
});

const callbacks = {
  successCallbackUrl: 'https://xyz.com/success',
  failureCallbackUrl: 'https://xyz.com/failure',
  cancelCallbackUrl: 'https://xyz.com/cancel',
};

describe('the list', () => {
  it('shows amount, state, ids, merchant and the time of Dhaka', async () => {
    const order = await operators.placeOrder({ amount: 123456.78 });
    const { transactionId } = await operators.pay(order);
    await operators.signIn(page, '/console/orders');
    await row(order.referenceId).getByText(MERCHANT_NAME).waitFor();
    const text = await row(order.referenceId).innerText();
    expect(text.split(/\s*\n\s*|\t/).filter(Boolean)).toEqual([
      '৳1,23,456.78',
      'Paid',
      order.referenceId,
      order.gateway.orderId,
      transactionId,
      MERCHANT_NAME,
      'Sandbox',
      expect.stringMatching(/^\d\d \w{3} \d\d:\d\d:\d\d$/),
    ]);
    const time = row(order.referenceId).locator('time');
    const [at, shown] = [await time.getAttribute('datetime'), await time.textContent()];
    const inDhaka = new Date(new Date(at ?? '').getTime() + 6 * 3_600_000).toISOString();
    expect(shown).toContain(inDhaka.slice(11, 19));
    expect(await time.getAttribute('title')).toMatch(/\(Asia\/Dhaka\)\n.* UTC$/);
  });

  it('fits on the screen whatever merchants call their orders', async () => {
    const { referenceId } = await operators.placeOrder({
      referenceId: `${Date.now()}`.padEnd(50, 'W'),
    });
    await operators.signIn(page, '/console/orders');
    await row(referenceId).getByText(MERCHANT_NAME).waitFor();
    expect(await isTooWide(page)).toBe(false);
  });

  it('keeps its filters in the address, as chips', async () => {
    const paid = await operators.pay(await operators.placeOrder());
    const flagged = await operators.placeFlagged();
    await operators.signIn(page, '/console/orders');
    await row(paid.referenceId).waitFor();
    await page.getByRole('group', { name: 'States' }).getByRole('button', { name: 'Paid' }).click();
    await page.waitForURL('**/console/orders?state=paid');
    await row(paid.referenceId).waitFor();
    expect(await row(flagged.referenceId).count()).toBe(0);
    await page.getByRole('button', { name: 'Clear all' }).click();

    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('Merchant').fill('nobody of this name');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('No merchant has this name.').waitFor();
    await page.getByLabel('Merchant').fill(MERCHANT_NAME.toLowerCase());
    await page.getByLabel('Attention').selectOption('true');
    await page.getByLabel('Reference').fill(flagged.referenceId);
    await page.getByRole('button', { name: 'Apply' }).click();
    await eventually(async () => (await rows().count()) === 1);
    await row(flagged.referenceId).waitFor();
    const address = new URL(page.url());
    expect(Object.fromEntries(address.searchParams)).toEqual({
      merchant: operators.merchantId,
      attention: 'true',
      referenceId: flagged.referenceId,
    });

    // Somebody gets the address sent.
    const other = await context.newPage();
    await other.goto(page.url());
    await other.getByRole('button', { name: 'Remove the filter Reference' }).waitFor();
    await other.getByText(flagged.referenceId).first().waitFor();
    await other.close();

    await page.getByRole('button', { name: 'Remove the filter Attention' }).click();
    await page.waitForURL((url) => !url.searchParams.has('attention'));
  });

  it('takes times of creation as those of Dhaka', async () => {
    await operators.signIn(page, '/console/orders');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('Created from').fill('2026-11-24T00:00');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(
      (url) => url.searchParams.get('createdFrom') === '2026-11-23T18:00:00.000Z',
    );
    await page.getByText('24 Nov 00:00:00').waitFor();
  });

  it('follows the choice of environment, and keeps it', async () => {
    const order = await operators.placeOrder();
    await operators.signIn(page, '/console/orders');
    await row(order.referenceId).waitFor();
    await page.getByLabel('Environment', { exact: true }).selectOption('production');
    await page.getByText('No order matches these filters').waitFor();
    expect(page.url()).toContain('environment=production');
    await page.goto(`${operators.world.url}/console/orders`);
    await page.waitForURL('**/console/orders?environment=production');
    await page.getByLabel('Environment', { exact: true }).selectOption('sandbox');
    await row(order.referenceId).getByRole('link').click();
    await page.waitForURL(`**${operators.pathOf(order)}`);
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await page.waitForURL('**/console/orders?environment=sandbox');
    await page.getByLabel('Environment', { exact: true }).selectOption('all');
    await row(order.referenceId).waitFor();
    expect(page.url()).toBe(`${operators.world.url}/console/orders`);
  });

  it('takes no address for a choice of environment: what needs a human stays in sight', async () => {
    await operators.placeFlagged();
    await operators.signIn(page, '/console/orders?environment=production');
    await page.getByText('No order matches these filters').waitFor();
    const choice = page.getByLabel('Environment', { exact: true });
    expect(await choice.inputValue()).toBe('all');
    await page.getByRole('link', { name: /^Attention/ }).click();
    await page.getByText('status 299 “Under review”').first().waitFor();

    await choice.selectOption('production');
    await page.getByText('No order needs a human in Production').waitFor();
    await page.getByRole('button', { name: 'Look at all' }).click();
    await page.getByText('status 299 “Under review”').first().waitFor();
    expect(await choice.inputValue()).toBe('all');
  });

  it('pages by the key', async () => {
    const other = await operators.world.createMerchant({ name: 'Many' });
    const references = Array.from({ length: 60 }, (_, number) => `many-${number}`);
    for (const referenceId of references) {
      const body = { amount: 1, referenceId, description: 'One of many', ...callbacks };
      await operators.world.api.post(`/v1/merchants/${other.id}/orders`, body);
    }
    await operators.signIn(page, `/console/orders?merchant=${other.id}`);
    await row('many-59').waitFor();
    expect(await rows().count()).toBe(50);
    await page.getByRole('button', { name: 'Older' }).click();
    await row('many-0').last().waitFor();
    expect(await rows().count()).toBe(60);
    expect(await page.getByRole('button', { name: 'Older' }).count()).toBe(0);
  });
});

describe('what happens meanwhile', () => {
  it('changes rows in their places and announces new ones', async () => {
    const order = await operators.placeOrder();
    await operators.signIn(page, '/console/orders');
    await row(order.referenceId).getByText('Pending').waitFor();
    await live().waitFor();
    const before = await rows().allInnerTexts();

    const later = await operators.placeOrder();
    await page.getByRole('button', { name: '1 new order' }).waitFor();
    await operators.pay(order);
    await row(order.referenceId).getByText('Paid').waitFor();
    expect(await row(order.referenceId).getAttribute('data-fresh')).not.toBeNull();
    // Nothing has moved under the pointer.
    const references = (texts: string[]) => texts.map((text) => /ref-[\d-]+/.exec(text)?.[0]);
    expect(references(await rows().allInnerTexts())).toEqual(references(before));

    await page.getByRole('button', { name: '1 new order' }).click();
    await row(later.referenceId).waitFor();
    expect(await rows().first().innerText()).toContain(later.referenceId);
    expect(await page.getByRole('button', { name: /new order/ }).count()).toBe(0);
  });

  it('announces older orders that have become what the list is of', async () => {
    const older = await operators.placeOrder();
    const newer = await operators.pay(await operators.placeOrder());
    await operators.signIn(page, '/console/orders?state=paid');
    await row(newer.referenceId).waitFor();
    await live().waitFor();
    await operators.pay(older);
    await page.getByRole('button', { name: '1 new order' }).click();
    await row(older.referenceId).waitFor();
  });

  it('can be paused, and goes on where it was', async () => {
    const order = await operators.placeOrder();
    await operators.signIn(page, '/console/orders');
    await live().click();
    await page.getByText('Not live since').waitFor();
    await operators.pay(order);
    expect(await row(order.referenceId).innerText()).toContain('Pending');
    await page.getByRole('button', { name: /^Paused/ }).click();
    await row(order.referenceId).getByText('Paid').waitFor();
    await live().waitFor();
    expect(await page.getByText('Not live since').count()).toBe(0);
  });

  it('says so when the connection is lost, and catches up', async () => {
    const gate = await startTcpGate(operators.world.url);
    const order = await operators.placeOrder();
    await operators.signIn(page, '/console/orders', { origin: gate.url });
    await row(order.referenceId).getByText('Pending').waitFor();
    await live().waitFor();

    await gate.shut();
    await page.getByRole('button', { name: /^Reconnecting/ }).waitFor();
    await page.getByText('What you see may be old.').waitFor();
    await operators.pay(order);
    await gate.open();
    await row(order.referenceId).getByText('Paid').waitFor();
    await live().waitFor();
    await gate.shut();
  });
});

it('goes by keyboard: / to search, j and k through the rows, Enter opens, Esc leads back', async () => {
  const [first, second] = [await operators.placeOrder(), await operators.placeOrder()];
  await operators.signIn(page, '/console/orders');
  await row(second.referenceId).waitFor();
  const name = async () => (await focused(page)).name;
  await page.keyboard.press('Escape'); // out of the search
  await page.keyboard.press('j');
  expect(await name()).toBe(second.referenceId);
  await page.keyboard.press('j');
  expect(await name()).toBe(first.referenceId);
  await page.keyboard.press('k');
  expect(await focused(page)).toEqual({ name: second.referenceId, outline: 'solid' });
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${operators.pathOf(second)}`);
  await page.getByRole('heading', { level: 1 }).getByText(second.id).waitFor();
  await page.keyboard.press('Escape');
  await row(second.referenceId).waitFor();
  // Where one was.
  await eventually(async () => (await name()) === second.referenceId);

  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard' });
  await dialog.waitFor();
  expect(await dialog.locator('kbd').allTextContents()).toEqual([
    '/',
    'j',
    'k',
    'Enter',
    'Esc',
    '?',
  ]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await name()).toBe(second.referenceId);
  await page.keyboard.press('/');
  expect(await page.evaluate<string>('document.activeElement.type')).toBe('search');
});
