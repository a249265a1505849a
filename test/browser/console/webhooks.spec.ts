import type { BrowserContext, Page } from 'playwright-core';
import { fromTypedId } from '../../../src/http/typed-id';
import { Receiver, answer, isSignedBy } from '../../support/receiver';
import { eventually } from '../../support/service';
import { atTheConsole } from './at-the-console';
import { MERCHANT_NAME, type Operators } from './operators';

jest.setTimeout(90_000);

interface Endpoint {
  id: string;
  secret: string;
  /** In the API. */
  at: string;
  /** In the console. */
  page: string;
}

let operators: Operators;
let context: BrowserContext;
let page: Page;
let receiver: Receiver;

atTheConsole((desk) => {
  ({ operators, context, page } = desk);
});
beforeEach(async () => {
  receiver = await new Receiver().start();
});
afterEach(() => receiver.stop());

const rows = () => page.getByRole('table').locator('tbody').getByRole('row');
/** It stands in the dialog that opens over it, too. */
const notice = (text: string | RegExp) => page.locator('.notice').filter({ hasText: text }).first();
const dialog = () => page.getByRole('dialog');
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const standing = (text: string) =>
  page.getByRole('heading', { level: 1 }).getByText(text, { exact: true }).waitFor();

/** An endpoint of the merchant, or with null of the platform, that tells this test's receiver. */
async function register(owner: string | null, fields: object = {}): Promise<Endpoint> {
  const at = `${owner === null ? '/v1' : `/v1/merchants/${owner}`}/webhooks`;
  const { status, body } = await operators.world.api.post(at, { url: receiver.url, ...fields });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return {
    id: body.id,
    secret: body.secret,
    at: `${at}/${body.id}`,
    page: `/console/webhooks/${owner ?? 'platform'}/${body.id}`,
  };
}

async function open({ page: path }: Endpoint, options: { token?: string } = {}): Promise<void> {
  await operators.signIn(page, path, options);
  await page.getByRole('heading', { level: 1 }).getByText(receiver.url).waitFor();
}

const sendTest = ({ at }: Endpoint) => operators.world.api.post(`${at}/test`);
const remove = ({ at }: Endpoint) => operators.world.api.delete(at);
const newestState = async ({ at }: Endpoint): Promise<string | undefined> =>
  (await operators.world.api.get(`${at}/deliveries?limit=1`)).body.data[0]?.state;

describe('a new endpoint', () => {
  it('of a merchant: its secret is shown once, and verifies what arrives', async () => {
    await operators.signIn(page, '/console/webhooks');
    await press('New endpoint');
    await dialog().getByRole('button', { name: 'Create it' }).click();
    await dialog().getByText('Fill this in.').waitFor();
    await dialog().getByText('Say where events are to be sent.').waitFor();
    await dialog().getByLabel('Merchant', { exact: true }).fill('nobody of this name');
    await dialog().getByLabel('URL').fill('ftp://nowhere');
    await dialog().getByRole('button', { name: 'Create it' }).click();
    await dialog().getByText('No merchant has this name.').waitFor();
    await dialog().getByLabel('Merchant', { exact: true }).fill(MERCHANT_NAME.toLowerCase());
    await dialog().getByRole('button', { name: 'Create it' }).click();
    // What the service says of a field stands there.
    await dialog().getByRole('alert').filter({ hasText: /http/ }).waitFor();
    await dialog().getByLabel('URL').fill(receiver.url);
    await dialog().getByLabel('order.expired').uncheck();
    await dialog().getByLabel('Description').fill('The till');
    await dialog().getByRole('button', { name: 'Create it' }).click();

    const told = page.getByRole('dialog', { name: 'The endpoint is made' });
    const secret = (await told.getByRole('group').locator('code').textContent()) ?? '';
    expect(secret).toMatch(/^whsec_/);
    await told.getByRole('button', { name: 'I have kept it' }).click();
    await told.getByText('You have not copied it yet.').waitFor();
    await told.getByRole('button', { name: 'Close without copying' }).click();
    await page.waitForURL(/\/console\/webhooks\/mrc_\w+\/whk_\w+$/);
    await page.getByText('The till').waitFor();
    await page.getByText('order.pending and 6 more').waitFor();
    expect(await page.content()).not.toContain(secret);

    await press('Send a test');
    await notice('A test is on its way.').waitFor();
    await rows()
      .first()
      .getByText(/answered 204 in \d+ ms/)
      .waitFor();
    expect(await rows().first().innerText()).toContain('webhook.test');
    expect(receiver.received.map((one) => isSignedBy(secret, one))).toEqual([true]);
    const [listed] = (await operators.world.api.get(`/v1/ops/webhooks?limit=1`)).body.data;
    expect(listed.events).not.toContain('order.expired');
    await operators.world.api.delete(`/v1/merchants/${listed.merchantId}/webhooks/${listed.id}`);
  });

  it('of the platform hears all merchants', async () => {
    await operators.signIn(page, '/console/webhooks');
    await press('New endpoint');
    await dialog().getByLabel('All merchants’').check();
    expect(await dialog().getByLabel('Merchant', { exact: true }).count()).toBe(0);
    await dialog().getByLabel('URL').fill(receiver.url);
    await dialog().getByRole('button', { name: 'Create it' }).click();
    await page.getByRole('dialog', { name: 'The endpoint is made' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('You have not copied it yet.').waitFor();
    await press('Close without copying');
    await page.waitForURL(/\/console\/webhooks\/platform\/whk_\w+$/);
    await page.getByText('hears all merchants').waitFor();
    const order = await operators.placeOrder();
    await eventually(() => receiver.of(order.id, 'order.pending').length === 1);
    const id = page.url().split('/').at(-1);
    await operators.world.api.delete(`/v1/webhooks/${id}`);
  });
});

describe('the list', () => {
  it('has the failing ones first, and follows what becomes of them', async () => {
    const failing = await register(operators.merchantId);
    const fine = await register(null, { url: `${receiver.url}/fine` });
    receiver.behaviour = answer(503, 'closed');
    await sendTest(failing);
    await operators.signIn(page, '/console/webhooks');
    const first = rows().first();
    await first.getByText('Failing').waitFor();
    await first.getByText(/503 in \d+ ms/).waitFor();
    await first.getByText(/^1\b.*next/s).waitFor();
    await first.getByText(MERCHANT_NAME).waitFor();
    await rows()
      .filter({ hasText: `${receiver.url}/fine` })
      .getByText('not tried yet')
      .waitFor();
    await rows().filter({ hasText: '/fine' }).getByText('Platform').waitFor();

    receiver.behaviour = answer(204);
    await operators.world.sql(
      'UPDATE webhook_deliveries SET next_attempt_at = now() WHERE next_attempt_at > now()',
    );
    const same = rows().filter({ hasText: receiver.url }).filter({ hasNotText: '/fine' });
    await same.getByText('Working').waitFor();
    await same.getByText(/204 in \d+ ms/).waitFor();
    await remove(failing);
    await remove(fine);
  });

  it('keeps its filters in the address', async () => {
    const off = await register(null, { enabled: false });
    await operators.signIn(page, '/console/webhooks');
    const chips = page.getByRole('group', { name: 'State' });
    await chips.getByRole('button', { name: 'Disabled' }).click();
    await page.waitForURL('**/console/webhooks?state=disabled');
    await eventually(async () => (await rows().count()) === 1);
    await rows().getByText('Disabled by an operator').waitFor();
    await chips.getByRole('button', { name: 'Failing' }).click();
    await page.getByText('No endpoint matches these filters').waitFor();
    await chips.getByRole('button', { name: 'Failing' }).click();
    await page.getByRole('button', { name: 'Merchant', exact: true }).click();
    await page.getByLabel('Only of one merchant').fill(MERCHANT_NAME);
    await press('Apply');
    await page.waitForURL(`**/console/webhooks?merchant=${operators.merchantId}`);
    await eventually(async () => (await rows().filter({ hasText: 'Platform' }).count()) === 0);
    await rows().first().getByText(MERCHANT_NAME).waitFor();
    await press('Remove the filter Merchant');
    await page.waitForURL('**/console/webhooks');
    await remove(off);
  });

  it('pages by the key', async () => {
    await operators.world.sql(
      `INSERT INTO webhook_endpoints (id, url, description, events, enabled, secret_ciphertext,
         secret_key_id, created_at)
       SELECT new_uuid_v7(), 'https://many.example/' || n, 'many', '{order.paid}', false, '', '',
         now() - n * interval '1 minute'
       FROM generate_series(1, 60) n`,
    );
    await operators.signIn(page, '/console/webhooks?state=disabled');
    await eventually(async () => (await rows().count()) === 50);
    await press('Older');
    await rows().nth(59).waitFor();
    expect(await rows().last().innerText()).toContain('https://many.example/60');
    await operators.world.sql(`DELETE FROM webhook_endpoints WHERE description = 'many'`);
  });
});

describe('deliveries', () => {
  it('say what was told, what came back, and lead to the order; one goes again', async () => {
    const endpoint = await register(operators.merchantId);
    receiver.behaviour = answer(200, 'thank you');
    const order = await operators.placeOrder();
    await open(endpoint);
    const told = rows().filter({ hasText: 'order.pending' });
    await told.getByText(/answered 200 in \d+ ms/).waitFor();
    await told.getByText('Answer', { exact: true }).click();
    await told.getByText('thank you').waitFor();
    await told.getByRole('button', { name: 'Send again' }).click();
    await notice('order.pending is on its way again.').waitFor();
    const [first, again] = await eventually(() => {
      const received = receiver.of(order.id, 'order.pending');
      return received.length === 2 && received;
    });
    expect(again?.id).toBe(first?.id);
    await told.getByRole('link', { name: order.id }).click();
    await page.waitForURL(`**${operators.pathOf(order)}`);
    // And the order leads back to the endpoint.
    await page
      .getByRole('region', { name: 'Timeline' })
      .getByRole('link', { name: receiver.url, exact: true })
      .click();
    await page.waitForURL(`**${endpoint.page}`);
    await remove(endpoint);
  });

  it('are narrowed to a state, and go on by pages', async () => {
    const endpoint = await register(null);
    await operators.world.sql(
      `INSERT INTO webhook_deliveries (endpoint_id, id, event_id, type, next_attempt_at,
         delivered_at, last_attempt_at, last_error, attempts)
       SELECT $1, new_uuid_v7(), gen_random_uuid(), 'webhook.test',
         CASE WHEN n = 1 THEN now() + interval '2 hours' END,
         CASE WHEN n = 2 THEN now() END, now(), 'no answer within 10 s', 9
       FROM generate_series(1, 60) n`,
      [fromTypedId('whk', endpoint.id)],
    );
    await open(endpoint);
    await rows().nth(49).waitFor();
    await press('Older');
    await rows().nth(59).waitFor();
    const chips = page.getByRole('group', { name: 'State' });
    await chips.getByRole('button', { name: 'Waiting' }).click();
    await page.waitForURL(`**${endpoint.page}?state=pending`);
    await rows().first().getByText('next attempt in 1 h').waitFor();
    await rows().first().getByText('9 attempts').waitFor();
    await eventually(async () => (await rows().count()) === 1);
    await chips.getByRole('button', { name: 'Given up' }).click();
    await rows().nth(49).waitFor();
    await rows().first().getByText('given up: no answer within 10 s').waitFor();
    await remove(endpoint);
  });

  it('come while one looks, and not while it is paused', async () => {
    const endpoint = await register(null);
    await open(endpoint);
    await page.getByText('Nothing was sent to it yet').waitFor();
    await page.getByRole('button', { name: /^Live\./ }).click();
    await sendTest(endpoint);
    await eventually(async () => (await newestState(endpoint)) === 'delivered');
    expect(await rows().count()).toBe(0);
    await page.getByRole('button', { name: /^Paused/ }).click();
    await rows()
      .first()
      .getByText(/answered 204/)
      .waitFor();
    await remove(endpoint);
  });
});

it('replays a window of Dhaka time, says what will happen, and how many were sent', async () => {
  const orders = [await operators.placeOrder(), await operators.placeOrder()];
  const endpoint = await register(operators.merchantId, { events: ['order.pending'] });
  await open(endpoint);
  await press('Replay…');
  await dialog()
    .getByText(`is sent to this endpoint: order.pending, of ${MERCHANT_NAME}.`)
    .waitFor();
  await dialog().getByText('under the same webhook-id').waitFor();
  const count = dialog().getByRole('status').filter({ hasText: 'event' });
  const text = /^(\d+) events will be sent\.$/;
  await count.filter({ hasText: text }).waitFor();
  const announced = (await count.innerText()).replace(text, '$1');
  await dialog().getByLabel('Until').fill('2026-01-01T06:00');
  await dialog().getByLabel('From').fill('2026-01-02T06:00');
  await dialog().getByText('02 Jan 06:00:00').waitFor();
  await press('Send them again');
  await dialog().getByText('It has to be before the end.').waitFor();
  expect(await count.count()).toBe(0);
  await dialog().getByLabel('From').fill('2025-12-31T06:00');
  await count.getByText('There is no such event: nothing will be sent.').waitFor();
  await press('Send them again');
  await notice('There is no event in this window that the endpoint listens to.').waitFor();

  await press('Replay…');
  await press('Send them again');
  await notice(`${announced} events are sent again.`).waitFor();
  for (const order of orders) {
    await eventually(() => receiver.of(order.id, 'order.pending').length === 1);
  }
  await rows()
    .filter({ hasText: orders[0]!.id })
    .getByText(/answered 204/)
    .waitFor();
  await remove(endpoint);
});

it('says of a replay that cannot be counted, or is too large, what to do', async () => {
  const endpoint = await register(operators.merchantId);
  await open(endpoint);
  await context.route('**/replay?*', (route) => route.abort());
  await press('Replay…');
  await dialog().getByText('They could not be counted. No connection to the service.').waitFor();
  await context.unroute('**/replay?*');
  await operators.placeOrder();
  await operators.world.sql(
    `INSERT INTO order_events
       (merchant_id, order_id, seq, id, type, cause, state, detail, at, snapshot)
     SELECT merchant_id, order_id, 1000 + n, new_uuid_v7(), type, cause, state, detail,
       '2020-01-01', snapshot
     FROM (SELECT * FROM order_events WHERE type = 'order.pending' LIMIT 1) one,
       generate_series(1, 10001) n`,
  );
  await dialog().getByLabel('From').fill('2019-12-31T00:00');
  await dialog().getByText('There are more than 10,000 events').waitFor();
  await press('Send them again');
  await dialog().getByText('Too many events for one replay. Choose a shorter window.').waitFor();
  await operators.world.sql(`DELETE FROM order_events WHERE at = '2020-01-01'`);
  await remove(endpoint);
});

it('rotates the secret: both sign until it says, or the new one alone at once', async () => {
  const endpoint = await register(null);
  await open(endpoint);
  await page.getByText('One secret signs.').waitFor();
  const rotate = async (overlap: string): Promise<string> => {
    await press('Rotate secret…');
    await dialog().getByLabel('The old secret signs for another').selectOption(overlap);
    await dialog().getByRole('button', { name: 'Rotate the secret' }).click();
    const told = page.getByRole('dialog', { name: 'The secret is rotated' });
    const secret = (await told.getByRole('group').locator('code').textContent()) ?? '';
    const says = (await told.textContent()) ?? '';
    expect(says.includes('The old secret signs as well until')).toBe(overlap !== '0');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await told.getByRole('button', { name: 'Copy Webhook secret' }).click();
    await told.getByRole('button', { name: 'I have kept it' }).click();
    await told.waitFor({ state: 'detached' });
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(secret);
    expect(await page.content()).not.toContain(secret);
    return secret;
  };
  const received = async () => {
    const before = receiver.received.length;
    await press('Send a test');
    return eventually(() => receiver.received[before]);
  };

  const second = await rotate('3600');
  await page.getByText('signs beside the new one until').waitFor();
  const both = await received();
  expect([endpoint.secret, second].map((secret) => isSignedBy(secret, both))).toEqual([true, true]);

  const third = await rotate('0');
  await page.getByText('One secret signs.').waitFor();
  const alone = await received();
  expect([second, third].map((secret) => isSignedBy(secret, alone))).toEqual([false, true]);
  await remove(endpoint);
});

it('tells why it was disabled and how to go on, and goes on', async () => {
  const endpoint = await register(operators.merchantId, { events: ['order.pending'] });
  receiver.behaviour = answer(410);
  await sendTest(endpoint);
  await eventually(async () => !(await operators.world.api.get(endpoint.at)).body.enabled);
  const missed = await operators.placeOrder();
  await open(endpoint);
  await standing('Disabled by the receiver');
  await page.getByText('It answered 410, which means “never again”').waitFor();
  await page.getByText('Once the receiver is mended').waitFor();
  const test = page.getByRole('button', { name: 'Send a test' });
  expect(await test.getAttribute('title')).toBe('It is disabled: enable it first.');
  await test.click({ force: true });

  receiver.behaviour = answer(204);
  await press('Enable and replay…');
  await notice('The endpoint is enabled.').waitFor();
  await page.getByRole('dialog', { name: 'Replay' }).waitFor();
  await press('Send them again');
  await notice(/sent again\./).waitFor();
  await eventually(() => receiver.of(missed.id, 'order.pending').length === 1);
  await standing('Working');

  await eventually(async () => {
    const { body } = await operators.world.api.get(`${endpoint.at}/deliveries?state=pending`);
    return body.data.length === 0;
  });
  // Five days of nothing but failures, which nobody waits for here.
  receiver.behaviour = answer(500);
  await operators.world.sql(
    `UPDATE webhook_endpoints SET failing_since = now() - interval '6 days' WHERE id = $1`,
    [fromTypedId('whk', endpoint.id)],
  );
  await press('Send a test');
  await standing('Disabled by us');
  await page.getByText('For five days every attempt has failed').waitFor();
  await remove(endpoint);
});

it('is edited in what was changed, and disabled and enabled by hand', async () => {
  const endpoint = await register(operators.merchantId, { description: 'Before' });
  await open(endpoint);
  await press('Edit…');
  await dialog().getByLabel('URL').fill('');
  await press('Save');
  await dialog().getByText('Say where events are to be sent.').waitFor();
  await dialog().getByLabel('URL').fill(receiver.url);
  await press('Save');
  await notice('Nothing was changed.').waitFor();

  await press('Edit…');
  for (const event of ['order.pending', 'order.error']) {
    await dialog().getByLabel(event).uncheck();
  }
  await dialog().getByLabel('Description').fill('After');
  await dialog().getByLabel('Enabled', { exact: true }).uncheck();
  await press('Save');
  await notice('Saved.').waitFor();
  await standing('Disabled by an operator');
  await page.getByText('After', { exact: true }).waitFor();
  const changed = (await operators.world.api.get(endpoint.at)).body;
  expect(changed).toMatchObject({ url: receiver.url, description: 'After', enabled: false });
  expect(changed.events).toEqual(
    expect.arrayContaining(['order.paid', 'order.attention', 'webhook.test']),
  );
  expect(changed.events).not.toContain('order.pending');

  await press('Edit…');
  await dialog().getByLabel('Enabled', { exact: true }).check();
  await press('Save');
  await standing('Working');
  await remove(endpoint);
});

it('is deleted by who types its host, and by nobody else', async () => {
  const endpoint = await register(null);
  await operators.signIn(page, '/console/webhooks');
  await rows().filter({ hasText: receiver.url }).getByRole('link').click();
  await page.waitForURL(`**${endpoint.page}`);
  await press('Delete…');
  await press('Delete it');
  const { host } = new URL(receiver.url);
  await dialog().getByText(`That is not “${host}”.`).waitFor();
  await dialog().getByRole('textbox').fill(host);
  await press('Delete it');
  await notice('It is deleted.').waitFor();
  await page.waitForURL('**/console/webhooks');
  expect((await operators.world.api.get(endpoint.at)).status).toBe(404);
  await page.goto(operators.world.url + endpoint.page);
  const trouble = page.getByRole('alert').filter({ hasText: 'There is no such webhook endpoint' });
  await trouble.getByText('It may have been deleted.').waitFor();
});

it('lets a session that may only read look, and do nothing', async () => {
  const endpoint = await register(operators.merchantId);
  await sendTest(endpoint);
  const { token } = await operators.createToken(['webhooks:read']);
  await open(endpoint, { token });
  await rows().first().waitFor();
  const names = ['Send a test', 'Edit…', 'Replay…', 'Rotate secret…', 'Delete…', 'Send again'];
  for (const name of names) {
    const button = page.getByRole('button', { name }).first();
    expect([name, await button.getAttribute('title')]).toEqual([
      name,
      expect.stringContaining('Needs the scope webhooks:write'),
    ]);
    await button.click({ force: true });
  }
  expect(await dialog().count()).toBe(0);
  await page.getByRole('link', { name: 'Webhooks' }).click();
  const create = page.getByRole('button', { name: 'New endpoint' });
  await create.waitFor();
  expect(await create.getAttribute('aria-disabled')).toBe('true');
  await remove(endpoint);
});

it('shows a session for some merchants theirs, and nothing of the platform', async () => {
  const other = await operators.world.createMerchant({ name: 'Chaldal' });
  const mine = await register(other.id);
  const platform = await register(null);
  const scopes = ['webhooks:read', 'webhooks:write', 'merchants:read'];
  const { token } = await operators.createToken(scopes, [other.id]);
  await operators.signIn(page, '/console/webhooks', { token });
  await rows().first().getByText('Chaldal').waitFor();
  expect(await rows().count()).toBe(1);
  await press('New endpoint');
  expect(await dialog().getByRole('radio').count()).toBe(0);
  expect(await dialog().getByLabel('Whose orders it hears of').innerText()).toBe('Chaldal');
  await dialog().getByLabel('URL').fill(receiver.url);
  await press('Create it');
  await page.getByRole('dialog', { name: 'The endpoint is made' }).waitFor();
  await page.goto(operators.world.url + platform.page);
  await page.getByRole('alert').filter({ hasText: 'The token may not do this' }).waitFor();
  await remove(mine);
  await remove(platform);
});
