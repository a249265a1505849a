import { Client } from 'pg';
import { newUuid } from '../../src/http/typed-id';
import { TOLD_EVENTS } from '../../src/orders';
import { daysAt } from './daily-rhythm';
import { INSERT_DELIVERIES, INSERT_EVENTS } from './history-sql';
import { withoutIndexes } from './indexes';
import { INSERT_CHECKS, INSERT_ORDERS } from './orders-sql';

export interface Filling {
  orders: number;
  merchants: number;
  /** Over how many days up to now. */
  days: number;
  /** How many of the newest have their timelines and deliveries, beside those with a flag. */
  timelines: number;
}

export const A_MILLION: Filling = { orders: 1_000_000, merchants: 50, days: 90, timelines: 20_000 };

const AT_ONCE = 50_000;
/** The largest ones are told of their orders. */
const TOLD_MERCHANTS = 5;

/**
 * Fills a migrated, empty database with the trade of weeks, by SQL: merchants of unequal size, orders
 * in every state with the rhythm of the day, flags, timelines, open work, webhooks. The same numbers
 * give the same orders, up to the moment that they end at.
 *
 * @param onOrders told how many orders are there
 * @param onStep told what is being done, before it is done
 */
export async function fillOrders(
  databaseUrl: string,
  filling: Filling,
  onOrders: (count: number) => void = () => undefined,
  onStep: (step: string) => void = () => undefined,
): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Indexes are built from what is there, in memory and at once, and not row by row.
    await client.query(`SET maintenance_work_mem = '256MB'`);
    await client.query(`SET work_mem = '128MB'`);
    const merchants = await insertMerchants(client, filling);
    await withoutIndexes(client, 'orders', onStep, () =>
      insertOrders(databaseUrl, filling, merchants, onOrders),
    );
    await client.query('SELECT setseed(0)');
    onStep('Writing timelines and deliveries');
    await client.query(INSERT_CHECKS);
    await client.query(INSERT_EVENTS, [filling.timelines]);
    await insertWebhooks(client, merchants.slice(0, TOLD_MERCHANTS));
    await client.query(INSERT_DELIVERIES);
    onStep('Letting Postgres look at it');
    await client.query('VACUUM (ANALYZE)');
  } finally {
    await client.end();
  }
}

/** By two sessions, for two cores. Each portion has a seed of its own, whoever writes it. */
async function insertOrders(
  databaseUrl: string,
  { orders, days }: Filling,
  merchants: readonly string[],
  onOrders: (count: number) => void,
): Promise<void> {
  const last = daysAt(new Date());
  const portions = Array.from({ length: Math.ceil(orders / AT_ONCE) }, (_, i) => i);
  let done = 0;
  const write = async (): Promise<void> => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      for (let i = portions.shift(); i !== undefined; i = portions.shift()) {
        const [first, until] = [i * AT_ONCE + 1, Math.min(orders, (i + 1) * AT_ONCE)];
        await client.query('SELECT setseed($1)', [i / orders]);
        await client.query(INSERT_ORDERS, [first, until, last - days, days / orders, merchants]);
        done += until - first + 1;
        onOrders(done);
      }
    } finally {
      await client.end();
    }
  };
  await Promise.all([write(), write()]);
}

const RIVERS = ['Padma', 'Meghna', 'Jamuna', 'Surma', 'Karnaphuli', 'Teesta', 'Gorai', 'Buriganga'];
const TRADES = ['Books', 'Textiles', 'Grocery', 'Electronics', 'Pharmacy', 'Travel', 'Furniture'];

/** @returns their ids, the largest first */
async function insertMerchants(client: Client, { merchants }: Filling): Promise<string[]> {
  const ids = Array.from({ length: merchants }, newUuid);
  await client.query(
    `INSERT INTO merchants (id, name, status, environment, return_hosts, return_secret_ciphertext,
       return_secret_key_id, created_at)
     SELECT id, ($2::text[])[1 + n % cardinality($2)] || ' ' || ($3::text[])[1 + n % cardinality($3)]
       || CASE WHEN n <= 56 THEN '' ELSE ' ' || n END,
       'active', CASE WHEN n % 5 = 0 THEN 'sandbox' ELSE 'production' END, '{}', '', '',
       now() - interval '1 year'
     FROM unnest($1::uuid[]) WITH ORDINALITY AS m (id, n)`,
    [ids, RIVERS, TRADES],
  );
  return ids;
}

/** One for each of these merchants, and one over all. */
async function insertWebhooks(client: Client, merchants: readonly string[]): Promise<void> {
  await client.query(
    `INSERT INTO webhook_endpoints (id, merchant_id, url, description, events, enabled,
       secret_ciphertext, secret_key_id)
     SELECT new_uuid_v7(), merchant_id, 'https://shop.example.com/hooks', 'The shop', $2::text[],
       true, '', '' FROM unnest($1::uuid[]) AS m (merchant_id)`,
    [[...merchants, null], TOLD_EVENTS],
  );
}
