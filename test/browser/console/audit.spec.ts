import type { Page } from 'playwright-core';
import { eventually } from '../../support/service';
import { atTheConsole } from './at-the-console';
import type { Operators } from './operators';

jest.setTimeout(60_000);

let operators: Operators;
let page: Page;

atTheConsole((desk) => {
  ({ operators, page } = desk);
});

const rows = () => page.getByRole('table').locator('tbody').getByRole('row');
const row = (...texts: string[]) =>
  texts.reduce((found, hasText) => found.filter({ hasText }), rows());
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

it('tells who did what, whereupon and when, and leads there', async () => {
  const order = await operators.placeOrder();
  await operators.signIn(page, operators.pathOf(order));
  await press('Ask iPay now');
  await page.locator('.notice').first().waitFor();
  await page.getByRole('link', { name: 'Audit' }).click();
  const asked = row('Ask iPay about an order', order.id);
  await asked.getByText('Admin token').waitFor();
  await asked.getByText('Aarong').waitFor();
  const time = asked.locator('time');
  expect(await time.getAttribute('title')).toMatch(/\(Asia\/Dhaka\)\n.* UTC$/);
  await asked.getByRole('button', { name: 'Copy Request id' }).waitFor();
  await row('Signed in').first().waitFor();
  await asked.getByRole('link', { name: order.id }).click();
  await page.waitForURL(`**${operators.pathOf(order)}`);
  await page.keyboard.press('Escape');
  await page.waitForURL('**/console/audit');
});

it('leads from an event that was sent again to its endpoint', async () => {
  const order = await operators.placeOrder();
  const { merchantId, world } = operators;
  const { data } = (await world.api.get(`${operators.orders}/${order.id}/deliveries`)).body;
  const [{ id, webhookId }] = data;
  await operators.signIn(page, `/console/webhooks/${merchantId}/${webhookId}`);
  await rows().filter({ hasText: order.id }).getByRole('button', { name: 'Send again' }).click();
  await page.locator('.notice').first().waitFor();
  await page.getByRole('link', { name: 'Audit' }).click();
  const again = row('Send a webhook of an endpoint again', id);
  await again.getByText(`endpoint: ${webhookId}`).waitFor();
  await again.getByRole('link', { name: id }).click();
  await page.waitForURL(`**/console/webhooks/${merchantId}/${webhookId}`);
});

it('names tokens, with their ids, and shows all that one did', async () => {
  const { id, token } = await operators.createToken(['ops:read', 'orders:read']);
  await operators.signIn(page, '/console/audit', { token });
  const mine = row('support-desk', 'Signed in').first();
  await mine.getByTitle(id).waitFor();
  await mine.getByRole('link', { name: 'support-desk' }).click();
  await page.waitForURL((url) => url.searchParams.get('actor') === `token:${id}`);
  await eventually(async () => (await rows().count()) === 1);
  await mine.waitFor();
  await press('Remove the filter Who');
  await page.waitForURL('**/console/audit');
  // Who issued it is there as well, with what it may.
  const issued = row('Issued a token', id).first();
  await issued.getByText('ops:read, orders:read').waitFor();
});

it('keeps its filters in the address, in the time of Dhaka', async () => {
  await operators.world.sql(
    `INSERT INTO audit_events (at, actor, action, subject, detail) VALUES
       ('2025-05-01T00:00:00Z', 'cli:root', 'keys.rotated', NULL, '{"rewrapped": 12}'),
       ('2025-05-01T00:01:00Z', 'cli:root', 'order.verified', 'ord_01k8r3fdxve7hsk0ybzr4qvbn5', '{}'),
       ('2025-05-01T00:02:00Z', 'admin', 'somebody.sneezed', 'whatever', '{"loudly": true}')`,
  );
  await operators.signIn(page, '/console/audit');
  await press('Filter');
  await page.getByLabel('From').fill('2025-05-01T06:00');
  await page.getByLabel('Before').fill('2025-05-01T06:02');
  await press('Apply');
  await page.waitForURL(
    (url) =>
      url.searchParams.get('from') === '2025-05-01T00:00:00.000Z' &&
      url.searchParams.get('to') === '2025-05-01T00:02:00.000Z',
  );
  await row('Rotated the encryption keys', 'Command line (root)').waitFor();
  await row('Rotated the encryption keys').getByText('secrets wrapped anew: 12').waitFor();
  expect(await rows().count()).toBe(2);
  // Whose order it was the trail does not say: the search finds it.
  const link = row('Asked iPay about an order').getByRole('link', { name: /^ord_/ });
  expect(await link.getAttribute('href')).toBe('/console/orders?q=ord_01k8r3fdxve7hsk0ybzr4qvbn5');

  await press('Filter');
  await page.getByLabel('What').selectOption('Rotated the encryption keys');
  await press('Apply');
  await eventually(async () => (await rows().count()) === 1);
  await row('Rotated the encryption keys').waitFor();

  await page.goto(`${operators.world.url}/console/audit?subject=whatever`);
  // Nobody has words for it.
  await row('somebody.sneezed').getByText('loudly: true').waitFor();
  await press('Filter');
  await page.getByRole('textbox', { name: 'Upon' }).fill('nothing like it');
  await press('Apply');
  await page.getByText('Nothing in the trail matches these filters').waitFor();
});

it('pages by the key', async () => {
  await operators.world.sql(
    `INSERT INTO audit_events (at, actor, action)
     SELECT timestamptz '2024-01-01' + n * interval '1 minute', 'cli:many', 'keys.rotated'
     FROM generate_series(1, 60) n`,
  );
  await operators.signIn(page, '/console/audit?actor=cli:many');
  await rows().nth(49).waitFor();
  expect(await rows().count()).toBe(50);
  await press('Older');
  await rows().nth(59).waitFor();
  expect(await page.getByRole('button', { name: 'Older' }).count()).toBe(0);
});

it('is for who may know of the whole platform', async () => {
  const { token } = await operators.createToken(
    ['ops:read', 'orders:read'],
    [operators.merchantId],
  );
  await operators.signIn(page, '/console/orders', { token });
  await page.getByRole('link', { name: 'Orders' }).waitFor();
  expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
  await page.goto(`${operators.world.url}/console/audit`);
  await page.getByRole('alert').filter({ hasText: 'The token may not do this' }).waitFor();
});
