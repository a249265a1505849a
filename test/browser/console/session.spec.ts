import type { BrowserContext, Page } from 'playwright-core';
import { ADMIN_TOKEN, eventually } from '../../support/service';
import { startTcpGate } from '../../support/tcp-gate';
import { graveFindings } from '../axe';
import { atTheConsole } from './at-the-console';
import type { Operators } from './operators';

jest.setTimeout(60_000);

let operators: Operators;
let context: BrowserContext;
let page: Page;

atTheConsole((desk) => {
  ({ operators, context, page } = desk);
});

const alert = () => page.getByRole('alert').filter({ hasText: /./ });
const heading = () => page.getByRole('heading', { level: 1 });

it('asks for the token on a page of few scripts: the others wait until they are opened', async () => {
  await page.goto(`${operators.world.url}/console/`);
  await heading().getByText('Sign in').waitFor();
  const bytes = await page.evaluate<number>(
    `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
  );
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(28_000);
});

it('signs in with a token, which is not kept where scripts are, and out again', async () => {
  await operators.signIn(page);
  await heading().getByText('Overview').waitFor();
  expect(page.url()).toBe(`${operators.world.url}/console/overview`);
  const kept = await page.evaluate<string>(
    'JSON.stringify([localStorage, sessionStorage, document.cookie])',
  );
  expect(kept).not.toContain(ADMIN_TOKEN);
  expect(kept).not.toContain('ipc_console');

  await page.reload();
  await heading().getByText('Overview').waitFor();

  await page.getByRole('button', { name: 'You: admin' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await heading().getByText('Sign in').waitFor();
  await page.reload();
  await heading().getByText('Sign in').waitFor();
});

it('says what is wrong with a token that is not valid', async () => {
  await page.goto(`${operators.world.url}/console/`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(await alert().textContent()).toBe('Paste a token first.');
  await page.getByLabel('Token').fill('ipc_not_a_token');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await alert().getByText('This token is not valid').waitFor();
  await page.getByLabel('Token').fill(ADMIN_TOKEN);
  await page.keyboard.press('Enter');
  await heading().getByText('Overview').waitFor();
});

it('returns to sign-in when the session is lost, and then back to the page', async () => {
  const { id, token } = await operators.createToken(['orders:read', 'merchants:read']);
  const order = await operators.placeOrder();
  await operators.signIn(page, operators.pathOf(order), { token });
  await page.getByText(order.referenceId).first().waitFor();

  expect((await operators.world.api.delete(`/v1/tokens/${id}`)).status).toBe(204);
  // Its stream ends within seconds, and nothing else has to be done to notice.
  await page.getByText('Your session has ended.').waitFor({ timeout: 15_000 });
  expect(await page.getByText(order.referenceId).count()).toBe(0);
  await page.getByLabel('Token').fill(ADMIN_TOKEN);
  await page.keyboard.press('Enter');
  await page.getByText(order.referenceId).first().waitFor();
  expect(page.url()).toBe(`${operators.world.url}${operators.pathOf(order)}`);
});

describe('a session that ends under an open dialog', () => {
  const note = () => page.getByRole('dialog').getByLabel('What you found out and did');
  const end = () => operators.world.sql('DELETE FROM console_sessions');
  const signInAgain = async (token: string): Promise<void> => {
    await page.getByText('Your session has ended.').waitFor({ timeout: 15_000 });
    await page.getByLabel('Token').fill(token);
    await page.keyboard.press('Enter');
    await page.getByText('Your session has ended.').waitFor({ state: 'detached' });
  };
  const begin = async (token: string): Promise<{ id: string }> => {
    const order = await operators.placeFlagged();
    await operators.signIn(page, operators.pathOf(order), { token });
    await page.getByRole('button', { name: 'Resolve…' }).click();
    await note().fill('Long in the writing');
    await end();
    return order;
  };

  it('takes nothing that was written from who signs in again', async () => {
    const { token } = await operators.createToken(['orders:read', 'orders:write']);
    const { id } = await begin(token);
    await page.getByText('Your session has ended.').waitFor({ timeout: 15_000 });
    // Whoever passes by sees nothing of the page, and does not get at it.
    const cover = page.getByRole('dialog', { name: 'Sign in' });
    expect(await cover.boundingBox()).toEqual({ x: 0, y: 0, width: 1280, height: 800 });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await graveFindings(page)).toEqual([]);
    await signInAgain(token);
    expect(await note().inputValue()).toBe('Long in the writing');
    await page.getByRole('dialog').getByRole('button', { name: 'Resolve the attention' }).click();
    await page.getByText('resolved: Long in the writing').waitFor();
    await page.getByRole('button', { name: /^Live\./ }).waitFor();
    expect(id).toBeTruthy();
  });

  it('leaves nothing of it to somebody else', async () => {
    const { token } = await operators.createToken(['orders:read', 'orders:write']);
    await begin(token);
    await signInAgain(ADMIN_TOKEN);
    await page.getByRole('button', { name: 'Resolve…' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

it('is the same in all tabs, whoever signs in last', async () => {
  const { token } = await operators.createToken(['orders:read']);
  await operators.signIn(page, '/console/orders', { token });
  const other = await context.newPage();
  await other.goto(`${operators.world.url}/console/orders`);
  await other.getByRole('button', { name: 'You: support-desk' }).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Your session has ended.').waitFor({ timeout: 15_000 });
  await operators.signIn(other, '/console/orders');
  await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
  await page.getByRole('button', { name: 'You: admin' }).waitFor();
});

it('says in its place that a page cannot be fetched, and shows it once the service is there', async () => {
  const gate = await startTcpGate(operators.world.url);
  await operators.signIn(page, '/console/attention', { origin: gate.url });
  await page.getByRole('button', { name: /^Live\./ }).waitFor();
  await gate.shut();
  await page.getByRole('link', { name: 'Tokens' }).click();
  await heading().getByText('No connection to the service').waitFor();
  // The rest goes on being there.
  await page.getByRole('link', { name: /^Attention/ }).click();
  await heading().getByText('Attention').waitFor();
  await page.getByRole('link', { name: 'Tokens' }).click();
  await gate.open();
  await heading().getByText('Tokens').waitFor();
  await page.getByText('No connection to the service').waitFor({ state: 'detached' });
  await gate.shut();
});

it('lets a session without write scopes look and do nothing, and says why', async () => {
  const { token } = await operators.createToken(['orders:read', 'webhooks:read']);
  const order = await operators.placeFlagged();
  await operators.signIn(page, operators.pathOf(order), { token });
  const reasons = {
    'Ask iPay now': 'orders:write',
    'Resend a webhook': 'webhooks:write',
    'Resolve…': 'orders:write',
  };
  for (const [name, scope] of Object.entries(reasons)) {
    const button = page.getByRole('button', { name });
    await button.waitFor();
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await button.getAttribute('title')).toContain(`Needs the scope ${scope}`);
    await button.click({ force: true });
  }
  expect(await page.getByRole('dialog').count()).toBe(0);
  const events = await operators.world.api.get(`${operators.orders}/${order.id}/events`);
  expect(events.body.data.map(({ type }: { type: string }) => type)).not.toContain('order.checked');

  await page.getByRole('button', { name: 'You: support-desk' }).click();
  await page.getByText('This session may only read.').waitFor();
});

it('shows a session only the pages that it may see', async () => {
  const { token } = await operators.createToken(['merchants:read']);
  await operators.signIn(page, '/console/', { token });
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  await navigation.waitFor({ state: 'attached' });
  expect(await navigation.getByRole('link', { name: 'Orders' }).count()).toBe(0);
  // It may not hear what happens either, and is not told of a connection that is not there.
  expect(await page.getByRole('button', { name: /Connecting|Live|Reconnecting/ }).count()).toBe(0);
  await page.goto(`${operators.world.url}/console/orders`);
  await alert().getByText('The token may not do this').waitFor();
});

it('shows on a phone where one is', async () => {
  const phone = await operators.context({ viewport: { width: 390, height: 844 } });
  const small = await phone.newPage();
  await operators.signIn(small, '/console/audit');
  const here = small
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: 'Audit' });
  await eventually(async () => {
    const box = await here.boundingBox();
    return box !== null && box.x >= 0 && box.x + box.width <= 390;
  });
  await phone.close();
});

it('keeps to its own address and within its policy', async () => {
  const trouble: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(`${operators.world.url}/`)) trouble.push(request.url());
  });
  page.on('console', (message) => {
    // Before signing in there is no session, and the browser says so.
    if (message.type() === 'error' && !message.text().includes('401')) trouble.push(message.text());
  });
  page.on('pageerror', (error) => trouble.push(error.message));
  const order = await operators.placeFlagged();
  await operators.signIn(page, operators.pathOf(order));
  await page.getByRole('button', { name: 'Resolve…' }).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Attention' }).click();
  await page.getByRole('button', { name: 'বাংলা' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('link', { name: 'Orders' }).click();
  await page.getByRole('button', { name: 'Filter' }).click();
  expect(trouble).toEqual([]);
});
