import { InvariantChecker } from '../support/invariants';
import {
  startProcessWorld,
  type ProcessWorld,
  type ServiceProcess,
  type TestMerchant,
} from '../support/processes';
import { eventually, orderBody } from '../support/service';
import { Wire, type Hold, type WireMessage } from '../support/wire-proxy';
import { startWired } from './start-wired';

/**
 * `kill -9` between any two steps of the check that finds an order paid, and a new start. The queue
 * lives in Postgres here, so its steps are on the wire too; its statements begin with a comment.
 */

interface Step {
  name: string;
  /** `link kind label`, by its beginning. */
  message: string;
  /** Whether the message names the order or its merchant: else it is the first one of its name. */
  names: 'order' | 'merchant' | 'nobody';
  /** It reaches its receiver after the sender's death. */
  arrives?: true;
}

/** Steps that dispatcher and queue take for all orders at once: one death for each. */
const SHARED_STEPS: Step[] = [
  {
    name: 'claimed, before the dispatcher knows',
    message: 'postgres answer checks.claim-due',
    names: 'order',
  },
  {
    name: 'before the job is in the queue',
    message: 'postgres request -- Fast set-based bulk insert',
    names: 'nobody',
  },
  {
    name: 'the job is in the queue after all',
    message: 'postgres request -- Fast set-based bulk insert',
    names: 'nobody',
    arrives: true,
  },
  {
    name: 'the job is in the queue, before the dispatcher knows',
    message: 'postgres answer -- Fast set-based bulk insert',
    names: 'nobody',
  },
  {
    name: 'a worker has taken the job, before it knows',
    message: 'postgres answer -- Claim the next ready job',
    names: 'order',
  },
  {
    name: 'paid, before the job is finished',
    message: 'postgres request -- Finish an active job',
    names: 'nobody',
  },
  {
    name: 'paid, and the job is finished',
    message: 'postgres answer -- Finish an active job',
    names: 'nobody',
  },
];

/** Steps that every check takes by itself: one death for all of them. */
const OWN_STEPS: Step[] = [
  { name: 'before its lease is renewed', message: 'postgres request checks.start', names: 'order' },
  { name: 'its lease is renewed', message: 'postgres answer checks.start', names: 'order' },
  {
    name: 'before its key is read',
    message: 'postgres request merchants.find',
    names: 'merchant',
  },
  { name: 'its key is read', message: 'postgres answer merchants.find', names: 'merchant' },
  { name: 'before iPay is asked', message: 'ipay request GET ', names: 'order' },
  { name: 'iPay has said paid', message: 'ipay answer GET ', names: 'order' },
  { name: 'before paid is written', message: 'postgres request orders.apply', names: 'order' },
  {
    name: 'paid is written after all',
    message: 'postgres request orders.apply',
    names: 'order',
    arrives: true,
  },
  { name: 'paid is written', message: 'postgres answer orders.apply', names: 'order' },
];

interface PaidOrder {
  id: string;
  gatewayOrderId: string;
  merchantId: string;
}

let world: ProcessWorld;
let api: ServiceProcess;
let checker: InvariantChecker;
const merchants: TestMerchant[] = [];
const orders = new Map<string, PaidOrder>();

beforeAll(async () => {
  world = await startProcessWorld({
    environment: {
      IPAY_TIMEOUT_MS: '3000',
      DATABASE_POOL_SIZE: '30',
      VERIFY_SCHEDULE: JSON.stringify({ pending: [0.1, 3600], jitter: 0 }),
    },
  });
  api = await world.start({ ROLE: 'api' });
  checker = new InvariantChecker({ ...world, merchants });
}, 60_000);
afterAll(() => world.stop());

/** An order that was paid at iPay, of a merchant of its own; due to be asked about. */
async function paidOrder(): Promise<PaidOrder> {
  const merchant = await world.createMerchant(api.api);
  merchants.push(merchant);
  const { body } = await api.api.post(`/v1/merchants/${merchant.id}/orders`, orderBody());
  const gatewayOrderId: string = body.gateway.orderId;
  world.sandbox.changeOrder(gatewayOrderId, { state: 'paid' });
  const [row] = await world.sql(
    'SELECT id, merchant_id AS "merchantId" FROM orders WHERE gateway_order_id = $1',
    [gatewayOrderId],
  );
  return { ...row, gatewayOrderId };
}

function isAt({ message, names }: Step, order: PaidOrder, at: WireMessage): boolean {
  const named =
    names === 'nobody' ||
    (names === 'merchant'
      ? at.bytes.includes(order.merchantId)
      : at.bytes.includes(order.id) || at.bytes.includes(order.gatewayOrderId));
  return named && `${at.link} ${at.kind} ${at.label}`.startsWith(message);
}

/** A worker that dies when every one of these steps is reached, each by an order of its own. */
async function dieAt(steps: readonly Step[]): Promise<void> {
  const wire = new Wire();
  const holds: [Step, Hold][] = [];
  for (const step of steps) {
    const order = await paidOrder();
    orders.set(step.name, order);
    holds.push([step, wire.hold((message) => isAt(step, order, message))]);
  }
  const starting = startWired(world, wire, 'worker');
  await Promise.all(holds.map(([, hold]) => hold.reached));
  await (await starting).kill();
  for (const [{ arrives }, hold] of holds) {
    if (arrives) hold.deliver();
    else hold.lose();
  }
  await wire.close();
}

describe('kill -9 between any two steps of the check that finds an order paid', () => {
  beforeAll(async () => {
    await dieAt(OWN_STEPS);
    for (const step of SHARED_STEPS) await dieAt([step]);
    expect(await checker.violations()).toEqual([]);
    await world.start({ ROLE: 'worker' });
    await eventually(
      async () => {
        const open = await world.sql(`SELECT FROM orders WHERE state <> 'paid'`);
        return open.length === 0;
      },
      { withinMs: 45_000, what: 'every order paid' },
    );
  }, 150_000);

  it.each([...OWN_STEPS, ...SHARED_STEPS])('$name: paid, once', async ({ name }) => {
    const { id } = orders.get(name)!;
    const rows = await world.sql(
      `SELECT type, count(*)::int AS rows FROM order_events WHERE order_id = $1
       GROUP BY type ORDER BY min(seq)`,
      [id],
    );
    expect(rows.filter(({ type }) => type !== 'order.checked')).toEqual([
      { type: 'order.creating', rows: 1 },
      { type: 'order.pending', rows: 1 },
      { type: 'order.paid', rows: 1 },
    ]);
  });

  it('shows each merchant its own orders only', async () => {
    const [first] = merchants;
    const grant = { name: 'one shop', scopes: ['orders:read'], merchants: [first!.id] };
    const { body } = await api.api.post('/v1/tokens', grant);
    const visitor = { url: api.url, merchant: first!.id, token: body.token };
    expect(await checker.leaks(visitor)).toEqual([]);
  }, 30_000);

  it('leaves everything as it must be, and nothing to do', async () => {
    expect(await checker.violations({ settled: true })).toEqual([]);
    expect(await world.sql('SELECT FROM order_checks')).toEqual([]);
  });
});
