import type { Client } from 'pg';
import { CONCURRENCY } from '../../src/verification/verification-queue';
import type { Endings } from '../../tools/demo/endings';
import { figureOf, ratioAtLeast, type Figure } from '../figures';
import { startStatusGateway } from '../status-gateway/start-status-gateway';
import { buildHouse, type House } from '../house';
import { openMerchants, writeOpenOrders } from '../open-orders';
import { openQueues } from '../queues';
import type { Outcome } from '../results';
import { inTurns } from '../rounds';
import { until } from '../until';
import { BareLoop, type KnownOrder } from './bare-loop';

const MERCHANTS = 10;
const ORDERS = 600;
/** Each is one of the worker's and one of the bare loop's. */
const ROUNDS = 5;
/**
 * iPay's answer takes 100 ms, quicker than on a usual day: the check mostly waits, and a slower iPay
 * only hides more. At once: what the check itself costs, all that there is to hide.
 */
const ANSWERS = [
  { afterMs: 100, name: 'iPay answers in 100 ms' },
  { afterMs: 0, name: 'iPay answers at once' },
];

interface Sides {
  house: House;
  merchants: string[];
  loop: BareLoop;
}

/**
 * Checks of one worker process against the bare loop, turn by turn on the same Postgres: orders that
 * are all due, and that iPay says are paid.
 */
export async function measureChecks(endings: Endings): Promise<Outcome> {
  const gateway = await startStatusGateway(endings);
  const house = await buildHouse(endings, { gatewayUrl: gateway.url });
  const merchants = await openMerchants(house, MERCHANTS);
  const { databaseUrl, database } = house;
  const loop = new BareLoop({ gatewayUrl: gateway.url, databaseUrl }, CONCURRENCY, endings);
  const sides = { house, merchants, loop };
  const queues = await openQueues(database, endings);
  const figures: Figure[] = [];
  for (const queue of queues) {
    const settings = { ROLE: 'worker', ...queue.settings };
    const worker = await house.open(`worker, queue on ${queue.name}`, settings);
    for (const { afterMs, name } of ANSWERS) {
      await gateway.answer({ state: 'paid', afterMs });
      const { checks, floor } = await inTurns(
        `Checks, queue on ${queue.name}, ${name}`,
        ROUNDS,
        { checks: () => byTheWorker(sides), floor: () => byTheLoop(sides) },
        endings,
      );
      figures.push(
        figureOf({
          name: `queue on ${queue.name}, ${name}`,
          unit: '/s',
          measured: checks,
          floor,
          target: ratioAtLeast(0.7),
        }),
      );
    }
    await worker.stop();
  }
  const over = { orders: ORDERS, rounds: ROUNDS, merchants: MERCHANTS, concurrency: CONCURRENCY };
  return { over, figures };
}

async function byTheWorker({ house: { database }, merchants }: Sides): Promise<number> {
  const name = nextName();
  await writeOpenOrders(database, { name, count: ORDERS, merchants, withinMs: 0 });
  await until(database, 'SELECT NOT EXISTS (SELECT FROM order_checks) AS done');
  return rateOf(database, name);
}

async function byTheLoop({ house: { database }, merchants, loop }: Sides): Promise<number> {
  const name = nextName();
  await writeOpenOrders(database, { name, count: ORDERS, merchants, withinMs: 0 });
  // The worker has nothing to do meanwhile.
  await database.query('DELETE FROM order_checks');
  const { rows } = await database.query<KnownOrder>(
    `SELECT merchant_id AS "merchantId", id, gateway_order_id AS "gatewayOrderId" FROM orders
     WHERE reference_id LIKE $1 || '-%' AND state = 'pending'`,
    [name],
  );
  await loop.run(rows);
  return rateOf(database, name);
}

let rounds = 0;
function nextName(): string {
  rounds += 1;
  return `round${rounds}`;
}

/** Between the first order that was paid and the last, by the clock of Postgres. */
async function rateOf(database: Client, name: string): Promise<number> {
  const { rows } = await database.query<{ count: number; seconds: number }>(
    `SELECT count(*)::integer, extract(epoch FROM max(paid_at) - min(paid_at))::float8 AS seconds
     FROM orders WHERE reference_id LIKE $1 || '-%' AND state = 'paid'`,
    [name],
  );
  const { count = 0, seconds = NaN } = rows[0] ?? {};
  if (count !== ORDERS) throw new Error(`${count} of ${ORDERS} orders are paid`);
  return (count - 1) / seconds;
}
