import type { BrowserContext, Page, Route } from 'playwright-core';
import { fromTypedId } from '../../../src/http/typed-id';
import { eventually, orderBody, startWorld } from '../../support/service';
import { startTcpGate } from '../../support/tcp-gate';
import { focused } from '../in-page';
import { objectionsOf } from '../objections';
import { atTheConsole } from './at-the-console';
import type { Operators } from './operators';

jest.setTimeout(240_000);

let operators: Operators;
let context: BrowserContext;
let page: Page;

atTheConsole((desk) => {
  ({ operators, context, page } = desk);
});

const OVERVIEW = '/console/overview';
/** Tests go on when midnight passes in Dhaka. */
const WEEK = `${OVERVIEW}?period=7d`;
/** What is slow to answer is asked less, and a busy machine is slow. */
const IN_TIME = { withinMs: 90_000 };
const money = () => page.getByRole('region', { name: 'Is money moving?' });
const of = (environment: string, on = page) =>
  on.getByRole('region', { name: environment, exact: true });
const sums = (environment: string, on = page) =>
  of(environment, on).getByRole('table', { name: 'Orders and sums by state' });
const live = () => page.getByRole('button', { name: /^Live\./ });

/** A row of the table by states: orders, those before, sum, sum before. */
async function row(environment: string, state: string, on = page): Promise<string[]> {
  const found = sums(environment, on)
    .getByRole('row')
    .filter({ has: on.getByRole('rowheader', { name: state, exact: true }) });
  return (await found.count()) === 0 ? [] : found.getByRole('cell').allInnerTexts();
}

async function countOf(environment: string, state: string, on = page): Promise<number> {
  const [count = '0'] = await row(environment, state, on);
  return Number(count.replace(/,/g, ''));
}

/** What the service counts itself, of all that there is. */
async function counted(environment: string, state: string) {
  const { body } = await operators.world.api.get('/v1/orders/stats');
  const found = body.environments.find((one: any) => one.environment === environment);
  return { count: 0, amount: '0.00', ...found.states[state] };
}

async function placeInProduction(): Promise<void> {
  const { id } = await operators.world.createMerchant({
    name: 'Real shop',
    environment: 'production',
  });
  const answer = await operators.world.api.post(`/v1/merchants/${id}/orders`, orderBody());
  if (answer.status > 202) throw new Error(JSON.stringify(answer.body));
}

describe('is money moving', () => {
  it('is where the console begins, with the focus in the search', async () => {
    await operators.signIn(page);
    await page.waitForURL(`**${OVERVIEW}`);
    await page.getByRole('heading', { level: 1 }).getByText('Overview').waitFor();
    const pages = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
    expect((await pages.allInnerTexts()).map((text) => text.split('\n')[0])).toEqual(
      expect.arrayContaining(['Overview', 'Orders']),
    );
    await pages.first().getByText('Overview').waitFor();
    expect(await page.evaluate<string>('document.activeElement.type')).toBe('search');
  });

  it('counts and adds up what was ordered, and each number leads to its orders', async () => {
    const paid = await operators.pay(await operators.placeOrder({ amount: 123456.78 }));
    await operators.placeOrder({ amount: 0.05 });
    const [ours, pending] = [await counted('sandbox', 'paid'), await counted('sandbox', 'pending')];
    await operators.signIn(page, WEEK);
    await sums('Sandbox').waitFor();
    const [count, before, amount, amountBefore] = await row('Sandbox', 'Paid');
    expect([count, before, amountBefore]).toEqual([String(ours.count), '0', '৳0.00']);
    expect(amount?.replace(/[৳,]/g, '')).toBe(ours.amount);
    expect(amount).toMatch(/^৳\d,\d\d,\d{3}\.\d\d$/);
    expect(await countOf('Sandbox', 'Pending')).toBe(pending.count);
    await of('Sandbox').getByText('Success rate').waitFor();
    await of('Sandbox').getByText('100.0%').waitFor();

    await sums('Sandbox').getByRole('row', { name: /Paid/ }).getByRole('link').click();
    await page.waitForURL(/\/console\/orders\?state=paid&environment=sandbox&createdFrom=/);
    await page.getByRole('link', { name: paid.referenceId }).waitFor();
    const listed = page.getByRole('table').locator('tbody').getByRole('row');
    expect(await listed.count()).toBe(ours.count);
  });

  it('follows a payment without being loaded again', async () => {
    const order = await operators.placeOrder();
    await operators.signIn(page, WEEK);
    await live().waitFor();
    await sums('Sandbox').waitFor();
    const before = await countOf('Sandbox', 'Paid');
    await page.evaluate('globalThis.stillHere = true');
    await operators.pay(order);
    await eventually(async () => (await countOf('Sandbox', 'Paid')) === before + 1, {
      ...IN_TIME,
      what: 'the payment in the figures',
    });
    expect(await page.evaluate<boolean>('globalThis.stillHere')).toBe(true);
  });

  it('stands still while it is paused, and catches up', async () => {
    const order = await operators.placeOrder();
    const watching = await context.newPage();
    await operators.signIn(page, WEEK);
    await watching.goto(page.url());
    for (const on of [page, watching]) {
      await on.getByRole('button', { name: /^Live\./ }).waitFor();
      await sums('Sandbox', on).waitFor();
    }
    const before = await countOf('Sandbox', 'Paid');
    await live().click();
    await page.getByText('Not live since').waitFor();
    const [asked, askedElsewhere]: [string[], string[]] = [[], []];
    page.on('request', (request) => asked.push(request.url()));
    watching.on('request', (request) => askedElsewhere.push(request.url()));
    await operators.pay(order);
    // As long as it takes where it is not paused.
    await eventually(
      async () => (await countOf('Sandbox', 'Paid', watching)) === before + 1,
      IN_TIME,
    );
    await eventually(
      () => askedElsewhere.filter((url) => url.includes('/v1/ops/')).length > 1,
      IN_TIME,
    );
    expect(await countOf('Sandbox', 'Paid')).toBe(before);
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: /^Paused/ }).click();
    await eventually(async () => (await countOf('Sandbox', 'Paid')) === before + 1, IN_TIME);
  });

  it('says as of when the figures are, while orders have changed since', async () => {
    await operators.signIn(page, WEEK);
    await live().waitFor();
    await sums('Sandbox').waitFor();
    const asOf = money().getByText('As of');
    expect(await asOf.count()).toBe(0);
    const held: Route[] = [];
    let isHolding = true;
    await page.route('**/v1/orders/stats?*', async (route) => {
      if (isHolding) held.push(route);
      else await route.continue();
    });
    await operators.placeOrder();
    await eventually(() => held.length > 0, { ...IN_TIME, what: 'figures that are waited for' });
    const before = new Date().toISOString();
    await operators.placeOrder();
    await asOf.waitFor();
    const at = await asOf.locator('time').getAttribute('datetime');
    expect(at && at < before).toBe(true);
    isHolding = false;
    await Promise.all(held.map((route) => route.continue()));
    await asOf.waitFor({ state: 'detached', timeout: IN_TIME.withinMs });
  });

  it('shows the same as bars and as a table, by hour and by day, and remembers it', async () => {
    await operators.pay(await operators.placeOrder({ amount: 250 }));
    await operators.signIn(page, `${OVERVIEW}?period=24h`);
    const bars = of('Sandbox').getByRole('img', { name: /^Orders by hour: \d+ in all/ });
    await bars.locator('canvas').waitFor();
    // The present hour is read out without pointing at anything.
    await of('Sandbox')
      .getByText(/ so far: \d+ orders?, ৳/)
      .waitFor();

    const { count } = await counted('sandbox', 'paid');
    await page.getByRole('button', { name: 'Table' }).click();
    expect(await bars.count()).toBe(0);
    const table = of('Sandbox').getByRole('table', { name: 'Orders by hour' });
    const columns = await table.getByRole('columnheader').allInnerTexts();
    // The first is the name of the row.
    const paidAt = `td:nth-of-type(${columns.indexOf('Paid')})`;
    const paid = await table.locator(`tbody ${paidAt}`).allInnerTexts();
    expect(paid).toHaveLength(24);
    expect(paid.reduce((sum, text) => sum + (Number(text) || 0), 0)).toBe(count);
    await page.reload();
    await table.waitFor();

    await page.getByRole('link', { name: '30 days' }).click();
    await page.waitForURL(`**${OVERVIEW}?period=30d`);
    const days = of('Sandbox').getByRole('table', { name: 'Orders by day' });
    await days.waitFor();
    expect(await days.locator('tbody').getByRole('row').count()).toBe(30);
    await page.reload();
    await days.waitFor();
    await newestDay(days).click();
    await page.waitForURL(/\/console\/orders\?environment=sandbox&createdFrom=.*&createdTo=/);
  });

  const newestDay = (table: ReturnType<Page['getByRole']>) => table.getByRole('link').first();

  it('keeps play money and real money apart, real money first', async () => {
    await operators.placeOrder();
    await operators.signIn(page, OVERVIEW);
    await sums('Sandbox').waitFor();
    await page.getByText('Production: no orders in this time, and none yesterday').waitFor();
    await placeInProduction();
    await sums('Production').waitFor({ timeout: IN_TIME.withinMs });
    expect(await countOf('Production', 'All')).toBe(1);
    const names = await money().getByRole('heading', { level: 3 }).allInnerTexts();
    expect(names).toEqual(['Production', 'Sandbox']);

    await page.getByLabel('Environment', { exact: true }).selectOption('production');
    await of('Sandbox').waitFor({ state: 'detached' });
    expect(await countOf('Production', 'All')).toBe(1);
    await page.getByLabel('Environment', { exact: true }).selectOption('sandbox');
    await of('Production').waitFor({ state: 'detached' });
    await sums('Sandbox').waitFor();
  });

  it('draws anew in the colours of another theme, and keeps to its policy', async () => {
    await operators.placeOrder();
    await operators.signIn(page, OVERVIEW);
    const objections = objectionsOf(page);
    const canvas = of('Sandbox').locator('canvas').first();
    await canvas.waitFor();
    const picture = () =>
      page.evaluate<string>('document.querySelector("[aria-label=Sandbox] canvas").toDataURL()');
    const light = await picture();
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    await eventually(async () => (await picture()) !== light);
    await of('Sandbox').locator('.u-over').first().hover();
    await page.getByRole('link', { name: '7 days' }).click();
    await page.getByText('Orders by day').first().waitFor();
    // The stream never rests; what the page leaves behind it does.
    await page.goto(`${operators.world.url}/console/queues`);
    expect(await objections()).toEqual([]);
  });

  it('goes by keyboard', async () => {
    await operators.placeOrder();
    await operators.signIn(page, OVERVIEW);
    await sums('Sandbox').waitFor();
    await page.keyboard.press('Escape');
    const press = page.getByRole('link', { name: '24 hours' });
    await press.focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toEqual({ name: '7 days', outline: 'solid' });
    await page.keyboard.press('Enter');
    await page.waitForURL('**?period=7d');
    await page.getByRole('button', { name: 'Table' }).focus();
    await page.keyboard.press('Enter');
    await of('Sandbox').getByRole('table', { name: 'Orders by day' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/orders\?environment=/);
  });

  it('says what to do when the figures cannot be had, and shows none of another time', async () => {
    const gate = await startTcpGate(operators.world.database.url);
    const { url: origin } = await operators.world.startAnother({
      DATABASE_URL: gate.url,
      ROLE: 'api',
    });
    await operators.placeOrder();
    await operators.signIn(page, OVERVIEW, { origin });
    await sums('Sandbox').waitFor();
    await gate.shut();
    await page.getByRole('link', { name: '24 hours' }).click();
    const alert = money().getByRole('alert');
    await alert.getByText('Try again in a few seconds').waitFor();
    // Those of today under “24 hours” would be believed.
    expect(await sums('Sandbox').count()).toBe(0);
    await gate.open();
    // By itself.
    await alert.waitFor({ state: 'detached', timeout: IN_TIME.withinMs });
    await sums('Sandbox').waitFor();
  });
});

const finding = (text: string | RegExp) => page.getByRole('listitem').filter({ hasText: text });
const region = (name: string) => page.getByRole('region', { name, exact: true });
const verdicts = () => page.getByRole('status', { name: 'In short' });

describe('is anything stuck', () => {
  it('names the orders that need a human and leads to them', async () => {
    await operators.signIn(page, OVERVIEW);
    await verdicts().getByText('Nothing is stuck').waitFor();
    await region('Is anything stuck?').getByText('No order needs a human').waitFor();
    const flagged = await operators.placeFlagged();
    await finding('1 order needs a human, since').waitFor();
    await verdicts().getByText('Stuck: 1 to look at').waitFor();
    await finding('1 order needs a human').getByRole('link').click();
    await page.waitForURL('**/console/attention');
    await page.getByRole('link', { name: flagged.referenceId }).waitFor();
  });

  it('leads to the check that is overdue for longest, and says why nobody asks', async () => {
    const alone = await startWorld({ environment: { ROLE: 'api' } });
    try {
      const { id } = await alone.createMerchant();
      const orders = `/v1/merchants/${id}/orders`;
      const [oldest] = [
        await alone.api.post(orders, orderBody()),
        await alone.api.post(orders, orderBody()),
      ];
      const late = `UPDATE order_checks SET next_at = now() - $1::interval, lease_until = NULL`;
      await alone.sql(late, ['2 minutes']);
      await alone.sql(`${late} WHERE order_id = $2`, [
        '4 minutes',
        fromTypedId('ord', oldest.body.id),
      ]);
      await operators.signIn(page, OVERVIEW, { origin: alone.url });
      await finding(/2 checks are overdue by up to 4 min/).waitFor();
      await region('Are we well?').getByText('No process looks for due work.').waitFor();
      await verdicts().getByText('Ourselves: 1 to look at').waitFor();
      const link = finding(/2 checks are overdue/).getByRole('link', { name: 'Open the oldest.' });
      expect(await link.getAttribute('href')).toBe(`/console/orders/${id}/${oldest.body.id}`);

      // It is asked for again and again.
      await alone.sql(`UPDATE order_checks SET next_at = now() + interval '1 hour'`);
      await finding(/checks are overdue/).waitFor({ state: 'detached', timeout: IN_TIME.withinMs });
      await verdicts().getByText('Nothing is stuck').waitFor();
      await verdicts().getByText('Money is moving').waitFor();

      // Nothing is said of what nothing is known of.
      await page.getByLabel('Environment', { exact: true }).selectOption('production');
      await page.getByText('No orders in this time').waitFor();
      await region('Is iPay well?').getByText('iPay was not called').waitFor();
      expect(await verdicts().getByRole('link').allInnerTexts()).toEqual([
        'Nothing is stuck',
        'Ourselves: 1 to look at',
      ]);
    } finally {
      await alone.stop();
    }
  });
});

describe('is iPay well', () => {
  it('tells what came of the calls, and how long they took', async () => {
    await operators.pay(await operators.placeOrder());
    await operators.signIn(page, OVERVIEW);
    const calls = region('Is iPay well?').getByRole('table', {
      name: 'Calls of the last 15 minutes',
    });
    const asked = calls.getByRole('row', { name: /^Sandbox: ask for its status/ });
    await asked.getByText(/answered \d+/).waitFor();
    const [count, half] = await asked.getByRole('cell').allInnerTexts();
    expect(Number(count)).toBeGreaterThan(0);
    expect(half).toMatch(/^\d+ (ms|s)$/);
    await page.getByLabel('Environment', { exact: true }).selectOption('production');
    await asked.waitFor({ state: 'detached' });
  });

  it('names the merchant whose calls are held back, and leads to the orders that wait', async () => {
    const { world } = operators;
    const broken = await world.createMerchant({ name: 'Chaldal' });
    const { apiKey } = broken;
    world.sandbox.addFault({ kind: 'http', status: 500, operation: 'create', apiKey });
    const orders = `/v1/merchants/${broken.id}/orders`;
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => world.api.post(orders, orderBody())),
    );
    const waiting = answers.filter(({ status }) => status === 202);
    await operators.signIn(page, OVERVIEW);
    await page.getByText('Sandbox: New orders of Chaldal are held back after failures').waitFor();
    await verdicts()
      .getByText(/^iPay: \d to look at/)
      .waitFor();
    await finding('New orders of Chaldal are held back').getByRole('link').click();
    await page.waitForURL(/state=creating/);
    const listed = page.getByRole('table').locator('tbody').getByRole('row');
    await listed.filter({ hasText: 'Chaldal' }).first().waitFor();
    expect(await listed.count()).toBe(waiting.length);
    expect(await listed.filter({ hasText: 'Chaldal' }).count()).toBe(waiting.length);
    world.sandbox.clearFaults();
  });
});

describe('are we well', () => {
  it('names every process, and the one that is silent', async () => {
    await operators.signIn(page, OVERVIEW);
    const processes = region('Are we well?').getByRole('table', { name: 'Processes' });
    await processes
      .getByRole('rowheader', { name: new RegExp(`:${process.pid}$`) })
      .first()
      .waitFor();
    await region('Are we well?').getByText('Queue on Postgres: verification').waitFor();
    // What a process leaves behind that was killed.
    await operators.world.sql(`
      INSERT INTO process_heartbeats
      SELECT (jsonb_populate_record(h, jsonb_build_object('id', gen_random_uuid(), 'pid', 4242,
        'seen_at', now() - interval '70 seconds'))).*
      FROM process_heartbeats h LIMIT 1`);
    await finding(/:4242 has been silent for 1 min/).waitFor({ timeout: IN_TIME.withinMs });
    await processes.getByRole('row', { name: /:4242/ }).getByText('silent').waitFor();
    await operators.world.sql('DELETE FROM process_heartbeats WHERE pid = 4242');
  });
});

it.each(['some merchants only', 'orders only'])(
  'shows a session for %s what it may see, and nothing broken',
  async (what) => {
    const { world, merchantId } = operators;
    const { body } = await world.api.post('/v1/tokens', {
      name: what,
      ...(what === 'orders only'
        ? { scopes: ['orders:read'], merchants: '*' }
        : { scopes: ['orders:read', 'ops:read'], merchants: [merchantId] }),
    });
    await operators.placeOrder();
    await operators.signIn(page, '/console/attention', { token: body.token });
    const [asked, refused]: [string[], string[]] = [[], []];
    page.on('request', (request) => asked.push(request.url()));
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(response.url());
    });
    await page.getByRole('link', { name: 'Overview' }).click();
    await sums('Sandbox').waitFor();
    await region('Is anything stuck?').waitFor();
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
      'Is money moving?',
      'Is anything stuck?',
    ]);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(asked.filter((url) => url.includes('/v1/ops/'))).toEqual([]);
    expect(refused).toEqual([]);
  },
);
