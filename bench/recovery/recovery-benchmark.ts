import type { Client } from 'pg';
import type { Endings } from '../../tools/demo/endings';
import { startBar } from '../bar';
import { atMost, figureOf, type Figure } from '../figures';
import { startStatusGateway } from '../status-gateway/start-status-gateway';
import { buildHouse } from '../house';
import { openMerchants, writeOpenOrders } from '../open-orders';
import { openQueues, type Queue } from '../queues';
import type { Outcome } from '../results';
import { until } from '../until';

const MERCHANTS = 50;
const OPEN = 100_000;
/** Some seconds of work for a worker. */
const DUE = 1_000;
const ROUNDS = 3;
const ANSWER_AFTER_MS = 100;
/** The others are due over a time that outlasts the measurement many times. */
const WITHIN_MS = 4 * 3_600_000;

interface Recovery {
  /** Due, or claimed and in the queue, when the queue was emptied. */
  due: number;
  /** Of them, those whose jobs were in the queue. */
  lost: number;
  /** Until a worker had begun the last one of them. */
  seconds: number;
  /** Until it had begun the last one of those that were lost. */
  lostSeconds: number;
}

/**
 * 100,000 orders are open and 1,000 of them due; one worker is at them when the queue loses all its
 * jobs. How long until a worker has begun the last one of those that were due: waiting in Postgres, or
 * claimed and lost with the queue. The slowest of the rounds counts.
 */
export async function measureRecovery(endings: Endings): Promise<Outcome> {
  const gateway = await startStatusGateway(endings);
  await gateway.answer({ state: 'created', afterMs: ANSWER_AFTER_MS });
  const house = await buildHouse(endings, { gatewayUrl: gateway.url });
  const { database } = house;
  const merchants = await openMerchants(house, MERCHANTS);
  await writeOpenOrders(database, { name: 'open', count: OPEN, merchants, withinMs: WITHIN_MS });
  await database.query('VACUUM (ANALYZE)');
  const figures: Figure[] = [];
  const rounds: object[] = [];
  for (const queue of await openQueues(database, endings)) {
    const settings = { ROLE: 'worker', ...queue.settings };
    const worker = await house.open(`worker, queue on ${queue.name}`, settings);
    const bar = startBar(endings, ROUNDS, `rounds, queue on ${queue.name}`);
    const recoveries: Recovery[] = [];
    // A worker that is young is slow, whatever becomes of its queue.
    await loseTheQueue(database, queue);
    for (let round = 0; round < ROUNDS; round += 1) {
      recoveries.push(await loseTheQueue(database, queue));
      bar.step();
    }
    await worker.stop();
    rounds.push(...recoveries.map((recovery) => ({ queue: queue.name, ...recovery })));
    const slowest = (name: string, seconds: number[]): Figure =>
      figureOf({
        name: `queue on ${queue.name} emptied, until the last ${name} is begun`,
        unit: 's',
        measured: Math.max(...seconds),
        target: atMost(20),
      });
    figures.push(
      slowest(
        'lost job',
        recoveries.map(({ lostSeconds }) => lostSeconds),
      ),
      slowest(
        'due check',
        recoveries.map(({ seconds }) => seconds),
      ),
    );
  }
  return {
    over: { open: OPEN, merchants: MERCHANTS, answerAfterMs: ANSWER_AFTER_MS, rounds },
    figures,
  };
}

const MAKE_DUE = `
  UPDATE order_checks SET next_at = now(), asked_at = NULL
  WHERE order_id IN (SELECT order_id FROM order_checks WHERE lease_token IS NULL LIMIT $1)`;

/** Claimed and not begun: their jobs are in the queue, or on the way to it. */
const IN_THE_QUEUE = 'lease_token IS NOT NULL AND asked_at IS NULL';

async function loseTheQueue(database: Client, queue: Queue): Promise<Recovery> {
  await database.query(MAKE_DUE, [DUE]);
  await until(database, `SELECT count(*) >= 20 AS done FROM order_checks WHERE ${IN_THE_QUEUE}`);
  await database.query(`
    DROP TABLE IF EXISTS in_the_queue, was_due;
    CREATE TEMP TABLE in_the_queue AS SELECT * FROM order_checks WHERE ${IN_THE_QUEUE}`);
  await queue.empty();
  await database.query(`
    CREATE TEMP TABLE was_due AS SELECT merchant_id, order_id, clock_timestamp() AS at,
      lease_token IN (SELECT lease_token FROM in_the_queue) AS is_lost
    FROM order_checks WHERE next_at <= now() OR (${IN_THE_QUEUE})`);
  await until(
    database,
    `SELECT bool_and(asked_at IS NOT NULL) AS done FROM was_due JOIN order_checks
     USING (merchant_id, order_id)`,
  );
  const { rows } = await database.query<Recovery>(`
    SELECT count(*)::integer AS due, (count(*) FILTER (WHERE is_lost))::integer AS lost,
      extract(epoch FROM max(asked_at - at))::float8 AS seconds,
      extract(epoch FROM max(asked_at - at) FILTER (WHERE is_lost))::float8 AS "lostSeconds"
    FROM was_due JOIN order_checks USING (merchant_id, order_id)`);
  const [recovery] = rows;
  if (!recovery || recovery.lost === 0) throw new Error('Nothing was lost with the queue');
  return recovery;
}
