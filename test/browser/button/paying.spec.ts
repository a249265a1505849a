import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { launchChromium } from '../chromium';
import { focused } from '../in-page';
import { Checkout } from './checkout';

jest.setTimeout(60_000);

const BUTTON = '<ipay-button create-url="/checkout" amount="120"></ipay-button>';

let checkout: Checkout;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [checkout, browser] = await Promise.all([Checkout.open(), launchChromium()]);
});
afterAll(() => Promise.all([browser.close(), checkout.close()]));
beforeEach(async () => {
  checkout.reset();
  context = await browser.newContext({ locale: 'en-GB' });
  page = await context.newPage();
});
afterEach(() => context.close());

async function open(body = BUTTON, options: { lang?: string } = {}): Promise<void> {
  checkout.show(body, options);
  await page.goto(checkout.url);
  await page.getByRole('button').first().waitFor();
}

const button = () => page.getByRole('button', { name: 'Pay ৳120 with iPay' });
const waiting = () => page.getByRole('button', { name: 'Opening iPay…' });
const alertText = () => page.getByRole('alert').textContent();
const atPaymentPage = () => page.waitForURL(checkout.paymentUrl);

/** Keeps what the button tells, with what else the page wants to know of the moment. */
function listen(type: 'ipay-created' | 'ipay-error', { prevent = false } = {}): Promise<unknown> {
  return page.evaluate(
    `new Promise((resolve) => {
      document.addEventListener('${type}', (event) => {
        if (${prevent}) event.preventDefault();
        resolve({ detail: event.detail, target: event.target.localName, busy: event.target.busy });
      }, { once: true });
    })`,
  );
}

describe('pressing it', () => {
  it('asks the shop for an order, and goes to its payment page', async () => {
    await open();
    await button().click();
    await atPaymentPage();
    expect(checkout.asked).toHaveLength(1);
    const [{ headers, body }] = checkout.asked as [Checkout['asked'][number]];
    expect(body).toEqual({});
    expect(headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(headers['x-csrf-token']).toBeUndefined();
  });

  it.each(['Enter', 'Space'])('by keyboard: %s', async (key) => {
    await open();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatchObject({ name: '' }); // The host; its button is within.
    await page.keyboard.press(key);
    await atPaymentPage();
    expect(checkout.asked).toHaveLength(1);
  });

  it('by a script of the shop', async () => {
    await open();
    await page.evaluate(`document.querySelector('ipay-button').click()`);
    await atPaymentPage();
  });

  it('twice, or by every means at once, makes one request', async () => {
    await open();
    const { arrived, letGo } = checkout.hold();
    await button().dblclick();
    await arrived;
    await waiting().press('Enter');
    await waiting().press('Space');
    await page.evaluate(`document.querySelector('ipay-button').click()`);
    letGo();
    await atPaymentPage();
    expect(checkout.asked).toHaveLength(1);
  });

  it('does nothing while it is disabled', async () => {
    await open(BUTTON.replace(' amount', ' disabled amount'));
    expect(await button().isDisabled()).toBe(true);
    await button().click({ force: true });
    await page.evaluate(`document.querySelector('ipay-button').click()`);
    expect(checkout.asked).toHaveLength(0);
    await page.evaluate(`document.querySelector('ipay-button').disabled = false`);
    await button().click();
    await atPaymentPage();
  });

  it('carries cookies to the shop, and its CSRF token under the name it wants', async () => {
    await context.addCookies([{ name: 'cart', value: '7', url: checkout.url }]);
    const token = 'csrf-token="t0k3n" csrf-header="X-CSRFToken"';
    await open(BUTTON.replace('amount', `${token} amount`));
    await button().click();
    await atPaymentPage();
    expect(checkout.asked[0]?.headers).toMatchObject({ cookie: 'cart=7', 'x-csrftoken': 't0k3n' });
  });
});

describe('while it waits', () => {
  it('is busy and says so, keeps the focus, and is as wide as before', async () => {
    await open();
    const { arrived, letGo } = checkout.hold();
    const before = await button().boundingBox();
    await button().press('Enter');
    await arrived;
    expect(await waiting().getAttribute('aria-busy')).toBe('true');
    expect(await waiting().getAttribute('aria-disabled')).toBe('true');
    expect(await page.getByRole('status').textContent()).toBe('Opening iPay…');
    expect(await waiting().boundingBox()).toEqual(before);
    const hasFocus = `document.querySelector('ipay-button').matches(':focus-within')`;
    expect(await page.evaluate(hasFocus)).toBe(true);
    expect(await page.evaluate(`document.querySelector('ipay-button').busy`)).toBe(true);
    letGo();
    await atPaymentPage();
  });

  it('says after a while that it takes longer, and gives up in the end', async () => {
    await page.clock.install();
    await open();
    const { arrived, letGo } = checkout.hold();
    const told = listen('ipay-error');
    await button().click();
    await arrived;
    await page.clock.runFor(8_000);
    const note = page.getByRole('status');
    expect(await note.textContent()).toBe('This takes a little longer than usual. Please wait.');
    expect((await note.boundingBox())?.height).toBeGreaterThan(20);
    await page.clock.runFor(22_000);
    expect(await told).toMatchObject({ detail: { reason: 'timeout', status: null } });
    expect(await alertText()).toMatch(/did not answer in time/);
    expect(await note.textContent()).toBe('');
    letGo();
  });

  it('asks again while the order is still being created, with the same key', async () => {
    await open();
    checkout.behaviour = (_asked, reply) =>
      checkout.asked.length < 3
        ? reply.code(202).header('retry-after', '0').send({ paymentUrl: null })
        : { paymentUrl: checkout.paymentUrl };
    await button().click();
    await atPaymentPage();
    const keys = checkout.asked.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it('goes nowhere once the shop has taken it from the page', async () => {
    await open();
    const { arrived, letGo } = checkout.hold();
    const aborted = page.waitForEvent('requestfailed');
    await button().click();
    await arrived;
    await page.evaluate(`window.taken = document.querySelector('ipay-button'); taken.remove();`);
    await aborted;
    letGo();
    await page.evaluate(`document.body.append(taken)`);
    expect(await button().isVisible()).toBe(true);
    expect(await alertText()).toBe('');
    expect(page.url()).toBe(`${checkout.url}/`);
  });
});

describe('an error', () => {
  const fail = (status: number, body: unknown) => {
    checkout.behaviour = (_asked, reply) => reply.code(status).send(body);
  };

  it.each([
    [
      'the words of the shop',
      409,
      { message: 'Only two are <b>left</b>.' },
      /^Only two are <b>left<\/b>\.$/,
    ],
    [
      'words of its own where the shop has none',
      500,
      'oops',
      /could not be started. Nothing was charged/,
    ],
    ['for no payment page', 200, {}, /could not be started/],
    [
      'for an address that runs',
      200,
      { paymentUrl: 'javascript:document.title="owned"' },
      /could not/,
    ],
  ])('shows %s, and can be tried again', async (_name, status, body, words) => {
    fail(status, body);
    await open();
    await button().press('Enter');
    await page.getByText(words).waitFor();
    expect(await alertText()).toMatch(words);
    expect(await page.title()).toBe('Shop');
    expect(await button().getAttribute('aria-busy')).toBeNull();
    expect(await button().getAttribute('aria-disabled')).toBeNull();
    const description = `document.querySelector('ipay-button').shadowRoot.activeElement.getAttribute('aria-describedby')`;
    expect(await page.evaluate(description)).toBe('message');

    checkout.reset();
    const { arrived, letGo } = checkout.hold();
    await button().press('Enter');
    await arrived;
    expect(await alertText()).toBe('');
    letGo();
    await atPaymentPage();
  });

  it('without a connection', async () => {
    await open();
    await context.setOffline(true);
    await button().click();
    await page.getByText('check your connection').waitFor();
    await context.setOffline(false);
    await button().click();
    await atPaymentPage();
  });

  it('in the language of the page, also after that has changed', async () => {
    fail(500, '');
    await open(BUTTON, { lang: 'bn-BD' });
    const inBangla = page.getByRole('button', { name: 'iPay দিয়ে ৳১২০ পরিশোধ করুন' });
    await inBangla.click();
    await page.getByText('কোনো টাকা কাটা হয়নি').waitFor();
    await page.evaluate(`document.documentElement.lang = 'en'`);
    await button().click();
    await page.getByText('Nothing was charged').waitFor();
  });

  it('repeats an unanswered question under its key, and asks a refused one anew', async () => {
    await open();
    const failAndRead = async (behaviour: Checkout['behaviour'], words: string) => {
      checkout.behaviour = behaviour;
      await button().click();
      await page.getByText(words).waitFor();
      return checkout.asked.at(-1)?.headers['idempotency-key'];
    };
    const breakOff: Checkout['behaviour'] = (_asked, reply) => {
      reply.raw.destroy();
      return reply.hijack();
    };
    const refuse =
      (status: number, message: string): Checkout['behaviour'] =>
      (_asked, reply) =>
        reply.code(status).send({ message });
    const lost = await failAndRead(breakOff, 'check your connection');
    const unavailable = await failAndRead(refuse(503, 'Later.'), 'Later.');
    const soldOut = await failAndRead(refuse(422, 'Sold out.'), 'Sold out.');
    const anew = await failAndRead(refuse(422, 'Still sold out.'), 'Still sold out.');
    expect([unavailable, soldOut]).toEqual([lost, lost]);
    expect(anew).not.toBe(lost);
  });
});

describe('events', () => {
  it('ipay-created has the address and the shop’s answer', async () => {
    checkout.behaviour = () => ({ paymentUrl: checkout.paymentUrl, reference: 'abcd1234' });
    await open();
    const told = listen('ipay-created');
    await button().click();
    expect(await told).toEqual({
      detail: {
        paymentUrl: checkout.paymentUrl,
        answer: { paymentUrl: checkout.paymentUrl, reference: 'abcd1234' },
      },
      target: 'ipay-button',
      busy: true,
    });
    await atPaymentPage();
  });

  it('ipay-created prevented: the shop takes the buyer there itself', async () => {
    await open();
    const told = listen('ipay-created', { prevent: true });
    await button().click();
    await told;
    await button().waitFor();
    expect(page.url()).toBe(`${checkout.url}/`);
    await button().click();
    await atPaymentPage();
  });

  it('ipay-error prevented: the shop says itself what went wrong', async () => {
    checkout.behaviour = (_asked, reply) => reply.code(409).send({ message: 'Sold out.' });
    await open();
    const told = listen('ipay-error', { prevent: true });
    await button().click();
    expect(await told).toEqual({
      detail: { reason: 'refused', status: 409, message: 'Sold out.' },
      target: 'ipay-button',
      busy: false,
    });
    expect(await alertText()).toBe('');
  });
});

describe('coming back from the payment page', () => {
  it('to a page that was kept alive: the button is ready again', async () => {
    const keeping = await launchChromium({ keepsPages: true });
    try {
      page = await keeping.newPage();
      await open();
      await page.evaluate(
        `addEventListener('pageshow', ({ persisted }) => { document.title = 'kept: ' + persisted; })`,
      );
      await button().click();
      await atPaymentPage();
      await page.goBack({ waitUntil: 'commit' });
      // Sooner than a payment page that does not load would be given up.
      await button().waitFor({ timeout: 5_000 });
      expect(await page.title()).toBe('kept: true');
      expect(await page.getByRole('status').textContent()).toBe('');
      await button().click();
      await atPaymentPage();
      const keys = checkout.asked.map(({ headers }) => headers['idempotency-key']);
      expect(new Set(keys).size).toBe(2);
    } finally {
      await keeping.close();
    }
  });

  it('to a page that is loaded anew', async () => {
    await open();
    await button().click();
    await atPaymentPage();
    await page.goBack();
    await button().click();
    await atPaymentPage();
    expect(checkout.asked).toHaveLength(2);
  });

  it('never having left: the payment page does not load, and it is ready again', async () => {
    await page.clock.install();
    await open();
    checkout.behaviour = () => ({ paymentUrl: checkout.noPageUrl });
    const answered = page.waitForResponse(checkout.noPageUrl);
    await button().press('Enter', { noWaitAfter: true });
    await answered;
    expect(await waiting().isVisible()).toBe(true);
    await page.clock.runFor(15_000);
    await button().waitFor();
  });
});
