import type { BrowserContext, Page } from 'playwright-core';
import { eventually } from '../../support/service';
import { objectionsOf } from '../objections';
import { Buyers, type PlacedOrder } from './buyers';

jest.setTimeout(90_000);

let buyers: Buyers;
let phone: BrowserContext;
let page: Page;

beforeAll(async () => {
  buyers = await Buyers.open();
});
afterAll(() => buyers.close());
beforeEach(async () => {
  buyers.shop.asked.length = 0;
  phone = await buyers.phone();
  page = await phone.newPage();
});
afterEach(async () => {
  await phone.close();
  buyers.world.sandbox.clearFaults();
});

/** From the shop to iPay's page, and pays there. */
async function payAtIpay(order: PlacedOrder): Promise<void> {
  await page.goto(buyers.shop.origin);
  await page.goto(order.paymentUrl);
  await page.getByRole('button', { name: /Amina Rahman/ }).click();
  await page.getByRole('button', { name: /^Pay/ }).click();
}

const title = () => page.getByRole('heading', { level: 1 }).textContent();
const confirming = () => page.getByRole('heading', { name: 'Confirming your payment…' }).waitFor();
const overdue = () =>
  page.getByRole('heading', { name: 'Your payment is not confirmed yet' }).waitFor();
const arrivesAt = (path: string) =>
  page.waitForURL((url) => url.origin === buyers.shop.origin && url.pathname === path);
const reloadsByItself = async () =>
  (await page.locator('meta[http-equiv="refresh"]').count()) === 1;
/** How often the browser has asked for this page. */
function looks(): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/return/')) count += 1;
  });
  return () => count;
}
const settle = (order: PlacedOrder, state: 'paid' | 'failed' | 'cancelled' | 'expired') =>
  buyers.world.sandbox.changeOrder(order.gatewayOrderId, { state });

/** Presses the link once, unless it has led to the shop by now. */
async function checkAgainUntilShop(): Promise<boolean> {
  if ((await title()) === 'The shop') return true;
  await page.getByRole('link', { name: 'Check again' }).click();
  return false;
}

describe('what iPay does meanwhile', () => {
  it('answers at once: the buyer sees no page of ours', async () => {
    const order = await buyers.placeOrder();
    const seen = looks();
    await payAtIpay(order);
    await arrivesAt('/success');
    expect(seen()).toBe(1);
    expect(await buyers.stateOf(order)).toBe('paid');
  });

  it('is slow: a page with words, which moves on by itself', async () => {
    const order = await buyers.placeOrder({ amount: 123_456.78 });
    buyers.world.sandbox.addFault({
      kind: 'delay',
      delayMs: 5_000,
      operation: 'status',
      times: 1,
    });
    await payAtIpay(order);
    await confirming();
    const words = await page.getByRole('main').textContent();
    for (const said of ['৳1,23,456.78', order.referenceId, 'a few seconds', 'do not pay again']) {
      expect(words).toContain(said);
    }
    await arrivesAt('/success');
  });

  it('is not sure (status 6) three times: the page waits until it is', async () => {
    const order = await buyers.placeOrder({ amount: 120.12 });
    await page.goto(order.returnUrl);
    await confirming();
    await eventually(async () => (await buyers.stateOf(order)) === 'error');
    await arrivesAt('/success');
    expect(await buyers.stateOf(order)).toBe('paid');
  });

  it('knows of no payment, though its page said success: nothing is believed', async () => {
    const order = await buyers.placeOrder({ amount: 120.15 });
    const seen = looks();
    await payAtIpay(order);
    await confirming();
    await eventually(() => seen() >= 3, { what: 'two more looks' });
    await confirming();
    expect(await buyers.stateOf(order)).toBe('pending');
    expect(buyers.shop.asked.filter(({ url }) => url?.startsWith('/success'))).toEqual([]);
  });

  it.each([
    ['paid', '/success'],
    ['failed', '/failure'],
    ['expired', '/failure'],
    ['cancelled', '/cancel'],
  ] as const)('comes to %s: on to %s', async (state, path) => {
    const order = await buyers.placeOrder();
    await page.goto(order.returnUrl);
    await confirming();
    settle(order, state);
    await arrivesAt(path);
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('cart')).toBe('7');
    expect(searchParams.get('ipay_state')).toBe(state);
  });
});

it('asks less often as time goes by', async () => {
  const order = await buyers.placeOrder();
  await page.goto(order.returnUrl);
  const pause = () => page.locator('meta[http-equiv="refresh"]').getAttribute('content');
  expect(await pause()).toBe('2');
  await buyers.letPass(order, '30 seconds');
  await eventually(async () => (await pause()) === '8');
});

describe('after a minute', () => {
  it('stops by itself, says who will be told, and leads to the shop', async () => {
    const order = await buyers.placeOrder();
    await page.goto(order.returnUrl);
    await confirming();
    await buyers.letPass(order, '60 seconds');
    await overdue();
    expect(await reloadsByItself()).toBe(false);
    const words = await page.getByRole('main').textContent();
    expect(words).toContain('the shop will be told as soon as it is certain');
    expect(words).toContain('Please do not pay again');

    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await arrivesAt('/');
    const [{ url, headers }] = buyers.shop.asked.slice(-1) as [Buyers['shop']['asked'][number]];
    expect(url).toBe('/');
    expect(headers.referer).toBeUndefined();
  });

  it('“Check again” sees what has become of it', async () => {
    const order = await buyers.placeOrder();
    await page.goto(order.returnUrl);
    await buyers.letPass(order, '60 seconds');
    await overdue();
    settle(order, 'paid');
    await eventually(() => checkAgainUntilShop());
    await arrivesAt('/success');
  });
});

describe('who does not want to be interrupted', () => {
  it('stops the reloading, looks by hand, and may start it again', async () => {
    const order = await buyers.placeOrder();
    await page.goto(order.returnUrl);
    await page.getByRole('link', { name: 'Stop reloading by itself' }).click();
    await page.getByText('The page stands still now').waitFor();
    expect(await reloadsByItself()).toBe(false);

    const seen = looks();
    await page.getByRole('link', { name: 'Check again' }).click();
    await eventually(() => seen() === 1);
    await confirming();
    expect(await reloadsByItself()).toBe(false);

    await page.getByRole('link', { name: 'Reload by itself again' }).click();
    await page.getByText('moves on by itself').waitFor();
    settle(order, 'paid');
    await arrivesAt('/success');
  });

  it('keeps the wish in the other language', async () => {
    const order = await buyers.placeOrder();
    await page.goto(`${order.returnUrl}?reload=no`);
    await page.getByRole('link', { name: 'বাংলা' }).click();
    await page.getByRole('link', { name: 'আবার দেখুন' }).waitFor();
    expect(await reloadsByItself()).toBe(false);
  });
});

describe('Back', () => {
  it('from the shop leads to iPay’s page in one step, however often the page has reloaded', async () => {
    const order = await buyers.placeOrder({ amount: 120.15 });
    const seen = looks();
    await payAtIpay(order);
    await eventually(() => seen() >= 2, { what: 'a reload' });
    settle(order, 'paid');
    await arrivesAt('/success');
    await page.goBack({ waitUntil: 'commit' });
    expect(page.url()).toBe(order.paymentUrl);
  });

  it('from the shop shows what was known, and “Check again” what is', async () => {
    const order = await buyers.placeOrder();
    await page.goto(order.returnUrl);
    await buyers.letPass(order, '60 seconds');
    await overdue();
    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await arrivesAt('/');
    settle(order, 'paid');
    // A browser may show the page as it was left, without asking for it.
    await page.goBack({ waitUntil: 'commit' });
    await overdue();
    await eventually(() => checkAgainUntilShop());
    await arrivesAt('/success');
  });
});

it('tells nobody the address of the page', async () => {
  const order = await buyers.placeOrder();
  const answer = await page.goto(order.returnUrl);
  expect(await answer?.headerValue('cache-control')).toBe('no-store');
  settle(order, 'paid');
  await arrivesAt('/success');
  expect(buyers.shop.asked.length).toBeGreaterThan(0);
  const [, , token = ''] = new URL(order.returnUrl).pathname.split('/');
  expect(JSON.stringify(buyers.shop.asked)).not.toContain(token);
});

it('an address that was not made here leads nowhere', async () => {
  const order = await buyers.placeOrder();
  const forged = new URL(order.returnUrl.replace('/return/', '/return/A'));
  forged.search = `?to=${buyers.shop.origin}&lang=https://evil.example&reload=${buyers.shop.origin}`;
  expect((await page.goto(forged.href))?.status()).toBe(404);
  expect(await title()).toBe('There is no payment at this address');
  expect(page.url()).toBe(forged.href);
  const links = await page.getByRole('link').all();
  for (const link of links) expect(await link.getAttribute('href')).toMatch(/^\?lang=(en|bn)$/);
  expect(links.length).toBe(1);
});

describe('a reference is text, whatever it looks like', () => {
  it.each([
    ['markup', '"><script>alert(1)</script><img src=x>'],
    ['an entity', '&lt;b&gt;&amp;#39;'],
    ['a style', '</style><style>*{display:none}'],
    ['right to left', 'শপ \u202Eabc\u2067 مرحبا \u202D(1234)'],
    ['50 wide characters', '﷽'.repeat(50)],
    ['50 without a blank', 'W'.repeat(50)],
    ['marks upon marks', `Z${'\u0310\u0323'.repeat(24)}g`],
    ['a telephone number', '01712345678'],
  ])('%s', async (_what, referenceId) => {
    await phone.close();
    phone = await buyers.phone({ viewport: { width: 320, height: 568 }, javaScriptEnabled: true });
    page = await phone.newPage();
    const order = await buyers.placeOrder({ referenceId });
    await page.goto(`${order.returnUrl}?reload=no`);
    const objections = objectionsOf(page);
    await page.reload();
    expect(await page.locator('bdi').textContent()).toBe(referenceId);
    expect(await page.locator('script, img, bdi *').count()).toBe(0);
    expect(await page.locator('style').count()).toBe(1);
    const card = await page.locator('dl').boundingBox();
    const after = await page.getByText('This usually takes').boundingBox();
    const shown = await page.locator('dd').nth(1).boundingBox();
    expect(card!.x + card!.width).toBeLessThanOrEqual(320);
    expect(shown!.x + shown!.width).toBeLessThanOrEqual(card!.x + card!.width);
    expect(after!.y).toBeGreaterThanOrEqual(card!.y + card!.height);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(320);
    expect(await objections()).toEqual([]);
  });
});
