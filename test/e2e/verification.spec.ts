import { placeInJitter } from '../../src/orders/check-schedule';
import type { FaultInput } from '../../src/sandbox/server';
import { QUEUE_BACKENDS, type TestQueue } from '../support/queue-backends';
import { eventually, newApiKey, orderBody, startWorld, type World } from '../support/service';

/** Quick, and never used up within a test. */
const QUICK = {
  pending: Array.from({ length: 400 }, (_, i) => (i + 1) / 10),
  late: Array.from({ length: 100 }, (_, i) => (i + 1) * 0.3),
  error: { first: 0.1, max: 0.2, for: 60, thenEvery: 60, thenFor: 60 },
  creating: { first: 0.1, max: 0.2, for: 60, thenEvery: 60, thenFor: 60 },
  jitter: 0,
};

/** Used up within two seconds. */
const SHORT = {
  pending: [0.1, 0.3],
  late: [0.1],
  error: { first: 0.1, max: 0.4, for: 1.2, thenEvery: 0.3, thenFor: 0.5 },
  creating: { first: 0.1, max: 0.2, for: 0.6, thenEvery: 0.2, thenFor: 0.3 },
  jitter: 0,
};

const TIMEOUT_MS = 500;

interface Merchant {
  id: string;
  apiKey: string;
}

/** What the tests below do, in the words they do it in. */
class Counter {
  constructor(readonly world: World) {}

  static async open(queue: TestQueue, schedule: object | null): Promise<Counter> {
    return new Counter(
      await startWorld({
        environment: {
          ...queue.environment,
          ...(schedule && { VERIFY_SCHEDULE: JSON.stringify(schedule) }),
          IPAY_TIMEOUT_MS: String(TIMEOUT_MS),
          DISPATCH_INTERVAL_MS: '50',
        },
      }),
    );
  }

  create(merchant: Merchant, fields: object = {}) {
    return this.world.api.post(`/v1/merchants/${merchant.id}/orders`, orderBody(fields));
  }

  /** An order that iPay has accepted. */
  async pending(merchant: Merchant, fields: object = {}) {
    const { status, body } = await this.create(merchant, fields);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  }

  /** An order of which it is not known whether iPay has taken it, by these faults. */
  async creating(merchant: Merchant, faults: FaultInput[], fields: object = {}) {
    const body = orderBody(fields);
    const referencePattern = body.referenceId as string;
    for (const fault of faults) this.world.sandbox.addFault({ referencePattern, ...fault });
    const created = await this.world.api.post(`/v1/merchants/${merchant.id}/orders`, body);
    expect(created).toMatchObject({ status: 202, body: { state: 'creating', paymentUrl: null } });
    return created.body;
  }

  at(order: any, state: string) {
    this.world.sandbox.changeOrder(order.gateway.orderId, { state } as never);
  }

  says(order: any, says: Record<string, unknown> | null) {
    this.world.sandbox.changeOrder(order.gateway.orderId, { says });
  }

  async read(order: any) {
    return (await this.world.api.get(addressOf(order))).body;
  }

  verify(order: any) {
    return this.world.api.post(`${addressOf(order)}/verify`);
  }

  async timeline(order: any): Promise<any[]> {
    return (await this.world.api.get(`${addressOf(order)}/events?limit=200`)).body.data;
  }

  async types(order: any): Promise<string[]> {
    return (await this.timeline(order)).map(({ type }) => type);
  }

  /** Waits until the order looks like that, by itself. */
  until(order: any, what: string, isTrue: (order: any) => boolean) {
    return eventually(
      async () => {
        const now = await this.read(order);
        return isTrue(now) && now;
      },
      { what: `“${what}” of ${order.referenceId}` },
    );
  }

  untilState(order: any, state: string) {
    return this.until(order, state, (now) => now.state === state);
  }

  untilFlagged(order: any, reason: string) {
    return this.until(order, reason, (now) => now.attention?.reason === reason);
  }

  /** Waits until the timeline has so many events of a type, and returns them. */
  untilEvents(order: any, type: string, count: number) {
    return eventually(
      async () => {
        const found = (await this.timeline(order)).filter((event) => event.type === type);
        return found.length >= count && found;
      },
      { what: `${count} × ${type}` },
    );
  }

  tally(order: any) {
    const { referenceId } = order;
    const [tally] = this.world.sandbox.ledger({ referenceId }).references;
    return tally ?? { createsReceived: 0, createsAccepted: 0, statusQuestionsReceived: 0 };
  }

  /** The order as iPay has it. */
  there({ referenceId }: any) {
    return this.world.sandbox.ledger({ referenceId }).orders[0];
  }

  async checksOf(order: any): Promise<number> {
    const rows = await this.world.sql(
      `SELECT FROM order_checks c JOIN orders o ON o.merchant_id = c.merchant_id AND o.id = c.order_id
       WHERE o.reference_id = $1`,
      [order.referenceId],
    );
    return rows.length;
  }

  /** What must be true at any moment. */
  async expectNothingForgotten(): Promise<void> {
    const forgotten = await this.world.sql(`
      SELECT o.reference_id, o.state FROM orders o
      LEFT JOIN order_checks c ON c.merchant_id = o.merchant_id AND c.order_id = o.id
      WHERE o.state IN ('creating', 'pending', 'error')
        AND c.order_id IS NULL AND o.attention_reason IS NULL`);
    expect(forgotten).toEqual([]);
    const gaps = await this.world.sql(`
      SELECT o.reference_id FROM orders o JOIN order_events e
        ON e.merchant_id = o.merchant_id AND e.order_id = o.id
      GROUP BY o.merchant_id, o.id
      HAVING o.version <> count(*) OR o.version <> max(e.seq)`);
    expect(gaps).toEqual([]);
    const twice = this.world.sandbox
      .ledger()
      .references.filter(({ createsAccepted }) => createsAccepted > 1);
    expect(twice).toEqual([]);
  }
}

function addressOf({ merchantId, id }: { merchantId: string; id: string }): string {
  return `/v1/merchants/${merchantId}/orders/${id}`;
}

const NEVER_ARRIVES = { kind: 'reset', operation: 'create', times: 1 } satisfies FaultInput;
const NEVER_ANSWERED = {
  kind: 'html',
  operation: 'create',
  when: 'after',
  times: 1,
} satisfies FaultInput;
const NO_ANSWERS = { kind: 'http', operation: 'status', status: 503 } satisfies FaultInput;
const NOT_FOUND_ONCE = {
  kind: 'refuse',
  operation: 'status',
  status: 404,
  times: 1,
} satisfies FaultInput;

describe.each(QUEUE_BACKENDS)('verification, queue on $name', (backend) => {
  let queue: TestQueue | undefined;
  let counter: Counter;
  let merchant: Merchant;

  beforeAll(async () => {
    queue = await backend.start();
    counter = await Counter.open(queue, QUICK);
    merchant = await counter.world.createMerchant();
  }, 60_000);
  afterEach(async () => {
    counter.world.sandbox.clearFaults();
    await counter.expectNothingForgotten();
  });
  afterAll(async () => {
    await (counter as Counter | undefined)?.world.stop();
    await queue?.stop();
  });

  describe('what iPay decides is found out without being asked for', () => {
    it.each(['paid', 'cancelled', 'failed', 'expired'])('pending to %s', async (state) => {
      const order = await counter.pending(merchant);
      counter.at(order, state);
      const ended = await counter.untilState(order, state);
      const isPaid = state === 'paid';
      expect(ended).toMatchObject({
        payable: false,
        attention: null,
        transactionId: isPaid ? expect.any(String) : null,
        paidAt: isPaid ? expect.any(String) : null,
      });
      // Nobody asks a paid order again; late money is still waited for in the others.
      expect(await counter.checksOf(order)).toBe(isPaid ? 0 : 1);
      const last = (await counter.timeline(order)).find(({ type }) => type === `order.${state}`);
      expect(last).toMatchObject({ cause: 'scheduled-check', fromState: 'pending', actor: null });
      expect(last.evidence).toMatchObject({ httpStatus: 200 });
    });

    it.each(['cancelled', 'failed', 'expired'])('late money: %s to paid', async (state) => {
      const order = await counter.pending(merchant);
      counter.at(order, state);
      await counter.untilState(order, state);
      counter.at(order, 'paid');
      expect(await counter.untilState(order, 'paid')).toMatchObject({ attention: null });
      expect((await counter.types(order)).filter((type) => type !== 'order.checked')).toEqual([
        'order.creating',
        'order.pending',
        `order.${state}`,
        'order.paid',
      ]);
    });

    it('another end after an end is evidence only', async () => {
      const order = await counter.pending(merchant);
      counter.at(order, 'expired');
      await counter.untilState(order, 'expired');
      counter.at(order, 'failed');
      const [checked] = await eventually(async () => {
        const found = (await counter.timeline(order)).filter(({ evidence }) =>
          evidence?.body.includes('Payment failed'),
        );
        return found.length > 0 && found;
      });
      expect(checked).toMatchObject({ type: 'order.checked', state: 'expired' });
      expect(await counter.read(order)).toMatchObject({ state: 'expired', attention: null });
    });

    it('status 6 is no end: error, then pending again, then paid', async () => {
      const order = await counter.pending(merchant);
      counter.at(order, 'error');
      expect(await counter.untilState(order, 'error')).toMatchObject({ attention: null });
      counter.at(order, 'created');
      expect(await counter.untilState(order, 'pending')).toMatchObject({ payable: true });
      counter.at(order, 'error');
      await counter.untilState(order, 'error');
      counter.at(order, 'paid');
      await counter.untilState(order, 'paid');
    });
  });

  describe('answers that decide nothing', () => {
    it('paid, and then failed: flagged, and paid it stays', async () => {
      const order = await counter.pending(merchant);
      counter.at(order, 'paid');
      const paid = await counter.untilState(order, 'paid');
      counter.at(order, 'failed');
      const asked = await counter.verify(order);
      expect(asked).toMatchObject({
        status: 200,
        body: {
          state: 'paid',
          transactionId: paid.transactionId,
          paidAt: paid.paidAt,
          attention: { reason: 'contradictory-status' },
        },
      });
      expect(await counter.checksOf(order)).toBe(0);
    });

    it.each([
      ['a code nobody knows', { statusCode: 299, status: 'Under review' }, 'unrecognised-status'],
      [
        'an inferred code without its label',
        { statusCode: 500, status: 'Hm' },
        'unrecognised-status',
      ],
      [
        'a label against the code',
        { statusCode: 200, status: 'Payment failed' },
        'contradictory-status',
      ],
      ['an end whose label says paid', { statusCode: 400, status: 'Paid' }, 'contradictory-status'],
    ])('%s: flagged, the state kept, asked on', async (_what, says, reason) => {
      const order = await counter.pending(merchant);
      counter.says(order, says);
      expect(await counter.untilFlagged(order, reason)).toMatchObject({ state: 'pending' });
      counter.says(order, null);
      counter.at(order, 'paid');
      expect(await counter.untilState(order, 'paid')).toMatchObject({ attention: null });
    });

    it('paid with another amount: not paid; and when it is, the flag stays for a human', async () => {
      const order = await counter.pending(merchant);
      counter.says(order, { orderAmount: 120.01 });
      counter.at(order, 'paid');
      const flagged = await counter.untilFlagged(order, 'amount-mismatch');
      expect(flagged).toMatchObject({ state: 'pending', paidAt: null, transactionId: null });
      counter.says(order, null);
      const paid = await counter.untilState(order, 'paid');
      expect(paid.attention).toEqual(flagged.attention);
      const resolved = await counter.world.api.post(`${addressOf(order)}/attention/resolve`, {
        note: 'compared with the transaction at iPay',
      });
      expect(resolved.body).toMatchObject({ state: 'paid', attention: null });
    });

    it('paid without a transaction: paid, and flagged', async () => {
      const order = await counter.pending(merchant);
      counter.says(order, { transactionId: null });
      counter.at(order, 'paid');
      expect(await counter.untilState(order, 'paid')).toMatchObject({
        transactionId: null,
        attention: { reason: 'missing-transaction-id' },
      });
    });

    it('not found once means nothing, twice in a row a flag, never an end', async () => {
      const order = await counter.pending(merchant);
      const { orderId } = order.gateway;
      counter.world.sandbox.addFault({ ...NOT_FOUND_ONCE, orderId });
      await counter.untilEvents(order, 'order.unanswered', 1);
      await counter.untilEvents(order, 'order.checked', 1);
      expect(await counter.read(order)).toMatchObject({ state: 'pending', attention: null });
      counter.world.sandbox.addFault({ ...NOT_FOUND_ONCE, times: 2, orderId });
      const flagged = await counter.untilFlagged(order, 'not-found-at-gateway');
      expect(flagged.state).toBe('pending');
      counter.at(order, 'paid');
      await counter.untilState(order, 'paid');
    });

    it("another order's answer, paid at that: nothing, not even a flag", async () => {
      const order = await counter.pending(merchant);
      counter.world.sandbox.addFault({
        kind: 'wrong-order',
        orderId: order.gateway.orderId,
        state: 'paid',
        times: 3,
      });
      const [first] = await counter.untilEvents(order, 'order.checked', 3);
      expect(first.detail).toContain('not about this order');
      const now = await counter.read(order);
      expect(now).toMatchObject({ state: 'pending', attention: null, transactionId: null });
    });

    it.each<[string, FaultInput]>([
      ['an HTML page with 200', { kind: 'html', status: 200 }],
      [
        'a paid body under 500',
        { kind: 'http', status: 500, body: { statusCode: 200, status: 'Successfully paid' } },
      ],
      ['half a JSON', { kind: 'garbage', form: 'truncated' }],
      ['a hang-up', { kind: 'reset' }],
      ['silence', { kind: 'hang' }],
    ])('%s: asked again', async (_what, fault) => {
      const order = await counter.pending(merchant);
      counter.at(order, 'cancelled');
      counter.world.sandbox.addFault({ ...fault, orderId: order.gateway.orderId, times: 2 });
      await counter.untilState(order, 'cancelled');
      expect(await counter.types(order)).toContain('order.unanswered');
    });

    it('401: the merchant is flagged once, its orders are not, and a new key heals it', async () => {
      const { api, sandbox } = counter.world;
      const refused = await counter.world.createMerchant();
      sandbox.addFault({
        kind: 'refuse',
        status: 401,
        operation: 'status',
        apiKey: refused.apiKey,
      });
      const orders = [await counter.pending(refused), await counter.pending(refused)];
      for (const order of orders) {
        counter.at(order, 'paid');
        await counter.untilEvents(order, 'order.unanswered', 2);
        expect(await counter.read(order)).toMatchObject({ state: 'pending', attention: null });
      }
      const flagged = (await api.get(`/v1/merchants/${refused.id}`)).body;
      expect(flagged.attention).toMatchObject({ reason: 'credentials-rejected' });
      await counter.untilEvents(orders[0], 'order.unanswered', 4);
      const later = (await api.get(`/v1/merchants/${refused.id}`)).body;
      expect(later.attention).toEqual(flagged.attention);

      const apiKey = newApiKey();
      const known = sandbox.merchants().find((one) => one.apiKey === refused.apiKey);
      await replaceSandboxKey(sandbox.url, known?.id, apiKey);
      await api.put(`/v1/merchants/${refused.id}/credentials/sandbox`, { apiKey });
      for (const order of orders) await counter.untilState(order, 'paid');
      expect((await api.get(`/v1/merchants/${refused.id}`)).body.attention).toBeNull();
      const leaked = await counter.world.sql(
        `SELECT FROM order_events WHERE evidence::text LIKE '%canary%'`,
      );
      expect(leaked).toEqual([]);
    });
  });

  describe('a create without a certain answer', () => {
    it('found by its reference: adopted, with a payment page', async () => {
      await counter.pending(merchant);
      const order = await counter.creating(merchant, [NEVER_ANSWERED]);
      const adopted = await counter.untilState(order, 'pending');
      const there = counter.there(order);
      expect(adopted).toMatchObject({
        payable: true,
        gateway: { orderId: there?.orderId },
        paymentUrl: `${counter.world.sandbox.url}/pay/${there?.orderId}`,
        expiresAt: expect.any(String),
      });
      expect(counter.tally(order)).toMatchObject({ createsReceived: 1, createsAccepted: 1 });
    });

    it('found paid at once: two rows of the timeline, one transaction', async () => {
      const order = await counter.creating(merchant, [NEVER_ANSWERED], { amount: 120.01 });
      await counter.untilState(order, 'paid');
      const rows = await counter.world.sql(
        `SELECT e.type, e.xid::text AS xid, e.at FROM order_events e
         JOIN orders o ON o.merchant_id = e.merchant_id AND o.id = e.order_id
         WHERE o.reference_id = $1 AND e.type IN ('order.pending', 'order.paid') ORDER BY e.seq`,
        [order.referenceId],
      );
      expect(rows.map(({ type }) => type)).toEqual(['order.pending', 'order.paid']);
      expect(rows[0].xid).toBe(rows[1].xid);
    });

    it('found with another amount: flagged, no payment page, never paid', async () => {
      const order = await counter.creating(merchant, [
        NEVER_ANSWERED,
        { kind: 'answer', operation: 'status', state: 'paid', fields: { orderAmount: 1 } },
      ]);
      await counter.untilFlagged(order, 'amount-mismatch');
      await counter.untilEvents(order, 'order.checked', 2);
      expect(await counter.read(order)).toMatchObject({
        state: 'creating',
        paymentUrl: null,
        paidAt: null,
        gateway: { orderId: null },
      });
      expect(counter.tally(order).createsReceived).toBe(1);
    });

    it('not found: the same create again, under the same reference', async () => {
      const order = await counter.creating(merchant, [NEVER_ARRIVES]);
      expect(await counter.untilState(order, 'pending')).toMatchObject({ payable: true });
      expect(counter.tally(order)).toMatchObject({ createsReceived: 2, createsAccepted: 1 });
      expect(await counter.types(order)).toEqual(
        expect.arrayContaining(['order.creating', 'order.unanswered', 'order.resent']),
      );
    });

    it('not found, sent again, and then 409: it was there after all, and is adopted', async () => {
      const order = await counter.creating(merchant, [NEVER_ANSWERED, NOT_FOUND_ONCE]);
      const adopted = await counter.untilState(order, 'pending');
      const there = counter.there(order);
      expect(adopted).toMatchObject({ payable: true, gateway: { orderId: there?.orderId } });
      expect(counter.tally(order)).toMatchObject({ createsReceived: 2, createsAccepted: 1 });
    });

    it('accepted late, after the lookup said 404: one order there, and ours', async () => {
      const acceptAfterMs = TIMEOUT_MS + 300;
      const order = await counter.creating(merchant, [
        { kind: 'hang', operation: 'create', times: 1, acceptAfterMs },
        { kind: 'delay', operation: 'create', times: 1, delayMs: 450 },
      ]);
      const adopted = await counter.untilState(order, 'pending');
      await eventually(() => counter.tally(order).createsAccepted === 1);
      const there = counter.there(order);
      expect(adopted.gateway.orderId).toBe(there?.orderId);
      counter.at(adopted, 'paid');
      await counter.untilState(order, 'paid');
    });

    it('refused when it is sent again: rejected, and the reference is free', async () => {
      const order = await counter.creating(merchant, [
        NEVER_ARRIVES,
        { kind: 'refuse', operation: 'create', status: 422, times: 1 },
      ]);
      await counter.untilState(order, 'rejected');
      expect(await counter.checksOf(order)).toBe(0);
      const again = await counter.create(merchant, { referenceId: order.referenceId });
      expect(again).toMatchObject({ status: 201, body: { id: order.id, state: 'pending' } });
    });

    it('is not sent again under another key', async () => {
      const { api, sandbox } = counter.world;
      const other = await counter.world.createMerchant();
      const order = await counter.creating(other, [NEVER_ARRIVES, NO_ANSWERS]);
      const apiKey = newApiKey();
      const known = sandbox.merchants().find((one) => one.apiKey === other.apiKey);
      await replaceSandboxKey(sandbox.url, known?.id, apiKey);
      await api.put(`/v1/merchants/${other.id}/credentials/sandbox`, { apiKey });
      sandbox.clearFaults();
      await eventually(async () =>
        (await counter.timeline(order)).some(({ detail }) =>
          detail.includes('not sent again: the key it was first sent with has been replaced'),
        ),
      );
      await counter.untilEvents(order, 'order.unanswered', 4);
      expect(counter.tally(order).createsReceived).toBe(1);
      expect(await counter.read(order)).toMatchObject({ state: 'creating' });

      await replaceSandboxKey(sandbox.url, known?.id, other.apiKey);
      await api.put(`/v1/merchants/${other.id}/credentials/sandbox`, { apiKey: other.apiKey });
      await counter.untilState(order, 'pending');
      expect(counter.tally(order)).toMatchObject({ createsReceived: 2, createsAccepted: 1 });
    });

    it('of a suspended merchant is looked up, and not sent again', async () => {
      const { api, sandbox } = counter.world;
      const suspended = await counter.world.createMerchant();
      const unsent = await counter.creating(suspended, [NEVER_ARRIVES, NO_ANSWERS]);
      const sent = await counter.creating(suspended, [NEVER_ANSWERED, NO_ANSWERS]);
      await api.patch(`/v1/merchants/${suspended.id}`, { status: 'suspended' });
      sandbox.clearFaults();
      await counter.untilState(sent, 'pending');
      await eventually(async () =>
        (await counter.timeline(unsent)).some(({ detail }) =>
          detail.includes('not sent again: the merchant is suspended'),
        ),
      );
      expect(counter.tally(unsent).createsReceived).toBe(1);
      await api.patch(`/v1/merchants/${suspended.id}`, { status: 'active' });
      await counter.untilState(unsent, 'pending');
    });

    it('whose answer names another order of ours stays open until the truth is known', async () => {
      const first = await counter.pending(merchant);
      const order = await counter.creating(merchant, [
        {
          kind: 'answer',
          operation: 'create',
          fields: { orderId: first.gateway.orderId },
          times: 1,
        },
      ]);
      const adopted = await counter.untilState(order, 'pending');
      expect(adopted.gateway.orderId).not.toBe(first.gateway.orderId);
      expect(await counter.read(first)).toMatchObject({
        gateway: { orderId: first.gateway.orderId },
      });
    });

    it('is not disturbed while it is on the wire', async () => {
      const body = orderBody();
      const referencePattern = body.referenceId as string;
      counter.world.sandbox.addFault({
        kind: 'delay',
        operation: 'create',
        referencePattern,
        delayMs: 400,
      });
      const answer = counter.world.api.post(`/v1/merchants/${merchant.id}/orders`, body);
      const address = `/v1/merchants/${merchant.id}/orders/by-reference/${referencePattern}`;
      const order = await eventually(async () => {
        const found = await counter.world.api.get(address);
        return found.status === 200 && found.body;
      });
      expect(await counter.verify(order)).toMatchObject({
        status: 202,
        body: { state: 'creating' },
      });
      expect(counter.tally({ referenceId: referencePattern }).statusQuestionsReceived).toBe(0);
      expect(await answer).toMatchObject({ status: 201, body: { state: 'pending' } });
      expect(counter.tally(order)).toMatchObject({
        createsReceived: 1,
        statusQuestionsReceived: 0,
      });
    });
  });

  it('a key stays while an order is still to be asked about', async () => {
    const leaving = await counter.world.createMerchant();
    const order = await counter.pending(leaving);
    const address = `/v1/merchants/${leaving.id}/credentials/sandbox`;
    expect(await counter.world.api.delete(address)).toMatchObject({ status: 409 });
    counter.at(order, 'paid');
    await counter.untilState(order, 'paid');
    expect((await counter.world.api.delete(address)).status).toBeLessThan(300);
  });
});

describe.each(QUEUE_BACKENDS)('a schedule that is used up, queue on $name', (backend) => {
  let queue: TestQueue | undefined;
  let counter: Counter;
  let merchant: Merchant;

  beforeAll(async () => {
    queue = await backend.start();
    counter = await Counter.open(queue, SHORT);
    merchant = await counter.world.createMerchant();
  }, 60_000);
  afterEach(() => counter.expectNothingForgotten());
  afterAll(async () => {
    await (counter as Counter | undefined)?.world.stop();
    await queue?.stop();
  });

  it('pending: flagged verification-exhausted and asked no more, until somebody asks', async () => {
    const order = await counter.pending(merchant);
    expect(await counter.untilFlagged(order, 'verification-exhausted')).toMatchObject({
      state: 'pending',
      gateway: { checks: 2, nextCheckAt: null },
    });
    expect(await counter.checksOf(order)).toBe(0);
    counter.at(order, 'paid');
    expect(await counter.verify(order)).toMatchObject({
      status: 200,
      body: { state: 'paid', attention: null },
    });
  });

  it('pending, and an operator resolves the flag: asked again', async () => {
    const order = await counter.pending(merchant);
    await counter.untilFlagged(order, 'verification-exhausted');
    counter.at(order, 'failed');
    const note = { note: 'iPay says that it is decided now' };
    await counter.world.api.post(`${addressOf(order)}/attention/resolve`, note);
    await counter.untilState(order, 'failed');
  });

  it('status 6 for ever: growing pauses, flagged, asked on for a while, and then no more', async () => {
    const order = await counter.pending(merchant);
    counter.at(order, 'error');
    await counter.untilFlagged(order, 'gateway-error-persists');
    await eventually(async () => (await counter.checksOf(order)) === 0);
    const asked = (await counter.timeline(order)).filter(({ evidence }) =>
      evidence?.body.includes('Internal technical error'),
    );
    const gaps = asked.map(({ at }, i) => Date.parse(at) - Date.parse(asked[i - 1]?.at ?? at));
    expect(gaps[1]).toBeGreaterThanOrEqual(100);
    expect(gaps[2]).toBeGreaterThanOrEqual(200);
    expect(gaps[3]).toBeGreaterThanOrEqual(400);
    const flaggedAt = asked.findIndex(({ attention }) => attention === 'gateway-error-persists');
    expect(flaggedAt).toBeGreaterThan(0);
    expect(asked.length).toBeGreaterThan(flaggedAt + 1);
    expect(await counter.read(order)).toMatchObject({ state: 'error' });
  });

  it('status 6 heals after the flag: paid, and the flag is gone', async () => {
    const order = await counter.pending(merchant);
    counter.at(order, 'error');
    await counter.untilFlagged(order, 'gateway-error-persists');
    counter.at(order, 'paid');
    expect(await counter.untilState(order, 'paid')).toMatchObject({ attention: null });
  });

  it('an unknown create that is never cleared up: flagged creation-unresolved', async () => {
    const order = await counter.creating(merchant, [NEVER_ANSWERED, NO_ANSWERS]);
    await counter.untilFlagged(order, 'creation-unresolved');
    await eventually(async () => (await counter.checksOf(order)) === 0);
    expect(await counter.read(order)).toMatchObject({ state: 'creating' });
    counter.world.sandbox.clearFaults();
    expect(await counter.verify(order)).toMatchObject({ status: 200, body: { state: 'pending' } });
  });

  it.each(['cancelled', 'failed', 'expired'])('%s: not asked any more, no flag', async (state) => {
    const order = await counter.pending(merchant);
    counter.at(order, state);
    await counter.untilState(order, state);
    await eventually(async () => (await counter.checksOf(order)) === 0);
    expect(await counter.read(order)).toMatchObject({ state, attention: null });
  });
});

describe.each(QUEUE_BACKENDS)('asked by hand, queue on $name', (backend) => {
  let queue: TestQueue | undefined;
  let counter: Counter;
  let merchant: Merchant;

  beforeAll(async () => {
    queue = await backend.start();
    // The schedule of the documentation: nothing is asked within a test but by hand.
    counter = await Counter.open(queue, null);
    merchant = await counter.world.createMerchant();
  }, 60_000);
  afterAll(async () => {
    await (counter as Counter | undefined)?.world.stop();
    await queue?.stop();
  });

  it('200 with the fresh order, whose own check is then in its time again', async () => {
    const order = await counter.pending(merchant);
    expect(await counter.verify(order)).toMatchObject({ status: 200, body: { state: 'pending' } });
    counter.at(order, 'cancelled');
    const { status, body } = await counter.verify(order);
    expect({ status, state: body.state }).toEqual({ status: 200, state: 'cancelled' });
    const tenMinutes = Date.parse(body.gateway.nextCheckAt) - Date.parse(body.gateway.checkedAt);
    expect(tenMinutes).toBeGreaterThanOrEqual(9 * 60_000 - 1_000);
    expect(tenMinutes).toBeLessThanOrEqual(11 * 60_000 + 1_000);
  });

  it('an order has its place in the jitter, and keeps it', async () => {
    for (let n = 0; n < 5; n += 1) {
      const order = await counter.pending(merchant);
      const [row] = await counter.world.sql(
        `SELECT o.id, extract(epoch FROM c.next_at - o.accepted_at) * 1000 AS "inMs"
         FROM orders o JOIN order_checks c ON c.order_id = o.id WHERE o.reference_id = $1`,
        [order.referenceId],
      );
      const shiftMs = 3_000 * (2 * placeInJitter(row.id) - 1);
      expect(Math.abs(Number(row.inMs) - 30_000 - shiftMs)).toBeLessThanOrEqual(2);
    }
  });

  it('202 where iPay hangs, and a check is due at once', async () => {
    const order = await counter.pending(merchant);
    counter.at(order, 'paid');
    counter.world.sandbox.addFault({ kind: 'hang', orderId: order.gateway.orderId, times: 1 });
    expect(await counter.verify(order)).toMatchObject({ status: 202, body: { state: 'pending' } });
    await counter.untilState(order, 'paid');
    const paid = (await counter.timeline(order)).at(-1);
    expect(paid).toMatchObject({ type: 'order.paid', cause: 'scheduled-check' });
  });

  it('an order that was rejected or never was is not asked about', async () => {
    counter.world.sandbox.addFault({ kind: 'refuse', operation: 'create', status: 400, times: 1 });
    const refused = await counter.create(merchant);
    expect(refused.status).toBe(422);
    const { orderId } = refused.body;
    const rejected = { merchantId: merchant.id, id: orderId };
    expect(await counter.verify(rejected)).toMatchObject({
      status: 200,
      body: { state: 'rejected', gateway: { checks: 0 } },
    });
    const nobodys = { merchantId: merchant.id, id: merchant.id.replace('mrc', 'ord') };
    expect(await counter.verify(nobodys)).toMatchObject({ status: 404 });
  });
});

async function replaceSandboxKey(url: string, id: string | undefined, apiKey: string) {
  const response = await fetch(`${url}/sandbox/merchants/${id ?? ''}/key`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ apiKey }),
  });
  if (!response.ok) throw new Error(await response.text());
}
