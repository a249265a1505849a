import { InvariantChecker } from '../support/invariants';
import {
  startProcessWorld,
  type ProcessWorld,
  type ServiceProcess,
  type TestMerchant,
} from '../support/processes';
import { eventually, orderBody, type Answer, type Api } from '../support/service';
import { Wire, type Hold, type WireMessage } from '../support/wire-proxy';
import { startWired } from './start-wired';

/**
 * `kill -9` between any two steps of a create, and a new start. The wires between the caller, the
 * service, Postgres and iPay hold each message of a create once: whatever stands between two
 * messages, the process dies there.
 */

/** The steps of a create, in their order: what is sent where. The first test holds us to it. */
const STEPS = [
  'caller request POST /v1/merchants/…/orders',
  'postgres request orders.insert',
  'postgres answer orders.insert',
  'ipay request POST /api/pg/order',
  'ipay answer POST /api/pg/order',
  'postgres request orders.apply',
  'postgres answer orders.apply',
  'caller answer POST /v1/merchants/…/orders',
] as const;
type Step = (typeof STEPS)[number];
const INSERT: Step = 'postgres request orders.insert';

/** What becomes of the message that was on the wire when the process died. */
type Fate =
  | 'is lost'
  /** Its receiver reads it after the sender's death, before the new start. */
  | 'arrives after all'
  /** It arrives when others have taken the order further: just before they write or send the same. */
  | 'arrives too late';

/** What the caller does, who never got an answer. */
const CALLERS = ['repeats it', 'repeats it with its Idempotency-Key', 'never comes back'] as const;
type Caller = (typeof CALLERS)[number];

/** To a receiver that lives on, a message can still arrive; answers have nobody to arrive at. */
const CASES: { step: Step; fate: Fate; caller: Caller }[] = STEPS.flatMap((step) => {
  const outlives = step.includes(' request ') && !step.startsWith('caller');
  const fates: Fate[] = outlives
    ? ['is lost', 'arrives after all', 'arrives too late']
    : ['is lost'];
  return fates.flatMap((fate) => CALLERS.map((caller) => ({ step, fate, caller })));
});

/** Long enough for every case to reach its step, short enough for the leases to run out soon. */
const IPAY_TIMEOUT_MS = '3000';
/** Every case holds a connection of its own. */
const DATABASE_POOL_SIZE = '60';

let world: ProcessWorld;
let wire: Wire;
let victim: ServiceProcess;
let merchant: TestMerchant;
let checker: InvariantChecker;

beforeAll(async () => {
  world = await startProcessWorld({ environment: { IPAY_TIMEOUT_MS, DATABASE_POOL_SIZE } });
  wire = new Wire();
  victim = await startWired(world, wire, 'api');
  merchant = await world.createMerchant(victim.api);
  checker = new InvariantChecker({ ...world, merchants: [merchant] });
  // The key's probe at iPay runs beside the request that brought it.
  await eventually(async () => {
    const { body } = await victim.api.get(`/v1/merchants/${merchant.id}`);
    return body.credentials.sandbox.lastProbe;
  });
}, 60_000);
afterAll(async () => {
  await wire.close();
  await world.stop();
});

function stepOf({ link, kind, label }: WireMessage): string {
  return `${link} ${kind} ${label.replace(/mrc_\w+/, '…')}`;
}

const ordersPath = (): string => `/v1/merchants/${merchant.id}/orders`;

interface Attempt {
  step: Step;
  fate: Fate;
  caller: Caller;
  reference: string;
  body: Record<string, unknown>;
  headers: Record<string, string>;
  hold: Hold;
  /** The answer to the request that died; null: there was none. */
  answer: Promise<Answer | null>;
  /** The answer to the repeated request. */
  repeated: Answer | null;
}

function attempt(on: Wire, through: Api, { step, fate, caller }: (typeof CASES)[number]): Attempt {
  const body = orderBody();
  const reference = String(body.referenceId);
  const hold = on.hold((message) => stepOf(message) === step && message.bytes.includes(reference));
  const headers: Record<string, string> =
    caller === 'repeats it with its Idempotency-Key' ? { 'idempotency-key': reference } : {};
  const answer = through.post(ordersPath(), body, { headers }).catch(() => null);
  return { step, fate, caller, reference, body, headers, hold, answer, repeated: null };
}

async function rowOf(reference: string): Promise<any> {
  const [row] = await world.sql(
    `SELECT state, version, gateway_order_id AS "gatewayOrder", create_attempts AS sends
     FROM orders WHERE reference_id = $1`,
    [reference],
  );
  return row ?? null;
}

/** How often the create reached iPay: twice where a late one crossed its repetition. */
function createsAtIpay(step: Step, fate: Fate): number {
  return step === 'ipay request POST /api/pg/order' && fate === 'arrives too late' ? 2 : 1;
}

/** How often it was sent: a second time where iPay, asked, did not know it. */
function sendsOf(step: Step, fate: Fate, caller: Caller): number {
  switch (step) {
    case 'postgres answer orders.insert':
      return 2;
    case 'postgres request orders.insert':
      return fate === 'arrives after all' ||
        (fate === 'arrives too late' && caller === 'never comes back')
        ? 2
        : 1;
    case 'ipay request POST /api/pg/order':
      return fate === 'arrives after all' ? 1 : 2;
    default:
      return 1;
  }
}

describe('a create', () => {
  it('takes these steps and no other', async () => {
    wire.messages.length = 0;
    const { status } = await victim.api.post(ordersPath(), orderBody());
    expect(status).toBe(201);
    // A process says that it lives whatever else it does.
    const steps = wire.messages.map(stepOf).filter((step) => !step.endsWith(' heartbeats.beat'));
    expect(steps).toEqual(STEPS);
  });
});

describe('kill -9 between any two steps of a create, and a new start', () => {
  const attempts: Attempt[] = [];

  beforeAll(async () => {
    for (const each of CASES) attempts.push(attempt(wire, victim.api, each));
    await Promise.all(attempts.map(({ hold }) => hold.reached));
    await victim.kill();
    // At the moment of death nothing is at iPay that Postgres does not know.
    expect(await checker.violations()).toEqual([]);
    for (const { fate, hold } of attempts) {
      if (fate === 'is lost') hold.lose();
      if (fate === 'arrives after all') hold.deliver();
    }
    expect(await Promise.all(attempts.map(({ answer }) => answer))).toEqual(
      attempts.map(() => null),
    );

    const second = new Wire();
    const late = attempts.filter(({ fate }) => fate === 'arrives too late');
    const crossings = late.filter(({ step }) => step !== INSERT).map(cross(second));
    const healer = await startWired(world, second, 'all');
    for (const each of attempts) {
      if (each.caller === 'never comes back') continue;
      each.repeated = await healer.api.post(ordersPath(), each.body, { headers: each.headers });
    }
    for (const { step, reference, hold } of late) {
      if (step !== INSERT) continue;
      hold.deliver();
      await eventually(() => rowOf(reference));
    }
    await Promise.all(crossings);
    await eventually(
      async () => {
        const creating = await world.sql(`SELECT FROM orders WHERE state = 'creating'`);
        return creating.length === 0;
      },
      { withinMs: 30_000, what: 'the end of every create' },
    );
    await healer.stop();
    await second.close();
  }, 120_000);

  /** Lets a late message arrive just before the new process sends or writes the same. */
  const cross =
    (second: Wire) =>
    async ({ step, reference, hold }: Attempt): Promise<void> => {
      const same = second.hold(
        (message) => stepOf(message) === step && message.bytes.includes(reference),
      );
      await same.reached;
      hold.deliver();
      await eventually(async () =>
        step.startsWith('ipay')
          ? world.sandbox.ledger({ referenceId: reference }).orders.length === 1
          : (await rowOf(reference)).state === 'pending',
      );
      same.deliver();
    };

  it.each(CASES)('$step $fate; the caller $caller', async ({ step, fate, caller }) => {
    const { reference, repeated } = attempts.find(
      (each) => each.step === step && each.fate === fate && each.caller === caller,
    )!;
    const wasWritten =
      STEPS.indexOf(step) >= STEPS.indexOf('postgres answer orders.insert') ||
      (step === INSERT && fate === 'arrives after all');
    const row = await rowOf(reference);
    const { orders, references } = world.sandbox.ledger({ referenceId: reference });

    const neverWritten = !wasWritten && fate !== 'arrives too late';
    if (neverWritten && caller === 'never comes back') {
      expect([row, orders]).toEqual([null, []]);
      return;
    }
    expect(orders).toHaveLength(1);
    expect(row).toMatchObject({ state: 'pending', gatewayOrder: orders[0]?.orderId });
    const arrivals = createsAtIpay(step, fate);
    expect(references).toMatchObject([{ createsAccepted: 1, createsReceived: arrivals }]);
    expect(row.sends).toBe(sendsOf(step, fate, caller));

    if (repeated === null) return;
    if (!wasWritten) expect(repeated.status).toBe(201);
    else if (caller === 'repeats it') {
      expect(repeated).toMatchObject({ status: 409, body: { code: 'reference-id-used' } });
      expect(repeated.body.orderId).toMatch(/^ord_/);
    } else {
      expect([200, 202]).toContain(repeated.status);
      expect(repeated.headers.get('idempotent-replayed')).toBe('true');
      expect(repeated.body.referenceId).toBe(reference);
    }
  });

  it('leaves everything as it must be', async () => {
    expect(await checker.violations({ settled: true })).toEqual([]);
  });
});
