import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  hasEnded,
  IpayConnect,
  isNewer,
  NoAnswer,
  ProblemError,
  verifyReturn,
  verifyWebhook,
  type CreateOrder,
  type FollowedMessage,
  type Order,
} from '../../packages/client/src';
import { walkAsBuyer } from '../../src/sandbox/buyer';
import { startBalancer, type Balancer } from '../../tools/demo/balancer';
import { freePort } from '../../tools/process/free-port';
import { Receiver } from '../support/receiver';
import {
  ADMIN_TOKEN,
  eventually,
  orderBody,
  startWorld,
  type TestService,
  type World,
} from '../support/service';
import { startTcpGate, type TcpGate } from '../support/tcp-gate';
import { Wire } from '../support/wire-proxy';

const PUBLIC_BASE_URL = 'https://pay.example.com';

let world: World;
let other: TestService;
/** Shut, they are instances that were killed. */
let gates: [TcpGate, TcpGate];
let balancer: Balancer;
/** Speaks to both instances, as a platform does. */
let client: IpayConnect;
let merchant: { id: string; returnSecret: string };

beforeAll(async () => {
  world = await startWorld({
    environment: { PUBLIC_BASE_URL, WEBHOOK_ALLOW_LOOPBACK: 'true' },
    sandbox: { magicAmounts: false },
  });
  other = await world.startAnother();
  gates = [await startTcpGate(world.url), await startTcpGate(other.url)];
  balancer = await startBalancer(await freePort());
  for (const { url } of gates) await balancer.add(new URL(url).origin);
  client = clientOf(balancer.url);
  merchant = await client.createMerchant({ name: 'Aarong', apiKey: newKey() });
}, 60_000);
afterEach(() => {
  world.sandbox.clearFaults();
});
afterAll(async () => {
  await balancer.close();
  for (const gate of gates) await gate.shut();
  await world.stop();
});

function clientOf(baseUrl: string, options: object = {}): IpayConnect {
  return new IpayConnect({ baseUrl, token: ADMIN_TOKEN, ...options });
}

function newKey(): string {
  const apiKey = `client-${randomUUID()}`;
  world.sandbox.addMerchant('Aarong', apiKey);
  return apiKey;
}

const newOrder = (fields: object = {}): CreateOrder => orderBody(fields) as unknown as CreateOrder;

/** Pays as a buyer does. @returns where the browser arrives at the shop */
async function pay(order: Order, decision: 'pay' | 'cancel' = 'pay'): Promise<string> {
  const wayBack = await walkAsBuyer(order.paymentUrl!, { decision });
  const path = wayBack.slice(PUBLIC_BASE_URL.length);
  return eventually(async () => {
    const answer = await world.api.get(path, { token: null });
    return answer.headers.get('location');
  });
}

async function paidOrder(): Promise<Order> {
  const order = await client.createOrder(merchant.id, newOrder());
  await pay(order);
  return client.waitForOutcome(merchant.id, order.id);
}

async function refusalOf(act: Promise<unknown>): Promise<ProblemError> {
  const error = await act.catch((reason: unknown) => reason);
  if (!(error instanceof ProblemError)) throw new Error('that was no refusal', { cause: error });
  return error;
}

const atGateway = (order: { referenceId: string }) =>
  world.sandbox.ledger({ referenceId: order.referenceId }).references[0];

describe('creating an order', () => {
  it('answers with the payment page, and the reference is used', async () => {
    const body = newOrder();
    const order = await client.createOrder(merchant.id, body);
    expect(order).toMatchObject({ state: 'pending', referenceId: body.referenceId, amount: 120 });
    expect(order.paymentUrl).toContain(order.gateway.orderId);
    const error = await refusalOf(client.createOrder(merchant.id, body));
    if (!error.is('reference-id-used')) throw error;
    // Typed: what this code carries.
    const { orderId, state } = error.problem;
    expect([orderId, state, error.status]).toEqual([order.id, 'pending', 409]);
    expect(await client.readOrderByReference(merchant.id, body.referenceId)).toEqual(
      await client.readOrder(merchant.id, order.id),
    );
  });

  it('is refused in words that can be branched on', async () => {
    const error = await refusalOf(client.createOrder(merchant.id, newOrder({ amount: 0 })));
    expect(error.code).toBe('validation-failed');
    if (error.is('validation-failed')) expect(error.problem.errors[0]?.field).toBe('amount');
    expect(error.is('not-paid')).toBe(false);
    const { requestId } = error.problem;
    expect(error.message).toContain(requestId);
  });

  it('makes one order, however many answers are lost on the way', async () => {
    const wire = new Wire();
    const lossy = clientOf(await wire.through('api', 'http', balancer.url));
    const isCreate = (kind: 'request' | 'answer') => (message: { kind: string; label: string }) =>
      message.kind === kind && message.label.startsWith('POST');
    for (const kind of ['answer', 'request', 'answer', 'answer'] as const) {
      wire.hold(isCreate(kind)).lose();
    }
    const order = await lossy.createOrder(merchant.id, newOrder());
    expect(order.state).toBe('pending');
    expect(wire.messages.filter(isCreate('request')).length).toBe(5);
    expect(atGateway(order)).toMatchObject({ createsReceived: 1, createsAccepted: 1 });
    await wire.close();
  });

  it('makes one order where everything breaks at once: iPay, and the instance that asked', async () => {
    // iPay takes the order and says nothing; meanwhile both instances are gone.
    world.sandbox.addFault({ kind: 'hang', operation: 'create', when: 'after', times: 1 });
    const body = newOrder();
    const creating = client.createOrder(merchant.id, body);
    await eventually(() => atGateway(body)?.createsAccepted === 1);
    for (const gate of gates) await gate.shut();
    for (const gate of gates) await gate.open();
    const order = await creating;
    expect(order).toMatchObject({ state: 'pending', payable: true });
    expect(atGateway(body)).toMatchObject({ createsAccepted: 1 });
    const [{ count }] = await world.sql(
      'SELECT count(*)::int AS count FROM orders WHERE reference_id = $1',
      [body.referenceId],
    );
    expect(count).toBe(1);
  });

  it('gives an uncertain order back where there is no more time', async () => {
    world.sandbox.addFault({ kind: 'http', status: 500, operation: 'any', when: 'after' });
    const order = await client.createOrder(merchant.id, newOrder(), { certainWithinMs: 0 });
    expect(order).toMatchObject({ state: 'creating', paymentUrl: null });
  });

  it('is given up when the caller says so', async () => {
    world.sandbox.addFault({ kind: 'hang', operation: 'any', when: 'after' });
    const giveUp = new AbortController();
    const body = newOrder();
    const creating = client.createOrder(merchant.id, body, { signal: giveUp.signal });
    await eventually(() => atGateway(body));
    giveUp.abort(new Error('the buyer has left'));
    await expect(creating).rejects.toThrow('the buyer has left');
  });

  it('says that nobody answers, once patience is over', async () => {
    const gate = await startTcpGate(world.url);
    await gate.shut();
    const lost = clientOf(gate.url, { patienceMs: 500 }).createOrder(merchant.id, newOrder());
    await expect(lost).rejects.toThrow(NoAnswer);
  });
});

/** The instance is gone while this runs, as if it had been killed. */
async function withoutInstance<T>(index: 0 | 1, act: () => Promise<T>): Promise<T> {
  await gates[index].shut();
  try {
    return await act();
  } finally {
    await gates[index].open();
  }
}

describe('waiting for the outcome', () => {
  it('ends when the buyer has paid', async () => {
    const order = await client.createOrder(merchant.id, newOrder());
    const waiting = client.waitForOutcome(merchant.id, order.id);
    await pay(order);
    const outcome = await waiting;
    expect(outcome).toMatchObject({ state: 'paid', id: order.id });
    expect(isNewer(outcome, order)).toBe(true);
    expect([hasEnded(outcome), hasEnded(order)]).toEqual([true, false]);
  });

  it('goes on at the other instance when each is killed in turn', async () => {
    const order = await client.createOrder(merchant.id, newOrder());
    const polled = ({ app }: TestService) =>
      new Promise<void>((resolve) => {
        app.getHttpServer().on('request', ({ url }: IncomingMessage) => {
          if (url?.includes(`${order.id}?wait=30`)) resolve();
        });
      });
    const [atOther, atFirst] = [polled(other), polled(world)];
    let waiting!: Promise<Order>;
    await withoutInstance(0, async () => {
      waiting = client.waitForOutcome(merchant.id, order.id);
      await atOther;
    });
    await withoutInstance(1, async () => {
      await atFirst;
      await pay(order);
      expect((await waiting).state).toBe('paid');
    });
  });

  it('ends when the time is over', async () => {
    const order = await client.createOrder(merchant.id, newOrder());
    const outcome = await client.waitForOutcome(merchant.id, order.id, { timeoutMs: 700 });
    expect([outcome.state, hasEnded(outcome)]).toEqual(['pending', false]);
  });

  it('tells why an order stands where it stands, asks iPay, and shows what happened', async () => {
    const order = await client.createOrder(merchant.id, newOrder());
    const { gateway } = await client.verifyOrder(merchant.id, order.id);
    expect(gateway.checks).toBe(1);
    const explanation = await client.explainOrder(merchant.id, order.id);
    expect(explanation).toMatchObject({ orderId: order.id, state: 'pending' });
    expect(explanation.summary).toMatch(/./);
    const types = [];
    for await (const { type } of client.events(merchant.id, order.id)) types.push(type);
    expect(types.slice(0, 2)).toEqual(['order.creating', 'order.pending']);
  });
});

describe('shipping', () => {
  const by = 'order-service';

  it('happens once, of twenty claims at once over two instances', async () => {
    const order = await paidOrder();
    const shipped: string[] = [];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        client.fulfilOnce(merchant.id, order.id, { by, claimId: `shipment-${i}` }, (claimed) => {
          shipped.push(claimed.id);
          return i;
        }),
      ),
    );
    expect(shipped).toEqual([order.id]);
    const winner = outcomes.findIndex((outcome) => outcome.shipped);
    expect(outcomes.filter((outcome) => outcome.shipped)).toEqual([
      { shipped: true, result: winner },
    ]);
    for (const outcome of outcomes) {
      if (!outcome.shipped) expect(outcome.fulfilment.claimId).toBe(`shipment-${winner}`);
    }
  });

  it('happens once for the same claim twenty times at once; after a crash again, as a repeat', async () => {
    const order = await paidOrder();
    const claim = { by, claimId: 'shipment-77' };
    const repeats: boolean[] = [];
    const once = (ship: () => Promise<string>) =>
      client.fulfilOnce(merchant.id, order.id, claim, (_order, { isRepeat }) => {
        repeats.push(isRepeat);
        return ship();
      });
    const failed = await Promise.allSettled(
      Array.from({ length: 20 }, () => once(() => Promise.reject(new Error('no courier')))),
    );
    expect(failed.map(({ status }) => status)).toEqual(Array(20).fill('rejected'));
    expect(repeats).toEqual([false]);
    expect(await once(() => Promise.resolve('sent'))).toEqual({ shipped: true, result: 'sent' });
    expect(repeats).toEqual([false, true]);
  });

  it('does not happen before the order is paid', async () => {
    const order = await client.createOrder(merchant.id, newOrder());
    const ship = jest.fn();
    const error = await refusalOf(
      client.fulfilOnce(merchant.id, order.id, { by, claimId: 'shipment-1' }, ship),
    );
    if (!error.is('not-paid')) throw error;
    expect(error.problem.state).toBe('pending');
    expect(ship).not.toHaveBeenCalled();
  });

  it('passes on what shipping throws, even a refusal of the service', async () => {
    const [order, shippedAlready] = [await paidOrder(), await paidOrder()];
    const claimOf = ({ id }: Order, claimId: string) => ({ by, claimId: `${claimId}-${id}` });
    await client.fulfilOnce(merchant.id, shippedAlready.id, claimOf(order, 'a'), () => 'sent');
    const foreign = client.fulfilOnce(merchant.id, order.id, claimOf(order, 'b'), async () => {
      await world.api
        .post(`/v1/merchants/${merchant.id}/orders/${shippedAlready.id}/fulfilment`, {
          by,
          claimId: 'another',
        })
        .then(({ body }) => {
          throw new ProblemError(body);
        });
    });
    expect((await refusalOf(foreign)).code).toBe('already-fulfilled');
  });
});

describe('what the service signs', () => {
  it('webhooks, while their secret is replaced, too', async () => {
    const receiver = await new Receiver().start();
    const path = `/v1/merchants/${merchant.id}/webhooks`;
    const { body: webhook } = await world.api.post(path, { url: receiver.url });
    const order = await paidOrder();
    const paid = await eventually(() => receiver.of(order.id, 'order.paid')[0]);
    const message = verifyWebhook(paid.raw, paid.headers, webhook.secret);
    expect(message).toMatchObject({ id: paid.id, type: 'order.paid', data: { id: order.id } });
    if (message.type === 'order.paid') expect(isNewer(order, message.data)).toBe(false);

    const { body: rotated } = await world.api.post(`${path}/${webhook.id}/rotate-secret`, {});
    await world.api.post(`${path}/${webhook.id}/test`);
    const test = await eventually(() =>
      receiver.received.find(({ body }) => body.type === 'webhook.test'),
    );
    for (const secret of [webhook.secret, rotated.secret]) {
      const told = verifyWebhook(Buffer.from(test.raw), test.headers, secret);
      expect(told.type === 'webhook.test' && told.data.webhookId).toBe(webhook.id);
    }
    await world.api.delete(`${path}/${webhook.id}`);
    await receiver.stop();
  });

  it.each([
    ['pay', 'paid', 'success'],
    ['cancel', 'cancelled', 'cancel'],
  ] as const)('the way back to the shop of who chose to %s', async (decision, state, page) => {
    const order = await client.createOrder(merchant.id, newOrder());
    const arrivedAt = await pay(order, decision);
    expect(arrivedAt).toContain(`https://xyz.com/${page}/`);
    expect(verifyReturn(arrivedAt, merchant.returnSecret)).toEqual({
      orderId: order.id,
      referenceId: order.referenceId,
      state,
      at: expect.any(Date),
    });
    expect(verifyReturn(arrivedAt, 'rs_other')).toBeNull();
  });
});

describe('lists', () => {
  it('are read page by page, newest first, with filters', async () => {
    const { id } = await client.createMerchant({ name: 'Listed', apiKey: newKey() });
    const placed: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      const order = await client.createOrder(id, newOrder({ metadata: { i: String(i) } }));
      placed.unshift(order.id);
    }
    const idsOf = async (orders: AsyncIterable<Order>) => {
      const ids: string[] = [];
      for await (const order of orders) ids.push(order.id);
      return ids;
    };
    expect(await idsOf(client.orders(id, { limit: 3 }))).toEqual(placed);
    expect(await idsOf(client.orders(id, { state: ['paid', 'cancelled'] }))).toEqual([]);
    expect(await idsOf(client.orders(id, { state: ['pending'], limit: 6 }))).toEqual(placed);
    const newest = [];
    for await (const order of client.allOrders({ limit: 2 })) {
      newest.push(order.id);
      if (newest.length === 3) break;
    }
    expect(newest).toEqual(placed.slice(0, 3));
  });

  it('merchants are listed, read and changed', async () => {
    const names = [];
    for await (const { name } of client.merchants()) names.push(name);
    expect(names).toEqual(expect.arrayContaining(['Aarong']));
    const created = await client.createMerchant({ name: 'New' });
    const keyed = await client.setCredential(created.id, 'sandbox', newKey());
    expect(keyed.credentials.sandbox?.hint).toMatch(/./);
    await client.changeMerchant(created.id, { status: 'suspended' });
    expect((await client.readMerchant(created.id)).status).toBe('suspended');
    const error = await refusalOf(client.createOrder(created.id, newOrder()));
    expect(error.is('merchant-suspended')).toBe(true);
  });
});

describe('following the stream', () => {
  it('hears everything once and in order, while instances are killed in turn', async () => {
    const { id } = await client.createMerchant({ name: 'Followed', apiKey: newKey() });
    const stop = new AbortController();
    const heard: FollowedMessage[] = [];
    const positions: string[] = [];
    const following = (async () => {
      const onPosition = (position: string) => void positions.push(position);
      const options = { merchantId: id, onPosition, signal: stop.signal };
      for await (const message of client.follow(options)) heard.push(message);
    })();
    await eventually(() => positions.length > 0);
    const placed: string[] = [];
    for (const index of [0, 1, 0, 1] as const) {
      await withoutInstance(index, async () => {
        for (let i = 0; i < 5; i += 1) {
          placed.push((await client.createOrder(id, newOrder())).id);
        }
      });
      const atLeast = placed.length - 4;
      await eventually(() => heard.length >= atLeast, { withinMs: 20_000 });
    }
    await eventually(() => heard.length >= placed.length, { withinMs: 20_000 });
    expect(heard.map(({ data }) => data.id)).toEqual(placed);
    expect(positions.at(-1)).toBe(heard.at(-1)!.position);

    stop.abort();
    await following;
    // In another process, later, from any place that was kept.
    const missed = (await client.createOrder(id, newOrder())).id;
    const again: string[] = [];
    for await (const { data } of client.follow({ merchantId: id, after: heard[17]!.position })) {
      again.push(data.id);
      if (data.id === missed) break;
    }
    expect(again).toEqual([...placed.slice(18), missed]);
  }, 90_000);

  it('ends with an error where the token is no longer valid', async () => {
    const { body } = await world.api.post('/v1/tokens', {
      name: 'A dashboard',
      scopes: ['orders:read'],
      merchants: '*',
    });
    const dashboard = clientOf(balancer.url, { token: body.token });
    const positions: string[] = [];
    const following = (async () => {
      const onPosition = (position: string) => void positions.push(position);
      for await (const { type } of dashboard.follow({ onPosition })) throw new Error(type);
    })();
    await eventually(() => positions.length > 0);
    await world.api.delete(`/v1/tokens/${body.id}`);
    expect((await refusalOf(following)).code).toBe('unauthorized');
  });
});
