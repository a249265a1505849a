import type { BrowserContext, Locator, Page } from 'playwright-core';
import { eventually, newApiKey, orderBody } from '../../support/service';
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
const heading = () => page.getByRole('heading', { level: 1 });
const dialog = () => page.getByRole('dialog');
const notice = (text: string) => page.locator('.notice').filter({ hasText: text });
const row = (text: string) => page.getByRole('table').getByRole('row').filter({ hasText: text });
const pathOf = (id: string) => `/console/merchants/${id}`;
const keyOf = (environment: string) => page.getByRole('group', { name: `Key of ${environment}` });
const button = (name: string, within: Page | Locator = page) =>
  within.getByRole('button', { name, exact: true });
const read = async (id: string) => (await api().get(`/v1/merchants/${id}`)).body;

/** A key that iPay takes. */
function goodKey(): string {
  return operators.world.sandbox.addMerchant('Shop', newApiKey()).apiKey;
}

async function createMerchant(fields: object = {}): Promise<string> {
  return (await operators.world.createMerchant(fields)).id;
}

async function open(id: string): Promise<void> {
  await operators.signIn(page, pathOf(id));
  await page.getByRole('region', { name: 'Going live' }).waitFor();
}

/** What the trail has of this merchant, the oldest first. */
async function trail(id: string): Promise<unknown[]> {
  const { body } = await api().get('/v1/audit-events?limit=200');
  return body.data
    .filter(({ subject }: any) => subject === id)
    .map(({ actor, action, detail: { merchant, requestId, ...told } }: any) => {
      expect([actor, merchant, typeof requestId]).toEqual(['admin', id, 'string']);
      return [action, told];
    })
    .reverse();
}

describe('the list', () => {
  it('gives up an answer that does not come, and asks again', async () => {
    const name = `Silent ${Date.now()}`;
    await createMerchant({ name });
    // The half minute of a dead connection passes at once.
    await page.addInitScript(
      'AbortSignal.timeout = ((of) => () => of(500))(AbortSignal.timeout.bind(AbortSignal))',
    );
    let asked = 0;
    await page.route('**/v1/merchants?q=*', (route) => {
      asked += 1;
      return asked > 1 ? route.continue() : undefined;
    });
    await operators.signIn(page, `/console/merchants?q=${encodeURIComponent(name)}`);
    await page.getByText('No connection to the service').waitFor();
    await button('Try again').click();
    await row(name).waitFor();
  });

  it('shows nothing of another search where what was sought does not come', async () => {
    await createMerchant({ name: 'Gulshan Tea' });
    await operators.signIn(page, '/console/merchants?q=Gulshan');
    await row('Gulshan Tea').waitFor();
    await page.route('**/v1/merchants?q=Banani*', (route) =>
      route.fulfill({ status: 503, json: { code: 'service-unavailable', title: 'Away' } }),
    );
    await page.getByLabel('Find by name').fill('Banani');
    await page.getByText('It heals by itself.').waitFor();
    expect(await row('Gulshan Tea').count()).toBe(0);
  });

  it('shows who there is, with the keys and what iPay says of them', async () => {
    const refused = newApiKey();
    const { id } = (await api().post('/v1/merchants', { name: 'Star Tech', apiKey: refused })).body;
    await api().post(`/v1/merchants/${id}/orders`, orderBody());
    await operators.signIn(page, '/console/merchants');
    const columns = row('Star Tech').getByRole('cell');
    await row('Star Tech').getByText('Key refused').waitFor();
    expect(await columns.allInnerTexts()).toEqual([
      'Star Tech',
      'Active',
      'Sandbox',
      expect.stringMatching(new RegExp(`…${refused.slice(-4)}\\s*Refused`)),
      'No key',
      'Key refused',
      expect.stringMatching(/^\d\d \w{3} \d\d:\d\d:\d\d$/),
    ]);
    await row(MERCHANT_NAME).getByText('Accepted').waitFor();
    expect(await row(MERCHANT_NAME).getByText('Key refused').count()).toBe(0);
    await row('Star Tech').click();
    await page.waitForURL(`**${pathOf(id)}`);
    await heading().getByText('Star Tech').waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL('**/console/merchants');
  });

  it('finds by a part of the name or the id, and keeps that in the address', async () => {
    const id = await createMerchant({ name: 'Rokomari Books' });
    await operators.signIn(page, '/console/merchants');
    const find = page.getByRole('searchbox', { name: 'Find by name or id' });
    await find.fill('rokomari b');
    await page.waitForURL('**/console/merchants?q=rokomari+b');
    await row(MERCHANT_NAME).waitFor({ state: 'detached' });
    await row('Rokomari Books').waitFor();
    await page.reload();
    await row('Rokomari Books').waitFor();
    expect(await find.inputValue()).toBe('rokomari b');
    await find.fill('nobody of this name');
    await page.getByText('No merchant is found by “nobody of this name”').waitFor();
    await find.fill(id);
    await row('Rokomari Books').waitFor();
    await find.fill('');
    await row(MERCHANT_NAME).waitFor();
    expect(page.url()).toBe(`${operators.world.url}/console/merchants`);
  });

  it('pages by the key', async () => {
    for (let i = 0; i < 51; i += 1) {
      await api().post('/v1/merchants', { name: `Many ${i}` });
    }
    await operators.signIn(page, '/console/merchants?q=many');
    await row('Many 50').waitFor();
    expect(await row('Many 0').count()).toBe(0);
    await button('Older').click();
    await row('Many 0').waitFor();
    expect(await page.getByRole('row').count()).toBe(52);
    expect(await button('Older').count()).toBe(0);
  });
});

describe('making one', () => {
  it('says what is missing at the field, and tells the return secret once', async () => {
    await operators.signIn(page, '/console/merchants');
    await button('New merchant').click();
    await button('Create', dialog()).click();
    const name = dialog().getByLabel('Name');
    await dialog().getByText('Fill this in.').waitFor();
    expect((await focused(page)).name).toBe('Name');
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    const described = await name.getAttribute('aria-describedby');
    const trouble = dialog().getByText('Fill this in.');
    expect(described?.split(' ')).toContain(await trouble.getAttribute('id'));

    const key = dialog().getByLabel('iPay key of this environment');
    expect(await key.getAttribute('type')).toBe('password');
    expect(await key.getAttribute('autocomplete')).toBe('off');
    await name.fill('Chaldal');
    await key.fill('two words');
    await dialog().getByLabel('Return hosts').fill('shop.example.com\nhttps://wrong.example');
    await page.keyboard.press('Escape'); // Not sent: nothing of it stays.
    await dialog().waitFor({ state: 'detached' });
    await button('New merchant').click();
    expect(await name.inputValue()).toBe('');

    await name.fill('Chaldal');
    await key.fill('two words');
    await dialog().getByLabel('Return hosts').fill('shop.example.com\nhttps://wrong.example');
    await button('Create', dialog()).click();
    // The service says it, of both, and the first one has the focus.
    await dialog().getByText('must be 1 to 512 visible ASCII characters').waitFor();
    await dialog().getByText('wrong at 2').waitFor();
    expect((await focused(page)).name).toContain('iPay key');

    const apiKey = goodKey();
    await key.fill(apiKey);
    await dialog().getByLabel('Return hosts').fill('shop.example.com');
    await name.press('Enter');
    const once = page.getByRole('dialog', { name: 'Chaldal is there' });
    await once.getByText('It is shown this once and cannot be shown again.').waitFor();
    const secret =
      (await once.getByRole('group', { name: 'Return secret' }).locator('code').textContent()) ??
      '';
    expect(secret).toMatch(/^rs_[\w-]{43}$/);

    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await button('I have kept it', once).click();
    await once.getByText('You have not copied it yet.').waitFor();
    await button('Copy Return secret', once).click();
    await button('Copied', once).waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(secret);
    await button('I have kept it', once).click();
    await heading().getByText('Chaldal').waitFor();
    const { id } = (await api().get('/v1/merchants?q=chaldal')).body.data[0];
    expect(new URL(page.url()).pathname).toBe(pathOf(id));
    const left = await everythingIn(page);
    expect(left).not.toContain(secret);
    expect(left).not.toContain(apiKey);
    await page
      .getByRole('region', { name: 'Return hosts' })
      .getByText('shop.example.com')
      .waitFor();
    const { body } = await api().get('/v1/audit-events?limit=1');
    expect(body.data[0]).toMatchObject({
      actor: 'admin',
      action: 'createMerchant',
      detail: { environment: 'sandbox' },
    });
  });

  it('says at the key that somebody else has it', async () => {
    const { apiKey } = await operators.world.createMerchant();
    await operators.signIn(page, '/console/merchants');
    await button('New merchant').click();
    await dialog().getByLabel('Name').fill('Second');
    await dialog().getByLabel('iPay key').fill(apiKey);
    await button('Create', dialog()).click();
    await dialog().getByText('Another merchant uses this key').waitFor();
    expect((await focused(page)).name).toContain('iPay key');
    expect((await api().get('/v1/merchants?q=Second')).body.data).toEqual([]);
  });

  it('is sent once, however often one presses', async () => {
    await operators.signIn(page, '/console/merchants');
    let sent = 0;
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/v1/merchants', async (route) => {
      if (route.request().method() === 'POST') {
        sent += 1;
        await held;
      }
      await route.continue();
    });
    await button('New merchant').click();
    await dialog().getByLabel('Name').fill('Only one');
    await page.keyboard.press('Enter');
    const working = button('Working…', dialog());
    await working.waitFor();
    expect(await dialog().getByLabel('Name').isDisabled()).toBe(true);
    await working.click({ force: true });
    await button('Close', dialog()).click(); // Its answer is waited for: it tells a secret.
    answer();
    await page.getByRole('dialog', { name: 'Only one is there' }).waitFor();
    expect(sent).toBe(1);
    expect((await api().get('/v1/merchants?q=Only')).body.data).toHaveLength(1);
  });
});

describe('its keys', () => {
  it('are set and replaced without being seen, and iPay’s word on them is waited for', async () => {
    const id = await createMerchant({ name: 'Keys' });
    await open(id);
    await keyOf('Sandbox').getByText('Accepted').waitFor();
    const refused = newApiKey();
    operators.world.sandbox.addFault({ kind: 'delay', apiKey: refused, delayMs: 1_500 });
    await button('Set key…', keyOf('Production')).click();
    const field = dialog().getByLabel('iPay key for Production');
    expect(await field.getAttribute('type')).toBe('password');
    await button('Set key', dialog()).click();
    await dialog().getByText('Fill this in.').waitFor();
    await field.fill(refused);
    await page.keyboard.press('Enter');
    await notice('The key of Production is in force.').waitFor();
    await keyOf('Production').getByText('Asking iPay…').waitFor();
    await keyOf('Production').getByText('Refused', { exact: true }).waitFor();
    await keyOf('Production').getByText('Is it the key of the other environment?').waitFor();
    await keyOf('Production')
      .getByText(`…${refused.slice(-4)}`)
      .waitFor();

    const accepted = goodKey();
    await button('Replace…', keyOf('Production')).click();
    await dialog().getByLabel('iPay key for Production').fill(accepted);
    await button('Replace key', dialog()).click();
    await keyOf('Production').getByText('Accepted').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'iPay takes the production key' })
      .getByText('Done')
      .waitFor();
    const left = await everythingIn(page);
    for (const key of [refused, accepted]) expect(left).not.toContain(key);
    operators.world.sandbox.clearFaults();
    expect(await trail(id)).toEqual([
      ['setCredential', { environment: 'production' }],
      ['setCredential', { environment: 'production' }],
    ]);
  });

  it('belong to one merchant each', async () => {
    const { apiKey } = await operators.world.createMerchant();
    await open(await createMerchant());
    await button('Replace…', keyOf('Sandbox')).click();
    await dialog().getByLabel('iPay key for Sandbox').fill(apiKey);
    await button('Replace key', dialog()).click();
    await dialog().getByText('look whose key this is').waitFor();
  });

  it('stay while orders need them, which are shown, and go afterwards', async () => {
    const id = await createMerchant({ name: 'Busy' });
    const orders = `/v1/merchants/${id}/orders`;
    const { body: order } = await api().post(orders, orderBody());
    const { body: other } = await api().post(orders, orderBody());
    operators.world.sandbox.changeOrder(other.gateway.orderId, { state: 'cancelled' });
    await api().post(`${orders}/${other.id}/verify`);
    await open(id);
    await button('Remove…', keyOf('Sandbox')).click();
    await dialog().getByText('is refused every new order').waitFor();
    await button('Remove key', dialog()).click();
    await dialog().getByText('Orders still need this key').waitFor();
    await dialog().getByText('Still to be asked about: 1 Pending, 1 Cancelled.').waitFor();
    await dialog().getByRole('link', { name: 'Show these orders' }).click();
    await row(order.referenceId).waitFor();
    await row(other.referenceId).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      state: 'cancelled',
      environment: 'sandbox',
      merchant: id,
    });

    for (const { id: orderId, gateway } of [order, other]) {
      operators.world.sandbox.changeOrder(gateway.orderId, { state: 'paid' });
      await api().post(`${orders}/${orderId}/verify`);
    }
    await page.goto(operators.world.url + pathOf(id));
    await button('Remove…', keyOf('Sandbox')).click();
    await button('Remove key', dialog()).click();
    await keyOf('Sandbox').getByText('No key').waitFor();
    await keyOf('Sandbox').getByText('refused every new order until a key is set').waitFor();
    expect((await read(id)).credentials.sandbox).toBeNull();
    expect(await trail(id)).toEqual([
      ['removeCredential', { environment: 'sandbox' }],
      ['removeCredential', { environment: 'sandbox' }],
    ]);
  });

  it('that iPay refuses in earnest are flagged, with what to do', async () => {
    const { id } = (await api().post('/v1/merchants', { name: 'Refused', apiKey: newApiKey() }))
      .body;
    await api().post(`/v1/merchants/${id}/orders`, orderBody());
    await open(id);
    const panel = page.getByRole('region', { name: 'Needs attention' });
    await panel.getByText('every new order of this merchant fails').waitFor();
    await panel.getByText('iPay refused the key for sandbox').waitFor();
    await panel.getByText('replace the one of Sandbox').waitFor();
    await button('Replace…', keyOf('Sandbox')).click();
    await dialog().getByLabel('iPay key for Sandbox').fill(goodKey());
    await button('Replace key', dialog()).click();
    await panel.waitFor({ state: 'detached' });
  });
});

describe('the flip', () => {
  const environment = () => page.getByRole('region', { name: 'Environment' });

  it('asks about what was pressed, also when somebody flips it meanwhile', async () => {
    const { merchantId: id } = operators;
    const sold = await operators.placeOrder();
    await api().put(`/v1/merchants/${id}/credentials/production`, { apiKey: goodKey() });
    await open(id);
    await page.getByRole('button', { name: /^Live\./ }).waitFor();
    await button('Go live…', environment()).click();
    await dialog().getByText('take real money from buyers').waitFor();
    await api().patch(`/v1/merchants/${id}`, { environment: 'production' });
    // The page looks again.
    await operators.pay(sold);
    await page.getByText('New orders go to iPay and take real money.').waitFor();
    await dialog().getByText('take real money from buyers').waitFor();
    expect(await button('Back to play money').count()).toBe(0);
    await api().patch(`/v1/merchants/${id}`, { environment: 'sandbox', confirm: 'sandbox' });
  });

  it('says what will happen, and takes real money only by the merchant’s name', async () => {
    const id = await createMerchant({ name: 'Shwapno  Ltd' });
    await open(id);
    const go = button('Go live…', environment());
    expect(await go.getAttribute('aria-disabled')).toBe('true');
    expect(await go.getAttribute('title')).toBe('Set the key first: Production.');
    await api().put(`/v1/merchants/${id}/credentials/production`, { apiKey: goodKey() });
    await page.reload();
    await go.click();
    await dialog().getByText('take real money from buyers').waitFor();
    await dialog().getByText('Not seen working yet:').waitFor();
    await dialog().getByText('A sandbox order was paid').waitFor();
    const name = dialog().getByRole('textbox');
    await name.fill('Shwapno');
    await page.keyboard.press('Enter');
    await dialog().getByText('That is not').waitFor();
    expect((await read(id)).environment).toBe('sandbox');
    // As it is seen: a page shows two spaces as one.
    await name.fill('Shwapno Ltd');
    await button('Take real money', dialog()).click();
    await environment().getByText('New orders go to iPay and take real money.').waitFor();
    await notice('takes real money now').waitFor();
    const { body: order } = await api().post(`/v1/merchants/${id}/orders`, orderBody());
    expect(order.environment).toBe('production');

    await button('Back to the sandbox…', environment()).click();
    await dialog().getByText('the shop is paid in play money').waitFor();
    await button('Cancel', dialog()).click();
    expect((await read(id)).environment).toBe('production');
    await button('Back to the sandbox…', environment()).click();
    await button('Back to play money', dialog()).click();
    await environment().getByText('New orders go to iPay’s sandbox').waitFor();
    expect((await read(id)).environment).toBe('sandbox');
    expect(await trail(id)).toEqual([
      ['changeMerchant', { environment: 'production' }],
      ['changeMerchant', { environment: 'sandbox', confirm: 'sandbox' }],
    ]);
  });

  it('is refused where somebody has removed the key meanwhile, and the page follows', async () => {
    const id = await createMerchant({ name: 'Two tabs' });
    await api().put(`/v1/merchants/${id}/credentials/production`, { apiKey: goodKey() });
    await open(id);
    const other = await context.newPage();
    await other.goto(operators.world.url + pathOf(id));
    await button('Go live…', environment()).click();
    const key = other.getByRole('group', { name: 'Key of Production' });
    await button('Remove…', key).click();
    await button('Remove key', other.getByRole('dialog')).click();
    await key.getByText('No key').waitFor();
    await dialog().getByRole('textbox').fill('Two tabs');
    await button('Take real money', dialog()).click();
    await dialog().getByText('Set the key of that environment first.').waitFor();
    await page.keyboard.press('Escape');
    await keyOf('Production').getByText('No key').waitFor();
    expect((await read(id)).environment).toBe('sandbox');
    await other.close();
  });
});

it('is suspended by its name and takes orders again', async () => {
  const id = await createMerchant({ name: 'Pickaboo' });
  const place = () => api().post(`/v1/merchants/${id}/orders`, orderBody());
  await open(id);
  await button('Suspend…').click();
  await dialog().getByText('it takes no new orders').waitFor();
  await dialog().getByRole('textbox').fill('pickaboo');
  await button('Suspend', dialog()).click();
  await dialog().getByText('That is not “Pickaboo”.').waitFor();
  await dialog().getByRole('textbox').fill('Pickaboo');
  await button('Suspend', dialog()).click();
  await heading().getByText('Suspended').waitFor();
  expect((await place()).body.code).toBe('merchant-suspended');
  await button('Reactivate…').click();
  await button('Reactivate', dialog()).click();
  await heading().getByText('Active').waitFor();
  expect((await place()).status).toBe(201);
  expect(await trail(id)).toEqual([
    ['changeMerchant', { status: 'suspended' }],
    ['changeMerchant', { status: 'active' }],
  ]);
});

it('is renamed, and every page calls it so', async () => {
  const id = await createMerchant({ name: 'Old name' });
  const { body: order } = await api().post(`/v1/merchants/${id}/orders`, orderBody());
  await operators.signIn(page, `/console/orders?merchant=${id}`);
  await row(order.referenceId).getByText('Old name').waitFor();
  await row(order.referenceId).getByRole('link').click();
  await page.getByRole('link', { name: 'Old name' }).click();
  await page.waitForURL(`**${pathOf(id)}`);
  await button('Rename…').click();
  await dialog().getByLabel('Name').fill('');
  await page.keyboard.press('Enter');
  await dialog().getByText('Fill this in.').waitFor();
  await dialog().getByLabel('Name').fill('New name');
  await page.keyboard.press('Enter');
  await heading().getByText('New name').waitFor();
  expect(await page.title()).toBe('New name · ipay-connect');
  await page.getByRole('link', { name: 'Orders', exact: true }).last().click();
  await row(order.referenceId).getByText('New name').waitFor();
  expect(new URL(page.url()).search).toBe(`?merchant=${id}`);
  expect(await trail(id)).toEqual([['changeMerchant', {}]]);
});

it('has its return hosts edited as a list, and says at the field what is none', async () => {
  const id = await createMerchant({ returnHosts: ['a.example'] });
  await open(id);
  const hosts = page.getByRole('region', { name: 'Return hosts' });
  await button('Edit…', hosts).click();
  const field = dialog().getByLabel('Hosts');
  expect(await field.inputValue()).toBe('a.example');
  await field.fill('a.example\nhttps://b.example/\n');
  await button('Save', dialog()).click();
  await dialog().getByText('with or without :port; wrong at 2').waitFor();
  expect((await focused(page)).name).toBe('Hosts');
  expect(await field.inputValue()).toBe('a.example\nhttps://b.example/\n');
  await field.fill('Shop.example.com\nshop.example.com:8443\n');
  await button('Save', dialog()).click();
  await hosts.getByText('shop.example.com:8443').waitFor();
  expect((await read(id)).returnHosts).toEqual(['shop.example.com', 'shop.example.com:8443']);
  await button('Edit…', hosts).click();
  await field.fill('');
  await button('Save', dialog()).click();
  await hosts.getByText('sent back to any host').waitFor();
  expect(await trail(id)).toEqual(Array(3).fill(['changeMerchant', {}]));
});

describe('going live', () => {
  const item = (title: string) =>
    page
      .getByRole('region', { name: 'Going live' })
      .getByRole('listitem')
      .filter({ hasText: title });

  it('shows what was seen working, what was not, and the order that shows it', async () => {
    const id = await createMerchant({ name: 'Nearly there' });
    await open(id);
    await page.getByText('0 of 8 seen working').waitFor();
    const paid = item('A sandbox order was paid');
    await paid.getByText('Open', { exact: true }).waitFor();
    await paid.getByText('pay at iPay’s sandbox').waitFor();
    await paid.getByText('No sandbox order has ended as paid yet').waitFor();
    await page.getByRole('button', { name: /^Live\./ }).waitFor();

    const orders = `/v1/merchants/${id}/orders`;
    const { body: order } = await api().post(orders, orderBody());
    operators.world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
    await api().post(`${orders}/${order.id}/verify`);
    // The open page sees it by itself.
    await paid.getByText('Done', { exact: true }).waitFor();
    await page.getByText('1 of 8 seen working').waitFor();
    expect(await paid.getByText('pay at iPay’s sandbox').count()).toBe(0);
    await paid.getByRole('link', { name: 'Show the order' }).click();
    await page.waitForURL(`**/console/orders/${id}/${order.id}`);
    await page.goBack();
    await item('A sandbox order failed').getByRole('link', { name: 'Its sandbox orders' }).click();
    await page.waitForURL(`**/console/orders?environment=sandbox&merchant=${id}`);
  });

  it('says it in Bangla; what the service says stays English and is marked so', async () => {
    await open(await createMerchant());
    await button('বাংলা').click();
    const bangla = page.getByRole('region', { name: 'লাইভে যাওয়া' }).getByRole('listitem');
    await bangla.filter({ hasText: 'iPay প্রোডাকশন কী নেয়' }).getByText('বাকি').waitFor();
    const detail = bangla.getByText('Set the production key.');
    expect(await detail.getAttribute('lang')).toBe('en');
  });
});

describe('who may less', () => {
  it('reads and does nothing, and is told why', async () => {
    const { token } = await operators.createToken(['merchants:read']);
    const id = await createMerchant();
    await operators.signIn(page, pathOf(id), { token });
    await page.getByRole('region', { name: 'Going live' }).waitFor();
    for (const name of ['Rename…', 'Suspend…', 'Replace…', 'Remove…', 'Edit…', 'Go live…']) {
      const act = button(name).first();
      expect([name, await act.getAttribute('aria-disabled')]).toEqual([name, 'true']);
      expect(await act.getAttribute('title')).toContain('Needs the scope merchants:write');
      await act.click({ force: true });
    }
    expect(await dialog().count()).toBe(0);
    // Nor is it led where it may not go.
    for (const link of ['Orders', 'Show the order', 'Its sandbox orders', 'Audit trail']) {
      expect([link, await page.getByRole('link', { name: link }).count()]).toEqual([link, 0]);
    }
    await page.getByRole('link', { name: 'Merchants', exact: true }).click();
    expect(await button('New merchant').getAttribute('title')).toContain('merchants:write');
  });

  it('knows of its own merchants only, and makes none', async () => {
    const mine = await createMerchant({ name: 'Mine' });
    const theirs = await createMerchant({ name: 'Theirs' });
    const { body } = await api().post('/v1/tokens', {
      name: 'x',
      scopes: ['merchants:read', 'merchants:write'],
      merchants: [mine],
    });
    await operators.signIn(page, '/console/merchants', { token: body.token });
    await row('Mine').waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    expect(await button('New merchant').getAttribute('title')).toContain(
      'a token for all merchants',
    );
    await page.goto(operators.world.url + pathOf(theirs));
    await page.getByRole('alert').getByText('this session may not see the merchant').waitFor();
    await page.goto(operators.world.url + pathOf(mine));
    await button('Suspend…').click();
    await dialog().getByRole('textbox').fill('Mine');
    await button('Suspend', dialog()).click();
    await heading().getByText('Suspended').waitFor();
    const events = (await api().get('/v1/audit-events?limit=1')).body.data;
    expect(events[0]).toMatchObject({
      actor: `token:${body.id}`,
      action: 'changeMerchant',
      subject: mine,
    });
  });
});

it('says that it is not known what became of it, where no answer came', async () => {
  const id = await createMerchant({ name: 'Lost' });
  await open(id);
  await button('Suspend…').click();
  await dialog().getByRole('textbox').fill('Lost');
  await page.route('**/v1/merchants/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    await route.fetch(); // It is done, and nobody hears of it.
    return route.abort();
  });
  await button('Suspend', dialog()).click();
  await dialog().getByText('It may have been done or not').waitFor();
  await page.keyboard.press('Escape');
  await heading().getByText('Suspended').waitFor();
  await eventually(async () => (await read(id)).status === 'suspended');
});
