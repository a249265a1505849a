import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance } from 'fastify';
import { type Browser, type Page } from 'playwright-core';
import { playground } from '../../../web/shop/playground';
import { graveFindings } from '../axe';
import { launchChromium } from '../chromium';
import { isTooWide } from '../in-page';

jest.setTimeout(60_000);

let app: FastifyInstance;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  app = fastify({ forceCloseConnections: true });
  await app.register(formbody);
  app.get('/pay', (_request, reply) => reply.type('text/html').send('<title>iPay</title>'));
  const placeOrder = () => Promise.resolve(`${app.listeningOrigin}/pay`);
  await app.register(playground, { prefix: '/playground', placeOrder });
  [browser] = await Promise.all([launchChromium(), app.listen({ port: 0, host: '127.0.0.1' })]);
});
afterAll(() => Promise.all([browser.close(), app.close()]));
afterEach(() => page.close());

async function open(options: NonNullable<Parameters<Browser['newPage']>[0]> = {}): Promise<void> {
  page = await browser.newPage(options);
  await page.goto(`${app.listeningOrigin}/playground/`);
  await page.getByRole('button').first().waitFor();
}

const card = (title: string) =>
  page.locator('.card', { has: page.getByRole('heading', { name: title, exact: true }) });
const buttonOf = (title: string) => card(title).locator('ipay-button').getByRole('button');
const atPaymentPage = () => page.waitForURL('**/pay');

it('shows every form, theme and language, each with its code', async () => {
  await open();
  for (const variant of ['solid', 'outline', 'quiet']) {
    for (const theme of ['light', 'dark']) {
      for (const [lang, name, label] of [
        ['en', 'English', 'Pay ৳120 with iPay'],
        ['bn', 'বাংলা', 'iPay দিয়ে ৳১২০ পরিশোধ করুন'],
      ]) {
        const title = `${variant}, ${theme}, ${name}`;
        expect(await buttonOf(title).innerText()).toBe(label);
        expect(await card(title).locator('code').textContent()).toBe(
          `<ipay-button create-url="/checkout/ipay" amount="120" variant="${variant}" theme="${theme}" lang="${lang}"></ipay-button>`,
        );
      }
    }
  }
});

it('copies the code', async () => {
  await open({ permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('button', { name: 'Copy the code of: Small and square' }).click();
  await card('Small and square').getByText('Copied').waitFor();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(copied).toBe(await card('Small and square').locator('code').textContent());
  expect(copied).toContain('--ipay-height: 36px;');
});

it('every state can be tried, and is told', async () => {
  await open();
  for (const [title, words] of [
    ['The shop says why not', 'Only two of these are left.'],
    ['The shop breaks down', 'could not be started'],
    ['An address that is no payment page', 'could not be started'],
    ['The time limit is over', 'did not answer in time'],
  ] as const) {
    await buttonOf(title).click();
    await card(title).getByRole('alert').getByText(words).waitFor();
  }
  const told = await page.locator('#told li').allTextContents();
  expect(told.map((line) => /"reason":"(\w+)"/.exec(line)?.[1])).toEqual([
    'refused',
    'refused',
    'unusable',
    'timeout',
  ]);
  expect(await buttonOf('Disabled').isDisabled()).toBe(true);
  await buttonOf('The order is still being created').click();
  await atPaymentPage();
});

it.each([true, false])('the form leads to the payment page, scripts: %s', async (hasScripts) => {
  await open({ javaScriptEnabled: hasScripts });
  await page.getByLabel('Name').fill('Rahima');
  await page.getByRole('button', { name: 'Pay ৳120 with iPay' }).last().click();
  await atPaymentPage();
});

it.each([
  [360, 'light'],
  [360, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const)('is readable at %s px, %s', async (width, colorScheme) => {
  await open({ viewport: { width, height: 800 }, colorScheme });
  expect(await isTooWide(page)).toBe(false);
  expect(await graveFindings(page)).toEqual([]);
});
