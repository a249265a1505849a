import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../../tools/chromium/chromium';
import { DemoClone, exitCodeOf, untilUp, type Demo } from '../support/demo-clone';
import { eventually } from '../support/service';

/**
 * The whole way as people go it, on the demo as a newcomer starts it: somebody buys in the shop and
 * pays at iPay's stand-in, while an operator has the order open in the console.
 */
jest.setTimeout(180_000);

let clone: DemoClone;
let demo: Demo;
let browser: Browser;
let operator: BrowserContext;
let buyer: BrowserContext;
let shop: Page;
let console_: Page;

const addressOf = (name: string): string => {
  const [, address] = new RegExp(`${name}\\s+(http://\\S+)`).exec(demo.output()) ?? [];
  if (address === undefined) throw new Error(`the demo names no address of ${name}`);
  return address;
};

beforeAll(async () => {
  [clone, browser] = await Promise.all([DemoClone.make(), launchChromium()]);
  demo = clone.start();
  await untilUp(demo);
  operator = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  console_ = await operator.newPage();
  await console_.goto(addressOf('the console'));
  await console_.getByRole('textbox').fill(await clone.adminToken());
  await console_.getByRole('button', { name: 'Sign in' }).click();
  await console_.locator('header').waitFor();
});
afterAll(async () => {
  await browser.close();
  demo.process.kill('SIGINT');
  await exitCodeOf(demo);
  await clone.remove();
});
beforeEach(async () => {
  buyer = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  shop = await buyer.newPage();
});
afterEach(() => buyer.close());

/** Presses the button at a product and arrives at iPay's page. */
async function buy(product: string): Promise<void> {
  await shop.goto(addressOf('the shop'));
  const shelf = shop.getByRole('listitem').filter({ hasText: product });
  await shelf.locator('ipay-button').getByRole('button').first().click();
  await shop.waitForURL(/\/pay\//);
}

/** Opens the order that was placed last, in the console, and leaves it open. */
async function watch(): Promise<void> {
  const reference = await newestReference();
  await console_.getByRole('searchbox').fill(reference);
  await console_.keyboard.press('Enter');
  await console_.getByText(reference).first().waitFor();
  await console_.getByRole('region', { name: 'Why' }).waitFor();
  await console_.getByRole('button', { name: /^Live\./ }).waitFor();
  await console_.evaluate('globalThis.stillHere = true');
}

/** The console comes to say so by itself. */
async function sees(state: string): Promise<void> {
  await console_.getByRole('heading', { level: 1 }).getByText(state).waitFor();
  expect(await console_.evaluate<boolean>('globalThis.stillHere')).toBe(true);
}

/** Logs in as this member of the sandbox, with the second factor where one is asked for. */
async function logInAs(name: string): Promise<void> {
  await shop.getByRole('button', { name: new RegExp(name) }).click();
  const code = shop.getByLabel('6-digit code');
  if ((await code.count()) === 0) return;
  await code.fill('123456');
  await shop.getByRole('button', { name: 'Continue' }).click();
}

const pay = () => shop.getByRole('button', { name: /^Pay ৳/ }).click();
const timeline = () => console_.getByRole('region', { name: 'Timeline' });
const shopSays = (text: string) => shop.getByRole('status').getByText(text).waitFor();

it('paid: with the second factor, back to the shop, packed once', async () => {
  await buy('Nakshi bookmark');
  await watch();
  await sees('Pending');
  await logInAs('Babul Hossain');
  await pay();
  await shop.waitForURL(/\/orders\/[^/]+\/success/);
  await shopSays('On its way');
  await sees('Paid');
  await console_.reload();
  await timeline().getByText('Fulfilled').first().waitFor();
});

it('cancelled: nothing charged, nothing packed', async () => {
  await buy('Sreemangal tea');
  await watch();
  await shop.getByRole('button', { name: 'Cancel' }).click();
  await shop.waitForURL(/\/orders\/[^/]+\/cancel/);
  await shopSays('You cancelled the payment');
  await sees('Cancelled');
});

it('failed: too little balance', async () => {
  await buy('Handloom gamcha');
  await watch();
  await logInAs('Chitra Das');
  await pay();
  await shop.waitForURL(/\/orders\/[^/]+\/failure/);
  await shopSays('The payment did not go through');
  await sees('Failed');
});

it('a forged success reaches neither the shop nor the state', async () => {
  await buy('A kettle nobody paid for');
  await watch();
  await logInAs('Amina Rahman');
  await pay();
  // iPay's page sent the browser to the success address; iPay itself knows of no payment.
  await shop.getByText('Confirming your payment').first().waitFor();
  await sees('Pending');
  await console_.reload();
  await timeline().getByText('Buyer came back').first().waitFor();
  await console_.getByRole('heading', { level: 1 }).getByText('Pending').waitFor();
  // Typing the shop's own success address does not help either.
  const reference = await newestReference();
  await shop.goto(`${addressOf('the shop')}orders/${reference}/success`);
  await shop.getByText('does not carry the payment service’s signature').waitFor();
  await shopSays('Waiting for your payment');
});

it('status 6 is asked again until iPay is sure', async () => {
  await buy('A kettle that needs patience');
  await watch();
  const ask = console_.getByRole('button', { name: 'Ask iPay now' });
  await ask.click();
  await sees('Error');
  await eventually(
    async () => {
      if ((await console_.getByRole('heading', { level: 1 }).getByText('Paid').count()) > 0) {
        return true;
      }
      if (await ask.isEnabled()) await ask.click({ timeout: 1_000 }).catch(() => undefined);
      return false;
    },
    { withinMs: 60_000, what: 'a certain answer' },
  );
  await sees('Paid');
  await shop.goto(`${addressOf('the shop')}orders/${await newestReference()}`);
  await shopSays('On its way');
});

/** Of the purchase that was begun last. */
async function newestReference(): Promise<string> {
  const page = await buyer.newPage();
  await page.goto(`${addressOf('the shop')}orders`);
  const href = await page.locator('.orders a').first().getAttribute('href');
  await page.close();
  return href?.split('/').at(-1) ?? '';
}
