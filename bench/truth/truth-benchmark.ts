import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { z } from 'zod';
import type { Endings } from '../../tools/demo/endings';
import { startBar } from '../bar';
import { atMost, figureOf, percentile, type Figure } from '../figures';
import { startCompanion } from '../companion';
import { buildHouse } from '../house';
import { keyOfMerchant } from '../merchants';
import type { Outcome } from '../results';
import { PUBLIC_BASE_URL, Shoppers } from '../shoppers';

const PER_SECOND = 10;
const ORDERS = 750;
const RETURNING = 0.7;
/** Of what is left to them to return. */
const WAY_BACK_MS = 800;
/**
 * Most pay within a minute. The last ones of the few who take long are hurried, so that the run ends:
 * with it the questions at 30 s, 1, 2 and 3 minutes are seen, and from there to the 13th minute the
 * gaps are the same.
 */
const LONGEST_PACE_MS = 120_000;
/** Who has not come back is asked about within a minute or so. */
const LIMIT_MS = 150_000;

/** What became of an order; moments are milliseconds of this machine's clock. */
interface Bought {
  paidAtIpay: number;
  /** When the browser asked for the way back; null: it never did. */
  cameBackAt: number | null;
}

const ledgerSchema = z.object({
  references: z.array(
    z.object({
      referenceId: z.string(),
      createsReceived: z.number(),
      statusQuestionsReceived: z.number(),
    }),
  ),
});

/**
 * An ordinary load: 10 orders a second come, whatever becomes of those before; their buyers pay at
 * their own pace, seven of ten come back. By the schedule of the documentation, with one process of
 * each role, and iPay as it is on a usual day (half of its answers within 180 ms, 1 in 100 takes
 * longer than 900 ms).
 */
export async function measureTruth(endings: Endings): Promise<Outcome> {
  const house = await buildHouse(endings, { gatewayUrl: '' });
  const sandboxUrl = await startCompanion('sandbox', ['usual'], endings);
  const settings = { IPAY_SANDBOX_BASE_URL: `${sandboxUrl}/api/pg`, PUBLIC_BASE_URL };
  const api = await house.open('api', { ROLE: 'api', ...settings });
  await house.open('worker', { ROLE: 'worker', ...settings });
  const shoppers = await Shoppers.at(api.url, sandboxUrl, house);
  const bought = await shop(shoppers, endings);
  const paidAt = await untilAllArePaid(house.database);
  const floor = await timesOfBareQuestions(sandboxUrl);
  const waits = { returned: [] as number[], stayedAway: [] as number[] };
  for (const [reference, { paidAtIpay, cameBackAt }] of bought) {
    const known = paidAt.get(reference) ?? NaN;
    if (cameBackAt === null) waits.stayedAway.push((known - paidAtIpay) / 1_000);
    // By then the worker may have asked already: who comes back finds a paid order.
    else waits.returned.push(Math.max(0, known - cameBackAt) / 1_000);
  }
  const calls = await callsOf(sandboxUrl);
  const over = {
    orders: ORDERS,
    perSecond: PER_SECOND,
    returned: waits.returned.length,
    stayedAway: waits.stayedAway.length,
    longestPaceMs: LONGEST_PACE_MS,
  };
  return { over, figures: [...figuresOf(waits, floor), ...figuresOfCalls(calls)] };
}

async function shop(shoppers: Shoppers, endings: Endings): Promise<Map<string, Bought>> {
  const bar = startBar(endings, ORDERS, 'orders are bought');
  const bought = new Map<string, Bought>();
  const buy = async (n: number): Promise<void> => {
    const reference = `truth-${n}`;
    const placed = await shoppers.place(n, reference);
    await sleep(pace());
    const payment = await shoppers.pay(placed);
    const paidAtIpay = payment.paidAtMs;
    if (Math.random() < RETURNING) {
      await sleep(WAY_BACK_MS);
      bought.set(reference, { paidAtIpay, cameBackAt: Date.now() });
      await shoppers.comeBack(payment);
    } else {
      bought.set(reference, { paidAtIpay, cameBackAt: null });
    }
    bar.step();
  };
  const buyers: Promise<void>[] = [];
  for (let n = 0; n < ORDERS; n += 1) {
    buyers.push(buy(n));
    // Arrivals know nothing of each other.
    await sleep((-Math.log(1 - Math.random()) * 1_000) / PER_SECOND);
  }
  await Promise.all(buyers);
  return bought;
}

/** As the orders of `tools/seed`: 38 s as a rule, 10 s to four minutes. */
function pace(): number {
  const seconds = 6 + 32 * Math.exp(2.1 * (Math.random() + Math.random() - 1));
  return Math.min(LONGEST_PACE_MS, 1_000 * seconds);
}

/** @returns when each became paid here, by its reference */
async function untilAllArePaid(database: Client): Promise<Map<string, number>> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const { rows } = await database.query<{ reference: string; paidAt: Date | null }>(
      'SELECT reference_id AS reference, paid_at AS "paidAt" FROM orders',
    );
    const paid = rows.flatMap(({ reference, paidAt }): [string, number][] =>
      paidAt ? [[reference, paidAt.getTime()]] : [],
    );
    if (paid.length === ORDERS) return new Map(paid);
    if (Date.now() > deadline) throw new Error(`${ORDERS - paid.length} orders are not paid`);
    await sleep(1_000);
  }
}

/** How long the same sandbox takes for a question that nobody works on. */
async function timesOfBareQuestions(sandboxUrl: string): Promise<number[]> {
  const times: number[] = [];
  const ask = async (): Promise<void> => {
    for (let i = 0; i < 30; i += 1) {
      const beganAt = performance.now();
      const answer = await fetch(`${sandboxUrl}/api/pg/order/referenceId/truth-${i}/status`, {
        headers: { authorization: `Bearer ${keyOfMerchant(1)}` },
      });
      await answer.body?.cancel();
      times.push((performance.now() - beganAt) / 1_000);
    }
  };
  await Promise.all(Array.from({ length: 10 }, ask));
  return times;
}

/** As iPay has counted them: the create, and every question. */
async function callsOf(sandboxUrl: string): Promise<number[]> {
  const ledger = ledgerSchema.parse(await (await fetch(`${sandboxUrl}/sandbox/ledger`)).json());
  return ledger.references
    .filter(({ createsReceived }) => createsReceived > 0)
    .map((tally) => tally.createsReceived + tally.statusQuestionsReceived);
}

function figuresOf(
  { returned, stayedAway }: { returned: number[]; stayedAway: number[] },
  floor: readonly number[],
): Figure[] {
  const of = (name: string, times: number[], share: number, most: number | null): Figure =>
    figureOf({
      name: `${name}, p${100 * share}`,
      unit: 's',
      measured: percentile(times, share),
      floor: percentile(floor, share),
      target: most === null ? null : atMost(most),
    });
  return [
    of('a buyer comes back, until the order is paid', returned, 0.5, 1),
    of('a buyer comes back, until the order is paid', returned, 0.99, 3),
    of('paid at iPay and nobody comes back, until paid here', stayedAway, 0.5, null),
    of('paid at iPay and nobody comes back, until paid here', stayedAway, 0.99, 60),
  ];
}

function figuresOfCalls(calls: readonly number[]): Figure[] {
  const of = (name: string, measured: number, most: number): Figure =>
    figureOf({ name, unit: 'calls', measured, target: atMost(most) });
  return [
    of('calls to iPay for an order that is paid, median', percentile(calls, 0.5), 3),
    of('calls to iPay for an order that is paid, most', Math.max(...calls), 25),
  ];
}
