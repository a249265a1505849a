import type { Page } from 'playwright-core';
import { isTooWide } from '../in-page';
import { graveFindings } from '../axe';
import { eventually, newApiKey, orderBody } from '../../support/service';
import { MERCHANT_NAME, Operators, type PlacedOrder } from './operators';

// Many screens, and axe takes its time over each on a busy machine.
jest.setTimeout(300_000);

let operators: Operators;
let flagged: PlacedOrder;
let paid: PlacedOrder;
/** A merchant whose key iPay refuses. */
let refused: string;
/** The page of an endpoint where nobody answers. */
let silent: string;

beforeAll(async () => {
  operators = await Operators.open();
  paid = await operators.pay(await operators.placeOrder({ amount: 123456.78 }));
  for (const amount of [10.02, 10.03, 10.04, 10.12]) {
    await operators.verify(await operators.placeOrder({ amount }));
  }
  flagged = await operators.placeFlagged();
  await operators.createToken(['orders:read', 'merchants:read']);
  const { api } = operators.world;
  const keys = `/v1/merchants/${operators.merchantId}/credentials`;
  await api.put(`${keys}/production`, { apiKey: newApiKey() });
  const merchant = { name: 'A shop with a rather long name', apiKey: newApiKey() };
  refused = (await api.post('/v1/merchants', merchant)).body.id;
  await api.post(`/v1/merchants/${refused}/orders`, orderBody());
  const at = `/v1/merchants/${operators.merchantId}/webhooks`;
  // Nobody listens at the port of `discard`.
  const { body } = await api.post(at, { url: 'http://127.0.0.1:9/a-long-way/to/nobody' });
  await api.post(`${at}/${body.id}/test`);
  silent = `/console/webhooks/${operators.merchantId}/${body.id}`;
  await eventually(async () => (await api.get(`${at}/${body.id}`)).body.failingSince);
});
afterAll(() => operators.close());

/** Every page and what opens on it, with what shows that it is there. */
const SCREENS: [name: string, path: () => string, show: (page: Page) => Promise<void>][] = [
  ['overview', () => '/console/overview', (page) => page.locator('canvas').first().waitFor()],
  [
    'overview in tables',
    () => '/console/overview?period=30d',
    async (page) => {
      await page.getByRole('button', { name: 'Table' }).click();
      await page.getByRole('table', { name: 'Sums by day' }).waitFor();
      // It is remembered, and the other way is looked at as well.
      await page.evaluate("localStorage.removeItem('ipay-console.figures')");
    },
  ],
  ['orders', () => '/console/orders', (page) => page.getByRole('row').nth(3).waitFor()],
  [
    'orders with filters',
    () => '/console/orders?state=paid&environment=sandbox&createdFrom=2026-01-01T00:00:00Z',
    async (page) => {
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByLabel('Merchant').waitFor();
    },
  ],
  ['no order', () => '/console/orders?q=none', (page) => page.getByText('No order is').waitFor()],
  [
    'a paid order',
    () => operators.pathOf(paid),
    async (page) => {
      await page.getByText('Evidence').first().click();
    },
  ],
  [
    'a flagged order',
    () => operators.pathOf(flagged),
    (page) => page.getByRole('region', { name: 'Needs attention' }).waitFor(),
  ],
  [
    'resolving',
    () => operators.pathOf(flagged),
    (page) => page.getByRole('button', { name: 'Resolve…' }).click(),
  ],
  [
    'resending',
    () => operators.pathOf(flagged),
    (page) => page.getByRole('button', { name: 'Resend a webhook' }).click(),
  ],
  ['attention', () => '/console/attention', (page) => page.getByText('What to do:').waitFor()],
  [
    'merchants',
    () => '/console/merchants',
    (page) => page.getByRole('row').filter({ hasText: MERCHANT_NAME }).waitFor(),
  ],
  [
    'a new merchant, half filled in',
    () => '/console/merchants',
    async (page) => {
      await page.getByRole('button', { name: 'New merchant' }).click();
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByText('Fill this in.').waitFor();
    },
  ],
  [
    'a merchant',
    () => `/console/merchants/${operators.merchantId}`,
    (page) => page.getByText('seen working').waitFor(),
  ],
  [
    'a merchant whose key is refused',
    () => `/console/merchants/${refused}`,
    (page) => page.getByRole('region', { name: 'Needs attention' }).waitFor(),
  ],
  [
    'a key that stays for the sake of orders',
    () => `/console/merchants/${operators.merchantId}`,
    async (page) => {
      await page.getByRole('button', { name: 'Remove…' }).first().click();
      await page.getByRole('button', { name: 'Remove key' }).click();
      await page.getByText('Still to be asked about').waitFor();
    },
  ],
  [
    'going live by the name',
    () => `/console/merchants/${operators.merchantId}`,
    async (page) => {
      await page.getByRole('button', { name: 'Go live…' }).click();
      await page.getByRole('button', { name: 'Take real money' }).click();
      await page.getByText('That is not').waitFor();
    },
  ],
  [
    'tokens',
    () => '/console/tokens',
    (page) => page.getByRole('row').filter({ hasText: 'support-desk' }).waitFor(),
  ],
  [
    'a new token for some merchants',
    () => '/console/tokens',
    async (page) => {
      await page.getByRole('button', { name: 'New token' }).click();
      await page.getByLabel('Only these').check();
      await page.getByRole('checkbox', { name: MERCHANT_NAME }).waitFor();
      await page.getByRole('button', { name: 'Create' }).click();
    },
  ],
  [
    'a secret, and a warning',
    () => '/console/tokens',
    async (page) => {
      await page.getByRole('button', { name: 'Rotate…' }).click();
      await page.getByRole('button', { name: 'Make a new secret' }).click();
      await page.getByRole('button', { name: 'I have kept it' }).click();
      await page.getByText('You have not copied it yet.').waitFor();
    },
  ],
  [
    'webhooks',
    () => '/console/webhooks',
    (page) => page.getByRole('row').filter({ hasText: 'Failing' }).waitFor(),
  ],
  [
    'a new endpoint',
    () => '/console/webhooks',
    async (page) => {
      await page.getByRole('button', { name: 'New endpoint' }).click();
      await page.getByRole('button', { name: 'Create it' }).click();
      await page.getByText('Say where events').waitFor();
    },
  ],
  [
    'an endpoint',
    () => silent,
    async (page) => {
      await page.getByText('Every attempt has failed since then.').waitFor();
      await page.getByRole('row').filter({ hasText: 'webhook.test' }).waitFor();
    },
  ],
  ...(['Edit…', 'Replay…', 'Rotate secret…', 'Delete…'] as const).map(
    (name): [string, () => string, (page: Page) => Promise<void>] => [
      `an endpoint: ${name}`,
      () => silent,
      async (page) => {
        await page.getByRole('button', { name }).click();
        await page.getByRole('dialog').waitFor();
      },
    ],
  ),
  [
    'the trail',
    () => '/console/audit',
    (page) => page.getByRole('row').filter({ hasText: 'Signed in' }).first().waitFor(),
  ],
  [
    'the trail with filters',
    () => '/console/audit?actor=admin&from=2026-01-01T00:00:00Z',
    async (page) => {
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByLabel('Upon').waitFor();
    },
  ],
  ['nothing', () => '/console/nowhere', (page) => page.getByText('There is no such').waitFor()],
  [
    'who I am',
    () => '/console/attention',
    (page) => page.getByRole('button', { name: 'You: admin' }).click(),
  ],
  [
    'the keys',
    () => '/console/attention',
    async (page) => {
      await page.getByRole('searchbox').press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  ],
];

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it('is for everybody: axe finds nothing serious on any page', async () => {
    const context = await operators.context({ colorScheme });
    const page = await context.newPage();
    await page.goto(`${operators.world.url}/console/`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Paste a token first.').waitFor();
    expect(await graveFindings(page)).toEqual([]);
    await operators.signIn(page);
    for (const [name, path, show] of SCREENS) {
      await page.goto(operators.world.url + path());
      await show(page);
      expect([name, await graveFindings(page)]).toEqual([name, []]);
    }
    await context.close();
  });
});

it.each([320, 390])('fits a screen of %s px without scrolling sideways, touched', async (width) => {
  const context = await operators.context({
    viewport: { width, height: 640 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await page.goto(`${operators.world.url}/console/`);
  expect(await isTooWide(page)).toBe(false);
  await operators.signIn(page);
  for (const [name, path, show] of SCREENS) {
    if (name === 'the keys') continue; // There are none.
    await page.goto(operators.world.url + path());
    await show(page);
    expect([name, await isTooWide(page)]).toEqual([name, false]);
  }
  await context.close();
});

it('speaks Bangla, keeps it, and says so to screen readers', async () => {
  const context = await operators.context();
  const page = await context.newPage();
  await operators.signIn(page, operators.pathOf(flagged));
  await page.getByRole('button', { name: 'বাংলা' }).click();
  await page.getByText('iPay অর্ডারটি নিয়েছে, ক্রেতা এখনো টাকা দেননি।').waitFor();
  await page.getByRole('button', { name: 'এখনই iPay-কে জিজ্ঞেস করুন' }).waitFor();
  await page.reload();
  await page.getByText('ঘটনাক্রম').waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('bn');
  expect(await graveFindings(page)).toEqual([]);
  await page.goto(`${operators.world.url}/console/attention`);
  await page.getByText('কী করবেন').waitFor();
  await context.close();
});

it('begins in the language of the browser', async () => {
  const context = await operators.context({ locale: 'bn-BD' });
  const page = await context.newPage();
  await page.goto(`${operators.world.url}/console/`);
  await page.getByRole('heading', { name: 'সাইন ইন' }).waitFor();
  await context.close();
});

it('is as dark as the system, or as one chooses, and keeps it', async () => {
  const context = await operators.context({ colorScheme: 'light' });
  const page = await context.newPage();
  await operators.signIn(page);
  const background = () =>
    page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.getByRole('button', { name: 'Theme: as the system' }).click();
  expect(await background()).toBe(light);
  await page.getByRole('button', { name: 'Theme: light' }).click();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.reload();
  await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
  expect(await background()).toBe(dark);
  await context.close();
});

it('moves nothing for who wants no motion', async () => {
  const context = await operators.context({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await operators.signIn(page);
  const moving = await page.evaluate<number>(
    `[...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).animationDuration !== '0s').length`,
  );
  expect(moving).toBe(0);
  await context.close();
});

it('groups what needs a human by reason, with what to do', async () => {
  const context = await operators.context();
  const page = await context.newPage();
  await operators.signIn(page, '/console/attention');
  const group = page.getByRole('region', { name: 'Unknown status' });
  await group.getByText('iPay answered with a status that the table').waitFor();
  await group.getByText('complete IPAY_STATUS_CODES').waitFor();
  await group.getByRole('link', { name: flagged.referenceId }).click();
  await page.waitForURL(`**${operators.pathOf(flagged)}`);
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await page.waitForURL('**/console/attention');
  await context.close();
});
