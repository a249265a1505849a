import type { BrowserContext, Page } from 'playwright-core';
import { ADMIN_TOKEN, Api, eventually } from '../../support/service';
import { focused } from '../in-page';
import { everythingIn } from './left-behind';
import { atTheConsole } from './at-the-console';
import { MERCHANT_NAME, type Operators } from './operators';

jest.setTimeout(90_000);

let operators: Operators;
let context: BrowserContext;
let page: Page;

atTheConsole((desk) => {
  ({ operators, context, page } = desk);
});

const api = () => operators.world.api;
const dialog = () => page.getByRole('dialog');
const button = (name: string, within: Pick<Page, 'getByRole'> = page) =>
  within.getByRole('button', { name, exact: true });
const row = (name: string) => page.getByRole('table').getByRole('row').filter({ hasText: name });
const secret = () => dialog().getByRole('group', { name: 'Token', exact: true }).locator('code');
const statusWith = async (token: string) =>
  (await new Api(operators.world.url, token).get('/v1/merchants')).status;

interface Issued {
  id: string;
  token: string;
}

async function issue(name: string, fields: object = {}): Promise<Issued> {
  const body = { name, scopes: ['merchants:read'], merchants: '*', ...fields };
  const { status, body: issued } = await api().post('/v1/tokens', body);
  if (status !== 201) throw new Error(JSON.stringify(issued));
  return issued;
}

/** What the trail has of a token, the oldest first. */
async function trail(id: string): Promise<[actor: string, action: string, detail: unknown][]> {
  const { body } = await api().get('/v1/audit-events?limit=200');
  return body.data
    .filter(({ subject }: any) => subject === id)
    .map(({ actor, action, detail }: any) => [actor, action, detail])
    .reverse();
}

async function idOf(name: string): Promise<string> {
  const { body } = await api().get('/v1/tokens?limit=200');
  return body.data.find((token: any) => token.name === name).id;
}

it('lists them: whose they are, what they may, and until when', async () => {
  const { id, token } = await issue('order-service', {
    scopes: ['merchants:read', 'orders:write'],
    merchants: [operators.merchantId],
    expiresAt: '2036-12-31T18:00:00Z',
  });
  await api().post(`/v1/tokens/${id}/rotate`, { overlapSeconds: 3_600 });
  expect(await statusWith(token)).toBe(200);
  await issue('idle');
  const { id: short } = await issue('short-lived', { expiresAt: '2036-12-31T18:00:00Z' });
  await operators.world.sql(
    `UPDATE api_tokens SET expires_at = now() - interval '1 minute' WHERE name = 'short-lived'`,
  );
  await operators.signIn(page, '/console/tokens');
  await row('order-service').getByText(MERCHANT_NAME).waitFor();
  const cells = await row('order-service').getByRole('cell').allInnerTexts();
  expect(cells.slice(0, 6)).toEqual([
    expect.stringMatching(new RegExp(`^order-service\\s+${id}$`)),
    'merchants:read, orders:write',
    MERCHANT_NAME,
    expect.stringMatching(/ago$|^just now$/),
    '01 Jan 2037 00:00:00',
    expect.stringMatching(/^\d\d \w{3} \d\d:\d\d:\d\d$/),
  ]);
  const idle = await row('idle').getByRole('cell').allInnerTexts();
  expect(idle.slice(2, 6)).toEqual(['All', 'never', 'no end', '']);
  await row('short-lived').getByText('Expired', { exact: true }).waitFor();
  const rotate = button('Rotate…', row('short-lived'));
  expect(await rotate.getAttribute('title')).toContain('Make a new token');
  expect(short).toMatch(/^tok_/);
  expect(await everythingIn(page)).not.toContain(token);
});

it('makes one, tells it once, and keeps nothing of it', async () => {
  const other = (await operators.world.createMerchant({ name: 'Chaldal' })).id;
  await operators.signIn(page, '/console/tokens');
  await button('New token').click();
  await button('Create', dialog()).click();
  await dialog().getByText('Fill this in.').waitFor();
  expect((await focused(page)).name).toBe('Name');
  await dialog().getByLabel('Name', { exact: true }).fill('shop-api');
  await page.keyboard.press('Enter');
  await dialog().getByText('Choose at least one.').waitFor();
  expect((await focused(page)).name).toContain('merchants:read');
  for (const scope of ['orders:read', 'orders:write', 'merchants:read']) {
    await dialog().getByRole('checkbox', { name: scope }).check();
  }
  await dialog().getByLabel('Only these').check();
  await dialog().getByLabel('Expires').fill('2026-01-01T00:00');
  await button('Create', dialog()).click();
  await dialog().getByText('Choose a time in the future.').waitFor();
  await dialog().getByText('Choose at least one.').waitFor();
  const find = dialog().getByRole('searchbox', { name: 'Find by name or id' });
  await find.fill('aaron');
  await dialog().getByText('Chaldal').waitFor({ state: 'detached' });
  await find.press('Enter'); // It searches; the form is not sent.
  await dialog().getByRole('checkbox', { name: MERCHANT_NAME }).check();
  await find.fill('chal');
  await dialog().getByRole('checkbox', { name: 'Chaldal' }).check();
  expect(await dialog().getByRole('checkbox', { name: MERCHANT_NAME }).isChecked()).toBe(true);
  await dialog().getByLabel('Expires').fill('2037-01-01T00:00');
  await button('Create', dialog()).click();

  await dialog().getByText('It is shown this once and cannot be shown again.').waitFor();
  const token = (await secret().textContent()) ?? '';
  expect(token).toMatch(/^ipc_/);
  // One Esc does not lose it.
  await page.keyboard.press('Escape');
  await dialog().getByText('You have not copied it yet.').waitFor();
  expect(await secret().textContent()).toBe(token);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await button('Copy Token', dialog()).click();
  await button('Copied', dialog()).waitFor();
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(token);
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await row('shop-api').waitFor();
  expect(await everythingIn(page)).not.toContain(token);

  expect(await statusWith(token)).toBe(200);
  const { body } = await api().get('/v1/tokens?limit=200');
  const made = body.data.find(({ name }: any) => name === 'shop-api');
  expect(made).toMatchObject({
    scopes: ['merchants:read', 'orders:read', 'orders:write'],
    merchants: [operators.merchantId, other],
    expiresAt: '2036-12-31T18:00:00.000Z',
  });
  expect(await trail(made.id)).toEqual([
    ['admin', 'token.issued', { name: 'shop-api', scopes: made.scopes, merchants: made.merchants }],
  ]);
});

it('rotates one: until when the old secret works is said before and after', async () => {
  const { id, token: old } = await issue('rotated-service');
  await operators.signIn(page, '/console/tokens');
  await button('Rotate…', row('rotated-service')).click();
  const hours = dialog().getByLabel('Hours that the old secret goes on working');
  expect(await hours.inputValue()).toBe('24');
  await dialog().getByText('The old one works until').waitFor();
  await hours.fill('0');
  await dialog().getByText('The old one stops working within 5 seconds.').waitFor();
  await hours.fill('721');
  await button('Make a new secret', dialog()).click();
  await dialog().getByText('A whole number from 0 to 720.').waitFor();
  await hours.fill('2');
  const promised = await dialog()
    .getByText('The old one works until')
    .locator('time')
    .getAttribute('datetime');
  await button('Make a new secret', dialog()).click();
  const until = dialog().getByText('The old secret works until').locator('time');
  const said = await until.getAttribute('datetime');
  // Counted from when it was pressed.
  expect(Math.abs(Date.parse(said ?? '') - Date.parse(promised ?? ''))).toBeLessThan(120_000);
  const next = (await secret().textContent()) ?? '';
  expect([await statusWith(old), await statusWith(next)]).toEqual([200, 200]);
  await button('I have kept it', dialog()).click();
  await button('Close without copying', dialog()).click();
  await row('rotated-service').locator(`time[datetime="${said}"]`).waitFor();
  expect(await everythingIn(page)).not.toContain(next);

  await button('Rotate…', row('rotated-service')).click();
  await dialog().getByText('the secret from then stops working within 5 seconds').waitFor();
  await hours.fill('0');
  await page.keyboard.press('Enter');
  await secret().waitFor();
  const last = (await secret().textContent()) ?? '';
  expect(await statusWith(last)).toBe(200);
  await eventually(async () => (await statusWith(old)) === 401 && (await statusWith(next)) === 401);
  expect((await trail(id)).slice(1)).toEqual([
    ['admin', 'token.rotated', { overlapSeconds: 7_200 }],
    ['admin', 'token.rotated', { overlapSeconds: 0 }],
  ]);
});

it('revokes one by its name, and its streams and sessions end', async () => {
  const { id, token } = await issue('leaver', { scopes: ['orders:read', 'merchants:read'] });
  const theirs = await (await operators.context()).newPage();
  await operators.signIn(theirs, '/console/orders', { token });
  await operators.signIn(page, '/console/tokens');
  await button('Revoke…', row('leaver')).click();
  await dialog().getByText('Its streams and its sessions of this console are closed.').waitFor();
  await dialog().getByRole('textbox').fill('leave');
  await page.keyboard.press('Enter');
  await dialog().getByText('That is not “leaver”.').waitFor();
  expect(await statusWith(token)).toBe(200);
  await dialog().getByRole('textbox').fill('leaver');
  await page.keyboard.press('Enter');
  await row('leaver').waitFor({ state: 'detached' });
  await eventually(async () => (await statusWith(token)) === 401);
  await theirs.getByText('Your session has ended.').waitFor();
  await theirs.context().close();
  expect((await trail(id)).at(-1)).toEqual(['admin', 'token.revoked', {}]);
});

it('signs out who revokes the own token, and says so before', async () => {
  const { token } = await issue('my own', { scopes: ['tokens:write', 'merchants:read'] });
  await operators.signIn(page, '/console/tokens', { token });
  await row('my own').getByText('(yours)').waitFor();
  await button('Revoke…', row('my own')).click();
  await dialog().getByText('you will be signed out').waitFor();
  await dialog().getByRole('textbox').fill('my own');
  await button('Revoke', dialog()).click();
  await page.getByText('Your session has ended.').waitFor();
  expect(await page.getByText('my own').count()).toBe(0);
  await page.getByLabel('Token').fill(ADMIN_TOKEN);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1 }).getByText('Tokens').waitFor();
});

it('grants what the session has itself, and offers nothing else', async () => {
  const mine = (await operators.world.createMerchant({ name: 'Of mine' })).id;
  const { id: maker, token } = await issue('maker', {
    scopes: ['tokens:write', 'orders:read', 'merchants:read'],
    merchants: [mine],
  });
  await issue('for all');
  await operators.signIn(page, '/console/tokens', { token });
  await row('maker').waitFor();
  expect(await row('for all').count()).toBe(0);
  await button('New token').click();
  const offered = dialog().getByRole('checkbox');
  await dialog().getByRole('checkbox', { name: 'Of mine' }).waitFor();
  expect(await offered.evaluateAll((boxes) => boxes.map((box) => (box as any).value))).toEqual([
    'merchants:read',
    'orders:read',
    'tokens:write',
    mine,
  ]);
  expect(await dialog().getByRole('radio').count()).toBe(0);
  await dialog().getByLabel('Name', { exact: true }).fill('made by the maker');
  await dialog().getByRole('checkbox', { name: 'orders:read' }).check();
  await dialog().getByRole('checkbox', { name: 'Of mine' }).check();
  await button('Create', dialog()).click();
  await secret().waitFor();
  const made = await idOf('made by the maker');
  expect((await trail(made))[0]?.slice(0, 2)).toEqual([`token:${maker}`, 'token.issued']);
});

it('says that somebody else was quicker, and shows what is left', async () => {
  await issue('two tabs');
  await operators.signIn(page, '/console/tokens');
  await button('Rotate…', row('two tabs')).click();
  const other = await context.newPage();
  await other.goto(`${operators.world.url}/console/tokens`);
  const there = other.getByRole('row').filter({ hasText: 'two tabs' });
  await button('Revoke…', there).click();
  await other.getByRole('dialog').getByRole('textbox').fill('two tabs');
  await other.keyboard.press('Enter');
  await there.waitFor({ state: 'detached' });
  await button('Make a new secret', dialog()).click();
  await dialog().getByText('There is no such token').waitFor();
  await dialog().getByText('It may have been revoked.').waitFor();
  await page.keyboard.press('Escape');
  await row('two tabs').waitFor({ state: 'detached' });
  await other.close();
});

it('is not for who may not make tokens', async () => {
  const { token } = await issue('reader');
  await operators.signIn(page, '/console/merchants', { token });
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  expect(await page.getByRole('link', { name: 'Tokens' }).count()).toBe(0);
  await page.goto(`${operators.world.url}/console/tokens`);
  await page.getByRole('alert').getByText('The token may not do this').waitFor();
  expect(await button('New token').getAttribute('aria-disabled')).toBe('true');
});

it('makes no token for ever of an expiry that is filled in by half', async () => {
  await operators.signIn(page, '/console/tokens');
  await button('New token').click();
  await dialog().getByLabel('Name', { exact: true }).fill('by-half');
  await dialog().getByLabel('orders:read').check();
  await dialog().getByLabel('Expires').focus();
  await page.keyboard.type('31122036');
  await page.keyboard.press('Enter');
  await dialog().getByText('Fill this in completely, or leave it empty.').waitFor();
  expect(await page.evaluate<string>('document.activeElement.type')).toBe('datetime-local');
  const { body } = await api().get('/v1/tokens?limit=200');
  expect(body.data.map(({ name }: any) => name)).not.toContain('by-half');
});
