import { walkAsBuyer } from '../../../src/sandbox/buyer';
import { listMagic, magicOf } from '../../../src/sandbox/magic';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { GatewayCaller, orderRequest } from './gateway-caller';

const KEY = 'magic-test-key';
const FIFTEEN_MINUTES = 15 * 60_000;

let sandbox: Sandbox;
let merchant: GatewayCaller;

beforeAll(async () => {
  sandbox = await startSandbox({ merchants: [{ name: 'Shop', apiKey: KEY }] });
  merchant = new GatewayCaller(sandbox, KEY);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
});

const pageOf = (orderId: string) => `${sandbox.url}/pay/${orderId}`;

it.each([
  [120.01, 'paid', 200],
  [120.02, 'cancelled', 300],
  [120.03, 'failed', 400],
  [120.04, 'expired', 500],
])('%s is %s at once', async (amount, state, code) => {
  const orderId = await merchant.place({ amount });
  expect(sandbox.order(orderId)?.state).toBe(state);
  expect((await merchant.statusByOrder(orderId)).json.statusCode).toBe(code);
});

it('.11 hangs after accepting, and a second create is told so', async () => {
  const request = orderRequest({ amount: 120.11 });
  await expect(merchant.create(request, 100)).rejects.toThrow(/timeout/);
  expect((await merchant.statusByReference(request.referenceId)).status).toBe(200);
  expect((await merchant.create(request)).status).toBe(409);
});

it('.12 is status 6 three times and then paid', async () => {
  const orderId = await merchant.place({ amount: 120.12 });
  const codes = [];
  for (let asked = 0; asked < 5; asked += 1) {
    codes.push((await merchant.statusByOrder(orderId)).json.statusCode);
  }
  expect(codes).toEqual([600, 600, 600, 200, 200]);
  expect(sandbox.ledger({ orderId }).entries.at(-1)).toMatchObject({ kind: 'payment' });
});

it('.13 is paid with another amount', async () => {
  const orderId = await merchant.place({ amount: 120.13 });
  await walkAsBuyer(pageOf(orderId));
  const { json } = await merchant.statusByOrder(orderId);
  expect(json).toMatchObject({ statusCode: 200, orderAmount: 121.13 });
});

it('.14 is paid a second before expiry', async () => {
  const orderId = await merchant.place({ amount: 120.14 });
  sandbox.advanceClock(FIFTEEN_MINUTES - 2_000);
  expect((await merchant.statusByOrder(orderId)).json.statusCode).toBe(100);
  sandbox.advanceClock(60_000);
  expect((await merchant.statusByOrder(orderId)).json.statusCode).toBe(200);
  const { paidAt, expiresAt } = sandbox.order(orderId)!;
  expect(Date.parse(expiresAt) - Date.parse(paidAt!)).toBe(1_000);
});

it('.15 redirects to success though unpaid', async () => {
  const request = orderRequest({ amount: 120.15 });
  const { orderId } = (await merchant.create(request)).json;
  await expect(walkAsBuyer(pageOf(orderId))).resolves.toBe(request.successCallbackUrl);
  expect((await merchant.statusByOrder(orderId)).json.statusCode).toBe(100);
  expect(sandbox.ledger({ orderId }).entries).toHaveLength(1);
});

it('.16 answers the accepted create with HTML and 502', async () => {
  const request = orderRequest({ amount: 120.16 });
  const answer = await merchant.create(request);
  expect([answer.status, answer.text.slice(0, 6)]).toEqual([502, '<html>']);
  expect((await merchant.statusByReference(request.referenceId)).status).toBe(200);
});

it('.17 refuses the key in mid-order, for this order only, until its magic is taken', async () => {
  const orderId = await merchant.place({ amount: 120.17 });
  const other = await merchant.place();
  expect(await merchant.statusByOrder(orderId)).toMatchObject({
    status: 401,
    json: { message: 'Invalid API key' },
  });
  expect((await merchant.statusByOrder(other)).status).toBe(200);
  sandbox.changeOrder(orderId, { magic: null });
  expect((await merchant.statusByOrder(orderId)).status).toBe(200);
});

it('.18 says the code as text', async () => {
  const orderId = await merchant.place({ amount: 120.18 });
  expect((await merchant.statusByOrder(orderId)).json.statusCode).toBe('100');
  await walkAsBuyer(pageOf(orderId));
  expect((await merchant.statusByOrder(orderId)).json.statusCode).toBe('200');
});

it('.19 says no orderAmount', async () => {
  const orderId = await merchant.place({ amount: 120.19 });
  expect((await merchant.statusByOrder(orderId)).json).not.toHaveProperty('orderAmount');
});

it('.20 says a code nobody knows', async () => {
  const orderId = await merchant.place({ amount: 120.2 });
  const { json } = await merchant.statusByOrder(orderId);
  expect(json).toMatchObject({ statusCode: 299, status: 'Under review' });
});

it('a posted fault goes before magic, and magic can be switched off', async () => {
  const orderId = await merchant.place({ amount: 120.17 });
  sandbox.addFault({ kind: 'http', status: 500, times: 1 });
  expect((await merchant.statusByOrder(orderId)).status).toBe(500);

  sandbox.settings.magicAmounts = false;
  const plain = await merchant.place({ amount: 120.01 });
  expect(sandbox.order(plain)).toMatchObject({ state: 'created', magic: null });
  sandbox.settings.magicAmounts = true;
});

it('leaves every other amount alone', () => {
  const endings = new Set(listMagic().map(({ poisha }) => poisha));
  expect([...endings]).toEqual([1, 2, 3, 4, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  for (let poisha = 0; poisha < 100; poisha += 1) {
    expect(magicOf(12_000 + poisha) !== null).toBe(endings.has(poisha));
  }
});
