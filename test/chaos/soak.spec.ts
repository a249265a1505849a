import { setTimeout as pause } from 'node:timers/promises';
import type { FaultInput } from '../../src/sandbox/server';
import { InvariantChecker } from '../support/invariants';
import {
  startProcessWorld,
  type ProcessWorld,
  type ServiceProcess,
  type TestMerchant,
} from '../support/processes';
import { Api, eventually, orderBody, type Answer } from '../support/service';

/**
 * Two processes, callers that repeat what got no answer, buyers who pay, an iPay full of faults,
 * and `kill -9` every few seconds. Then the faults stop, and everything must come right by itself.
 * `CHAOS_SEED` repeats a run's dice; what the threads of the world do with them stays their own.
 */

const SOAK_MS = 50_000;
const CALLERS = 5;
const SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);

/** A small generator (mulberry32), so that a run can be told by one number. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
const roll = dice(SEED);
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)]!;

/** Nothing here lies about what became of an order: that is for other tests. */
const FAULTS: FaultInput[] = [
  { kind: 'reset', operation: 'create', when: 'before', times: 4 },
  { kind: 'reset', operation: 'create', when: 'after', times: 4 },
  { kind: 'hang', operation: 'create', ms: 3_000, acceptAfterMs: 1_500, times: 3 },
  { kind: 'hang', operation: 'create', when: 'after', ms: 3_000, times: 3 },
  { kind: 'http', operation: 'create', when: 'after', status: 500, body: 'oops', times: 4 },
  { kind: 'html', operation: 'create', when: 'after', status: 200, times: 4 },
  { kind: 'garbage', operation: 'create', form: 'truncated', times: 4 },
  { kind: 'delay', operation: 'create', delayMs: 900, times: 6 },
  { kind: 'refuse', operation: 'create', status: 422, times: 2 },
  { kind: 'refuse', operation: 'create', status: 429, times: 3 },
  { kind: 'reset', operation: 'status', times: 6 },
  { kind: 'html', operation: 'status', times: 6 },
  { kind: 'garbage', operation: 'status', form: 'cut-off', times: 4 },
  { kind: 'refuse', operation: 'status', status: 404, times: 3 },
  { kind: 'wrong-order', operation: 'status', state: 'paid', times: 4 },
  { kind: 'answer', operation: 'status', fields: { statusCode: 777, status: 'On hold' }, times: 3 },
];

let world: ProcessWorld;
const processes: ServiceProcess[] = [];
const merchants: TestMerchant[] = [];
let checker: InvariantChecker;
const reached = { kills: 0, answered: 0, repeated: 0, takenUp: 0 };
/** What a caller was told of its order, by the reference. */
const told = new Map<string, { id: string; gatewayOrderId: string | null }>();
const wrongs: string[] = [];

beforeAll(async () => {
  world = await startProcessWorld({
    sandbox: { latency: 'quick', magicAmounts: false },
    environment: {
      IPAY_TIMEOUT_MS: '1000',
      VERIFY_SCHEDULE: JSON.stringify({
        pending: Array.from({ length: 150 }, (_, i) => i + 1),
        late: Array.from({ length: 100 }, (_, i) => i + 1),
        creating: { first: 0.5, max: 2, for: 600, thenEvery: 5, thenFor: 600 },
      }),
    },
  });
  processes.push(await world.start(), await world.start());
  for (let i = 0; i < 2; i += 1) merchants.push(await world.createMerchant(processes[0]!.api));
  checker = new InvariantChecker({ ...world, merchants });
}, 60_000);
afterAll(() => world.stop());

let turn = 0;
/** Round robin; null where the process died on the way. */
function send(path: string, body: object, headers: Record<string, string>): Promise<Answer | null> {
  turn += 1;
  const { url } = processes[turn % processes.length]!;
  return new Api(url).post(path, body, { headers }).catch(() => null);
}

/** One caller: an order after the other, each repeated until there is an answer that counts. */
async function call(until: number): Promise<void> {
  while (Date.now() < until) {
    const path = `/v1/merchants/${oneOf(merchants).id}/orders`;
    const body = orderBody({ amount: Math.ceil(roll() * 100_000) / 100 });
    const reference = String(body.referenceId);
    const headers: Record<string, string> = roll() < 0.5 ? { 'idempotency-key': reference } : {};
    for (let again = false; Date.now() < until; again = true) {
      const answer = await send(path, body, headers);
      if (again) reached.repeated += 1;
      if (answer && conclude(reference, answer)) break;
      await pause(50 + roll() * 200);
    }
  }
}

/** @returns false where the caller has to repeat the request */
function conclude(reference: string, { status, body }: Answer): boolean {
  if ([200, 201, 202].includes(status)) {
    told.set(reference, { id: body.id, gatewayOrderId: body.gateway.orderId });
    reached.answered += 1;
    return true;
  }
  if (status === 409 && body.code === 'reference-id-used') {
    told.set(reference, { id: body.orderId, gatewayOrderId: null });
    return true;
  }
  // Refused by iPay: taken up again under the same reference.
  if (status === 422 && body.code === 'gateway-rejected') reached.takenUp += 1;
  else if (status !== 503) wrongs.push(`${reference}: ${status} ${JSON.stringify(body)}`);
  return false;
}

/** Buyers pay, go away, or change their minds. */
async function buy(until: number): Promise<void> {
  while (Date.now() < until) {
    await pause(20 + roll() * 60);
    const open = world.sandbox
      .ledger()
      .orders.filter(({ state }) => state !== 'paid' && state !== 'failed');
    if (open.length === 0) continue;
    const { orderId, state } = oneOf(open);
    const fate = roll();
    if (fate < 0.75) world.sandbox.changeOrder(orderId, { state: 'paid' });
    else if (state === 'created' && fate < 0.85) {
      world.sandbox.changeOrder(orderId, { state: oneOf(['cancelled', 'expired', 'failed']) });
    }
  }
}

async function killNowAndThen(until: number): Promise<void> {
  while (Date.now() < until) {
    await pause(1_500 + roll() * 2_500);
    const at = Math.floor(roll() * processes.length);
    const victim = processes[at]!;
    await victim.kill();
    reached.kills += 1;
    processes[at] = await world.start({ PORT: String(victim.port) });
  }
}

async function spoil(until: number): Promise<void> {
  while (Date.now() < until) {
    world.sandbox.clearFaults();
    for (let i = 0; i < 3; i += 1) world.sandbox.addFault(oneOf(FAULTS));
    await pause(1_000 + roll() * 1_500);
  }
  world.sandbox.clearFaults();
}

async function watch(until: number): Promise<void> {
  while (Date.now() < until) {
    wrongs.push(...(await checker.violations()));
    await pause(1_000);
  }
}

describe(`a minute of everything at once (CHAOS_SEED=${SEED})`, () => {
  it('breaks no invariant while it lasts', async () => {
    const until = Date.now() + SOAK_MS;
    await Promise.all([
      ...Array.from({ length: CALLERS }, () => call(until)),
      buy(until),
      killNowAndThen(until),
      spoil(until),
      watch(until),
    ]);
    expect(wrongs).toEqual([]);
  }, 120_000);

  it('reached what it is meant to reach', async () => {
    const events = await world.sql<{ type: string; rows: number }>(
      'SELECT type, count(*)::int AS rows FROM order_events GROUP BY type',
    );
    const count = Object.fromEntries(events.map(({ type, rows }) => [type, rows]));
    console.info(JSON.stringify({ seed: SEED, ...reached, ...count }));
    expect(reached.kills).toBeGreaterThanOrEqual(3);
    expect(reached.repeated).toBeGreaterThanOrEqual(10);
    expect(count['order.creating']).toBeGreaterThanOrEqual(100);
    expect(count['order.paid']).toBeGreaterThanOrEqual(30);
    expect(count['order.resent']).toBeGreaterThanOrEqual(1);
    expect(count['order.unanswered']).toBeGreaterThanOrEqual(10);
  });

  it('comes right by itself once the faults stop', async () => {
    let last: string[] = [];
    await eventually(
      async () => {
        last = await checker.violations({ settled: true });
        const creating = await world.sql(`SELECT id FROM orders WHERE state = 'creating'`);
        last.push(...creating.map(({ id }) => `${id} is still creating`));
        return last.length === 0;
      },
      { withinMs: 60_000, what: 'a world without faults' },
    ).catch(() => undefined);
    expect(last).toEqual([]);
  }, 90_000);

  it('lost nothing that a caller was told', async () => {
    const rows = await world.sql(
      `SELECT reference_id AS reference, gateway_order_id AS "gatewayOrderId" FROM orders`,
    );
    const kept = new Map(rows.map(({ reference, gatewayOrderId }) => [reference, gatewayOrderId]));
    const lost = [...told].filter(
      ([reference, { gatewayOrderId }]) =>
        !kept.has(reference) || (gatewayOrderId !== null && kept.get(reference) !== gatewayOrderId),
    );
    expect(lost).toEqual([]);
  });
});
