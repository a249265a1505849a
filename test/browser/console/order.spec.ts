import type { BrowserContext, Page } from 'playwright-core';
import { eventually } from '../../support/service';
import { atTheConsole } from './at-the-console';
import type { Operators, PlacedOrder } from './operators';

jest.setTimeout(60_000);

let operators: Operators;
let context: BrowserContext;
let page: Page;

atTheConsole((desk) => {
  ({ operators, context, page } = desk);
});

const why = () => page.getByRole('region', { name: 'Why' });
const timeline = () => page.getByRole('region', { name: 'Timeline' });
const notice = (text: string) => page.locator('.notice').filter({ hasText: text });

async function open(order: PlacedOrder): Promise<void> {
  await operators.signIn(page, operators.pathOf(order));
  await why().waitFor();
}

it('answers the call on one screen: state, since when, what iPay said, what comes next', async () => {
  const order = await operators.verify(await operators.placeOrder({ amount: 1200 }));
  await open(order);
  const seen = [
    page.getByRole('heading', { level: 1 }).getByText('৳1,200.00'),
    page.getByRole('heading', { level: 1 }).getByText('Pending'),
    why().getByText('iPay has accepted the order and the buyer has not paid yet.'),
    why().getByText('Since', { exact: true }),
    why().getByText('code 100 “Order created”'),
    why().getByText(/iPay is asked again in \d+ s/),
    page.getByRole('button', { name: 'Ask iPay now' }),
    page.getByRole('button', { name: 'Copy for iPay support' }),
    page.getByText(order.referenceId).first(),
    page.getByText(order.gateway.orderId).first(),
  ];
  for (const each of seen) {
    await each.waitFor();
    const box = await each.boundingBox();
    expect(box && box.y + box.height).toBeLessThan(800);
  }
  expect(await page.evaluate<number>('scrollY')).toBe(0);
  expect(await page.getByText(/mark.*paid/i).count()).toBe(0);
});

it('becomes paid before the eyes of who looks, without reloading', async () => {
  const order = await operators.placeOrder();
  await open(order);
  await page.getByRole('button', { name: /^Live\./ }).waitFor();
  await page.evaluate('globalThis.stillHere = true');
  const { transactionId } = await operators.pay(order);
  await page.getByRole('heading', { level: 1 }).getByText('Paid').waitFor();
  await why().getByText('iPay says that the order is paid.').waitFor();
  await why().getByText('Nothing more will be asked.').waitFor();
  await timeline().getByText('iPay says paid').waitFor();
  await page
    .getByText(transactionId ?? 'no transaction')
    .first()
    .waitFor();
  await notice('The order has changed: Paid.').waitFor();
  // The platform's end was told, and that is in the timeline without a further press.
  await timeline()
    .getByText(/order\.paid.*answered 204/)
    .waitFor();
  expect(await page.evaluate<boolean>('globalThis.stillHere')).toBe(true);
});

it('tells one story: events, return hits, checks, deliveries, acts; with the evidence', async () => {
  const order = await operators.placeOrder();
  operators.world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
  await operators.comeBack(order);
  await eventually(() => operators.receiver.of(order.id, 'order.paid').length > 0);
  await operators.world.api.post(`${operators.orders}/${order.id}/fulfilment`, {
    by: 'order-service',
    claimId: 'parcel-1',
  });
  await open(order);
  await timeline()
    .getByText(/order\.paid.*answered 204/)
    .waitFor();
  const titles = await timeline().locator('.entry-title').allTextContents();
  expect(titles.filter((title) => title !== 'Webhook')).toEqual([
    'Created',
    'Pending',
    'Buyer came back',
    'Paid',
    'Fulfilled',
  ]);
  expect(titles.filter((title) => title === 'Webhook')).toHaveLength(2);

  const paid = timeline().getByRole('listitem').filter({ hasText: 'iPay says paid' });
  const evidence = paid.locator('pre');
  expect(await evidence.isVisible()).toBe(false);
  await paid.getByText('Evidence').click();
  expect(await evidence.textContent()).toMatch(
    /^GET \/api\/pg\/order\/IPAY-\d+\/status\n[^]*"status": "Successfully paid"/,
  );
});

it('asks iPay now, and says what came of it', async () => {
  const order = await operators.placeOrder();
  await open(order);
  await page.getByRole('button', { name: 'Ask iPay now' }).click();
  await notice('iPay has answered; the order stays as it is: Pending.').waitFor();
  await timeline().getByText('Asked', { exact: true }).waitFor();

  operators.world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
  await page.getByRole('button', { name: 'Ask iPay now' }).click();
  await page.getByRole('heading', { level: 1 }).getByText('Paid').waitFor();
  const ask = page.getByRole('button', { name: 'Ask iPay now' });
  await eventually(async () => (await ask.getAttribute('aria-disabled')) === 'true');
  expect(await ask.getAttribute('title')).toBe('iPay has said paid, and that never changes.');

  const [act] = await operators.world.sql<{ actor: string }>(
    `SELECT actor FROM audit_events WHERE subject LIKE '%' || $1 || '%' ORDER BY at DESC LIMIT 1`,
    [order.id],
  );
  expect(act?.actor).toBe('admin');
});

it('sends a webhook again', async () => {
  const order = await operators.placeOrder();
  const paid = await operators.pay(order);
  await eventually(() => operators.receiver.of(order.id, 'order.paid').length === 1);
  await open(paid);
  await page.getByRole('button', { name: 'Resend a webhook' }).click();
  const dialog = page.getByRole('dialog', { name: 'Resend a webhook' });
  await dialog
    .getByRole('listitem')
    .filter({ hasText: 'order.paid' })
    .getByRole('button', { name: 'Send again' })
    .click();
  const [first, again] = await eventually(() => {
    const received = operators.receiver.of(order.id, 'order.paid');
    return received.length === 2 && received;
  });
  expect(again?.id).toBe(first?.id);
  // Where it can be heard and closed: nothing outside of the dialog can.
  await dialog.getByText('order.paid is on its way again.').waitFor();
  await page.keyboard.press('Escape');
  await notice('order.paid is on its way again.').waitFor();
});

it('resolves attention with a note that stays', async () => {
  const order = await operators.placeFlagged();
  await open(order);
  const count = page.getByRole('link', { name: /^Attention/ });
  await eventually(async () => (await count.textContent())?.includes('1'));
  const panel = page.getByRole('region', { name: 'Needs attention' });
  await panel.getByText('status 299 “Under review” is not in the status table').waitFor();
  await panel.getByRole('button', { name: 'Resolve…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Resolve the attention' });
  await dialog.getByRole('button', { name: 'Resolve the attention' }).click();
  await dialog.getByText('Say what you found out').waitFor();
  await dialog
    .getByLabel('What you found out and did')
    .fill('iPay says: under review until Monday');
  await dialog.getByRole('button', { name: 'Resolve the attention' }).click();
  await panel.waitFor({ state: 'detached' });
  await timeline().getByText('resolved: iPay says: under review until Monday').waitFor();
  await eventually(async () => (await count.textContent()) === 'Attention');
  const { body } = await operators.world.api.get(`${operators.orders}/${order.id}`);
  expect(body).toMatchObject({ state: 'pending', attention: null });
});

it('keeps what is written when somebody else resolves it meanwhile, and says so', async () => {
  const order = await operators.placeFlagged();
  await open(order);
  await page.getByRole('button', { name: /^Live\./ }).waitFor();
  await page.getByRole('button', { name: 'Resolve…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Resolve the attention' });
  const note = dialog.getByLabel('What you found out and did');
  await note.fill('Half of what I know');
  const resolve = `${operators.orders}/${order.id}/attention/resolve`;
  await operators.world.api.post(resolve, { note: 'mine' });
  await dialog.getByRole('button', { name: 'Resolve the attention' }).click();
  await dialog.getByText('Somebody has resolved it meanwhile').waitFor();
  expect(await note.inputValue()).toBe('Half of what I know');

  // iPay says the same again, which is another flag: nobody settles what he has not read.
  await operators.verify(order);
  await dialog.getByText('Meanwhile another flag stands here.').waitFor();
  await dialog.getByRole('button', { name: 'Resolve the attention' }).click();
  expect(await note.inputValue()).toBe('Half of what I know');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await timeline().getByText('resolved: mine').waitFor();
  expect(await timeline().getByText('Half of what I know').count()).toBe(0);
});

it('throws nothing written away for a press that misses or a mark that ends outside', async () => {
  await open(await operators.placeFlagged());
  const [dialog, resolve] = [
    page.getByRole('dialog'),
    page.getByRole('button', { name: 'Resolve…' }),
  ];
  await resolve.click();
  const box = await dialog.getByRole('textbox').boundingBox();
  await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 10);
  await page.mouse.down();
  await page.mouse.move(5, 400);
  await page.mouse.up();
  await dialog.getByRole('textbox').fill('Long in the writing');
  await page.mouse.click(5, 400);
  expect(await dialog.getByRole('textbox').inputValue()).toBe('Long in the writing');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await resolve.click();
  await dialog.waitFor();
  await page.mouse.click(5, 400);
  await dialog.waitFor({ state: 'detached' });
});

it('is printed dark on light, without what is pressed', async () => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(await operators.placeFlagged());
  await page.getByRole('button', { name: 'Theme: as the system' }).click();
  await page.getByRole('button', { name: 'Theme: light' }).click();
  const letters = () => page.evaluate<string>('getComputedStyle(document.body).color');
  await eventually(async () => (await letters()) === 'rgb(231, 235, 238)');
  await page.emulateMedia({ media: 'print' });
  await eventually(async () => (await letters()) === 'rgb(20, 24, 27)');
  expect(await why().isVisible()).toBe(true);
  for (const pressed of ['Ask iPay now', 'Resolve…', 'Copy Order id']) {
    expect(await page.getByRole('button', { name: pressed }).count()).toBe(0);
  }
});

it('says where the timeline is longer than what is shown', async () => {
  const order = await operators.placeOrder();
  await operators.world.sql(
    `INSERT INTO order_events (merchant_id, order_id, seq, id, type, cause, state, detail)
    SELECT merchant_id, id, 1000 + number, gen_random_uuid(), 'order.checked', 'api', 'pending',
      'asked ' || number
    FROM orders, generate_series(1, 1000) AS number WHERE reference_id = $1`,
    [order.referenceId],
  );
  await open(order);
  await timeline().getByText('Only the first 1,000 entries are shown').waitFor();
});

it('copies all that iPay asks for, also where there is no clipboard for scripts', async () => {
  const order = await operators.pay(await operators.placeOrder({ amount: 123456.78 }));
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(order);
  await page.getByRole('button', { name: 'Copy for iPay support' }).click();
  await notice('Copied. Paste it into your message to iPay.').waitFor();
  const text = await page.evaluate<string>('navigator.clipboard.readText()');
  for (const fact of [order.gateway.orderId, order.referenceId, order.id, order.transactionId]) {
    expect(text).toContain(fact);
  }
  expect(text).toContain('৳1,23,456.78');
  expect(text).toMatch(/Created: .* \(Asia\/Dhaka\) = .* UTC/);
  expect(text).toMatch(/POST \/api\/pg\/order\n {3}200 in \d+ ms: \{/);
  expect(text).not.toContain('gateway-key-canary');

  await page.evaluate(
    `navigator.clipboard.writeText = () => Promise.reject(new Error('not here'));
     document.execCommand = () => false;`,
  );
  await page.getByRole('button', { name: 'Copy for iPay support' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy for iPay support' });
  expect(await dialog.getByRole('textbox').inputValue()).toBe(text);
});

it('says what to do where there is no such order', async () => {
  await operators.signIn(page, `/console/orders/${operators.merchantId}/ord_unknown`);
  const trouble = page.getByRole('alert').filter({ hasText: 'There is no such order' });
  await trouble.getByText('search by the reference').waitFor();
  await trouble.getByText('Request id').waitFor();
});
