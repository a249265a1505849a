import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { launchChromium } from '../chromium';
import { Checkout } from './checkout';

jest.setTimeout(60_000);

const BUTTON = `<ipay-button create-url="/checkout" amount="120">
    <button name="by" value="button">Pay with iPay</button>
  </ipay-button>`;
const FORM = `<form method="post" action="/plain">
  <label>Name <input name="name" required></label>
  <label>Quantity <input name="quantity" type="number" min="1" max="9" value="1"></label>
  <label><input type="checkbox" name="extra" value="ribbon" checked> Ribbon</label>
  <label><input type="checkbox" name="extra" value="card" checked> Card</label>
  ${BUTTON}
</form>`;
const FIELDS = { name: 'রহিমা', quantity: '2', extra: ['ribbon', 'card'], by: 'button' };

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
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(() => context.close());

async function open(body = FORM): Promise<void> {
  checkout.show(body);
  await page.goto(checkout.url);
  await page.getByRole('button').first().waitFor();
}

const button = () => page.getByRole('button', { name: 'Pay ৳120 with iPay' });
const fill = async () => {
  await page.getByLabel('Name').fill(FIELDS.name);
  await page.getByLabel('Quantity').fill(FIELDS.quantity);
};
const atPaymentPage = () => page.waitForURL(checkout.paymentUrl);

/** What the shop was asked, and in which words. */
function asked() {
  return checkout.asked.map(({ headers, body }) => ({ type: headers['content-type'], body }));
}
const ONCE_AS_JSON = [{ type: 'application/json', body: FIELDS }];

it('the fields go along, and the inner button is not seen', async () => {
  await open();
  expect(await page.getByRole('button').count()).toBe(1);
  await fill();
  await button().click();
  await atPaymentPage();
  expect(asked()).toEqual(ONCE_AS_JSON);
});

it('Enter in a field does the same', async () => {
  await open();
  await fill();
  await page.getByLabel('Quantity').press('Enter');
  await atPaymentPage();
  expect(asked()).toEqual(ONCE_AS_JSON);
});

it('an invalid field is shown, and nothing is asked', async () => {
  await open();
  await button().click();
  expect(await page.evaluate(`document.activeElement.name`)).toBe('name');
  await page.getByLabel('Name').fill('Rahima');
  await page.getByLabel('Quantity').fill('10');
  await button().press('Enter');
  expect(await page.evaluate(`document.activeElement.name`)).toBe('quantity');
  expect(await button().getAttribute('aria-busy')).toBeNull();
  await fill();
  await button().click();
  await atPaymentPage();
  expect(asked()).toEqual(ONCE_AS_JSON);
});

it('without scripts the form is sent as any form', async () => {
  const bare = await browser.newContext({ javaScriptEnabled: false });
  page = await bare.newPage();
  await open();
  await fill();
  await page.getByRole('button', { name: 'Pay with iPay' }).click();
  await atPaymentPage();
  expect(asked()).toEqual([{ type: 'application/x-www-form-urlencoded', body: FIELDS }]);
  await bare.close();
});

it('in a browser that is too old for it, the inner button stays', async () => {
  await page.addInitScript(`delete HTMLElement.prototype.attachInternals`);
  await open();
  await fill();
  await page.getByRole('button', { name: 'Pay with iPay' }).click();
  await atPaymentPage();
  expect(asked()).toEqual([{ type: 'application/x-www-form-urlencoded', body: FIELDS }]);
});

it('without an inner button, it asks all the same', async () => {
  await open(
    FORM.replace(BUTTON, '<ipay-button create-url="/checkout" amount="120"></ipay-button>'),
  );
  await fill();
  await button().click();
  await atPaymentPage();
  const { name, quantity, extra } = FIELDS;
  expect(asked()).toEqual([{ type: 'application/json', body: { name, quantity, extra } }]);
});

it('outside of its form, by the form’s id', async () => {
  const apart = BUTTON.replace('<ipay-button', '<ipay-button form="cart"').replace(
    '<button',
    '<button form="cart"',
  );
  await open(`${FORM.replace(BUTTON, '').replace('<form', '<form id="cart"')}${apart}`);
  await fill();
  await button().click();
  await atPaymentPage();
  expect(asked()).toEqual(ONCE_AS_JSON);
});

it('other buttons of the form stay what they are', async () => {
  const form = FORM.replace(
    '</form>',
    '<button formnovalidate name="by" value="later">Pay later</button></form>',
  );
  await open(form);
  await page.getByRole('button', { name: 'Pay later' }).click();
  await atPaymentPage();
  expect(asked()).toMatchObject([
    { type: 'application/x-www-form-urlencoded', body: { by: 'later' } },
  ]);
});

it('a shop that stops its form from being submitted stops the button too', async () => {
  await open();
  await fill();
  const stopped = page.evaluate(
    `new Promise((resolve) => {
      document.querySelector('form').addEventListener('submit', (event) => {
        event.preventDefault();
        resolve(event.submitter.value);
      }, { once: true });
    })`,
  );
  await button().click();
  expect(await stopped).toBe('button');
  expect(await button().getAttribute('aria-busy')).toBeNull();
  expect(asked()).toEqual([]);
  await button().click();
  await atPaymentPage();
  expect(asked()).toEqual(ONCE_AS_JSON);
});

it('Enter while it waits asks no second time, and sends no form', async () => {
  await open();
  await fill();
  const { arrived, letGo } = checkout.hold();
  await button().click();
  await arrived;
  await page.getByLabel('Name').press('Enter');
  letGo();
  await atPaymentPage();
  expect(asked()).toEqual(ONCE_AS_JSON);
});

it('fields that change between two tries make another question', async () => {
  checkout.behaviour = (_asked, reply) => reply.code(503).send({ message: 'Later.' });
  await open();
  const tryWith = async (quantity: string) => {
    await page.getByLabel('Quantity').fill(quantity);
    const answered = page.waitForResponse(`${checkout.url}/checkout`);
    await button().click();
    await answered;
    await page.getByText('Later.').waitFor();
  };
  await page.getByLabel('Name').fill('Rahima');
  await tryWith('1');
  await tryWith('1');
  await tryWith('2');
  const [first, second, third] = checkout.asked.map(({ headers }) => headers['idempotency-key']);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

it('a disabled fieldset disables it', async () => {
  await open(
    FORM.replace('<form', '<form><fieldset disabled').replace('</form>', '</fieldset></form>'),
  );
  expect(await button().isDisabled()).toBe(true);
  await page.evaluate(`document.querySelector('fieldset').disabled = false`);
  expect(await button().isDisabled()).toBe(false);
});
