/**
 * The same cases over three tellers: iPay's tables as written down in `ipay-tables.ts`, the sandbox
 * over HTTP, and the reader that the service uses for the real gateway.
 */
import { statusAnswerOf } from '../../../src/gateway/ipay-answer';
import { readStatus, statusTable } from '../../../src/gateway/ipay-status';
import { walkAsBuyer } from '../../../src/sandbox/buyer';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { CODE_FAMILIES, ORDER_STATES, type OrderState } from '../../../src/sandbox/states';
import { GatewayCaller, orderRequest, type Answer } from './gateway-caller';
import {
  CREATE_FIELD_TABLE,
  DOCUMENTED_STATUS_FIELDS,
  REFERENCE_RULE,
  STATE_TABLE,
  TRANSACTION_TIME,
} from './ipay-tables';

const KEY = 'contract-test-key';
const FIFTEEN_MINUTES = 15 * 60_000;

let sandbox: Sandbox;
let merchant: GatewayCaller;

beforeAll(async () => {
  sandbox = await startSandbox({ merchants: [{ name: 'XYZ.com', apiKey: KEY }] });
  merchant = new GatewayCaller(sandbox, KEY);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.settings.codeFamily = 'hundred';
});

describe('authentication', () => {
  it.each(['wrong-key-of-nobody', 'contract-test-ke', 'CONTRACT-TEST-KEY'])(
    'refuses %s in iPay’s words, for every address',
    async (key) => {
      const stranger = new GatewayCaller(sandbox, key);
      const orderId = await merchant.place({ referenceId: `auth-${key}` });
      const answers = await Promise.all([
        stranger.create(orderRequest()),
        stranger.statusByOrder(orderId),
        stranger.statusByReference(`auth-${key}`),
      ]);
      for (const { status, json } of answers) {
        expect({ status, json }).toEqual({ status: 401, json: { message: 'Invalid API key' } });
      }
      expect(sandbox.ledger().orders).toHaveLength(1);
    },
  );

  it.each([undefined, '', KEY, `Basic ${KEY}`, `Bearer  ${KEY}`, `Bearer ${KEY} x`])(
    'refuses the header %p',
    async (authorization) => {
      const answer = await fetch(`${sandbox.gatewayUrl}/order/IPAY-1/status`, {
        headers: authorization === undefined ? {} : { authorization },
      });
      expect(answer.status).toBe(401);
    },
  );
});

describe('create order', () => {
  it('answers as the documentation’s sample', async () => {
    const request = orderRequest();
    const { status, contentType, json } = await merchant.create(request);
    expect(status).toBe(200);
    expect(contentType).toMatch(/^application\/json/);
    expect(json).toEqual({
      message: 'Order placed successfully',
      orderId: expect.stringMatching(/^IPAY-\d{8}$/),
      paymentUrl: `127.0.0.1:${sandbox.port}/pay/${json.orderId}`,
      referenceId: request.referenceId,
    });
    expect(json.orderId.length).toBeLessThanOrEqual(25);
  });

  const cases = CREATE_FIELD_TABLE.flatMap(({ field, passes, refused }) => [
    ...passes.map((value) => ({ field, value, verdict: 200 })),
    ...refused.map((value) => ({ field, value, verdict: 400 })),
  ]);
  it.each(cases)('answers $verdict to $field = $value', async ({ field, value, verdict }) => {
    const { status, json } = await merchant.create({ ...orderRequest(), [field]: value });
    expect(status).toBe(verdict);
    if (verdict === 400) expect(json).toEqual({ message: expect.stringContaining(field) });
  });

  it.each(REFERENCE_RULE.passes)('takes the reference %p and finds it again', async (reference) => {
    expect((await merchant.create(orderRequest({ referenceId: reference }))).status).toBe(200);
    const { status, json } = await merchant.statusByReference(reference);
    expect([status, json.referenceId]).toEqual([200, reference]);
  });

  it.each(REFERENCE_RULE.refused)('refuses the reference %p', async (referenceId) => {
    const { status, json } = await merchant.create({ ...orderRequest(), referenceId });
    expect([status, json.message]).toEqual([400, expect.stringContaining('referenceId')]);
  });

  it('ignores fields it does not know, and refuses what is no object', async () => {
    expect((await merchant.create({ ...orderRequest(), currency: 'BDT' })).status).toBe(200);
    for (const body of [null, 'text', 5, []]) {
      const { status, json } = await merchant.create(body);
      expect([status, typeof json.message]).toEqual([400, 'string']);
    }
  });

  it('refuses a used reference in iPay’s words, for this merchant only', async () => {
    await merchant.place({ referenceId: 'abcd1234' });
    const again = await merchant.create(orderRequest({ referenceId: 'abcd1234', amount: 7 }));
    expect(again.status).toBe(409);
    expect(again.json).toEqual({ message: "Reference Id 'abcd1234' has already been used" });

    const other = sandbox.addMerchant('Another shop');
    const elsewhere = new GatewayCaller(sandbox, other.apiKey);
    await expect(elsewhere.place({ referenceId: 'abcd1234' })).resolves.toMatch(/^IPAY-/);
    expect(sandbox.ledger({ referenceId: 'abcd1234' }).orders).toHaveLength(2);
  });

  it('accepts one of fifty at once under the same reference', async () => {
    const request = orderRequest();
    const answers = await Promise.all(Array.from({ length: 50 }, () => merchant.create(request)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 409)]);
  });

  it('completes the payment page’s address where it is told to', async () => {
    for (const scheme of ['http', 'https'] as const) {
      sandbox.settings.paymentUrlScheme = scheme;
      const { json } = await merchant.create(orderRequest());
      expect(json.paymentUrl).toBe(`${scheme}://127.0.0.1:${sandbox.port}/pay/${json.orderId}`);
    }
    sandbox.settings.paymentUrlScheme = 'none';
  });
});

/** How an order gets into each state without a command: as a payer, or by waiting. */
const WAYS: Record<OrderState, (paymentUrl: string) => Promise<unknown>> = {
  created: () => Promise.resolve(),
  paid: (page) => walkAsBuyer(page),
  cancelled: (page) => walkAsBuyer(page, { decision: 'cancel' }),
  failed: (page) => walkAsBuyer(page, { fate: 'insufficient-balance' }),
  expired: () => {
    sandbox.advanceClock(FIFTEEN_MINUTES);
    return Promise.resolve();
  },
  error: (page) => {
    sandbox.changeOrder(page.split('/').at(-1)!, { state: 'error' });
    return Promise.resolve();
  },
};

describe.each(CODE_FAMILIES)('order status, %s codes', (family) => {
  describe.each(STATE_TABLE)('$state', (row) => {
    let request: ReturnType<typeof orderRequest>;
    let answers: Answer[];
    let orderId: string;

    beforeEach(async () => {
      sandbox.settings.codeFamily = family;
      request = orderRequest();
      const placed = await merchant.create(request);
      orderId = placed.json.orderId;
      await WAYS[row.state](placed.json.paymentUrl);
      answers = [
        await merchant.statusByOrder(orderId),
        await merchant.statusByReference(request.referenceId),
      ];
    });

    it('is said by both addresses alike, as the tables have it', () => {
      expect(answers[0]).toEqual(answers[1]);
      const { status, json } = answers[0]!;
      expect(status).toBe(200);
      expect(Object.keys(json)).toEqual(expect.arrayContaining([...DOCUMENTED_STATUS_FIELDS]));
      expect(json).toMatchObject({
        statusCode: row.codes[family],
        orderId,
        referenceId: request.referenceId,
        orderAmount: 120,
      });
      if (row.says !== null) expect(json.status).toMatch(row.says);
      expect(json.status).not.toMatch(row.saysNot);
      if (row.state === 'paid') {
        expect(json.transactionId).toMatch(/^[0-9A-Z]{4}-\d{8}$/);
        expect(json.transactionTime).toMatch(TRANSACTION_TIME);
      } else {
        expect(json).toMatchObject({ transactionId: null, transactionTime: null });
      }
    });

    it('is read as that state by the service', () => {
      const read = statusAnswerOf(answers[0]!.json);
      expect(read).not.toBeNull();
      const expected = {
        gatewayOrderId: orderId,
        referenceId: request.referenceId,
        amountMinor: 12_000n,
      };
      expect(readStatus(read!, expected, statusTable(null))).toMatchObject({
        kind: 'state',
        state: row.state,
        transactionTime: row.state === 'paid' ? expect.any(Date) : null,
      });
    });

    it(`${row.payable ? 'can' : 'cannot'} be paid`, async () => {
      const before = sandbox.ledger().entries.length;
      const walk = walkAsBuyer(`${sandbox.url}/pay/${orderId}`);
      await (row.payable
        ? expect(walk).resolves.toBe(request.successCallbackUrl)
        : expect(walk).resolves.toBe(`/pay/${orderId}`));
      expect(sandbox.ledger().entries).toHaveLength(before + (row.payable ? 1 : 0));
    });
  });
});

it('knows all six states and no other', () => {
  expect(STATE_TABLE.map(({ state }) => state)).toEqual([...ORDER_STATES]);
});

describe('whose order it is', () => {
  it('says 404 for an order nobody placed', async () => {
    for (const answer of [
      await merchant.statusByOrder('IPAY-00000000'),
      await merchant.statusByReference('never-heard-of'),
    ]) {
      expect([answer.status, answer.json]).toEqual([404, { message: 'Order not found' }]);
    }
  });

  it('says 404 for another merchant’s order', async () => {
    const orderId = await merchant.place({ referenceId: 'mine' });
    const other = new GatewayCaller(sandbox, sandbox.addMerchant('Prying shop').apiKey);
    expect((await other.statusByOrder(orderId)).status).toBe(404);
    expect((await other.statusByReference('mine')).status).toBe(404);
  });
});

it('tells the time of a payment in Bangladesh', async () => {
  const orderId = await merchant.place();
  await walkAsBuyer(`${sandbox.url}/pay/${orderId}`);
  const { json } = await merchant.statusByOrder(orderId);
  const [payment] = sandbox.ledger({ orderId }).entries.slice(-1);
  const said = Date.parse(json.transactionTime.replace(' BDT', ' +0600'));
  expect(new Date(said).toISOString()).toBe(payment?.at);
});
