import type { Client } from 'pg';
import { atMost, figureOfTimes, median, type Figure } from '../figures';
import type { AskedService } from './asked-service';
import { findKnownOrder, type KnownOrder } from './known-order';

const WARM_UP = 7;
const TIMES = 40;
/** What is slow is asked less often. */
const LONGEST_MS = 15_000;
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const LIST = atMost(100);

const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

interface Read {
  name: string;
  path: string;
  floor: Floor | null;
}

/** The bare statement over `pg`, prepared. */
interface Floor {
  name: string;
  text: string;
  values: unknown[];
}

/** A page of one state by the key, whole rows: the least a list can cost. */
const ONE_PAGE: Floor = {
  name: 'floor.page',
  text: `SELECT * FROM orders WHERE environment = 'production' AND state = 'paid'
    AND created_at < $1 ORDER BY created_at DESC, id DESC LIMIT 51`,
  values: [ago(60)],
};

function oneOrder({ merchantUuid, uuid }: KnownOrder): Floor {
  return {
    name: 'floor.order',
    text: 'SELECT * FROM orders WHERE merchant_id = $1 AND id = $2',
    values: [merchantUuid, uuid],
  };
}

/** Every order of the time counted and added up, and nothing told apart. */
function bareCount(from: string): Floor {
  return {
    name: 'floor.count',
    text: `SELECT count(*), sum(amount_minor) FROM orders
      WHERE environment = ANY ('{sandbox,production}') AND state = ANY
        ('{creating,pending,paid,cancelled,failed,expired,error,rejected}') AND created_at >= $1`,
    values: [from],
  };
}

/** A moment that differs each time is another question, and is counted. */
function statistics(name: string, days: number, bucket: 'hour' | 'day'): Read {
  const floor = bareCount(ago(days));
  return {
    name: `stats, ${name}`,
    path: `/v1/orders/stats?bucket=${bucket}&from={${days}}`,
    floor,
  };
}

function readsOf(known: KnownOrder, deepCursor: string): Read[] {
  const order = `/v1/merchants/${known.merchantId}/orders/${known.id}`;
  const [list, one] = [ONE_PAGE, oneOrder(known)];
  const lists: [name: string, query: string][] = [
    ['newest', ''],
    ['60 days deep', `cursor=${deepCursor}`],
    ['created before', `createdTo=${ago(60)}`],
    ['created between', `createdFrom=${ago(70)}&createdTo=${ago(60)}`],
    ['sandbox', 'environment=sandbox'],
    ['paid', 'state=paid'],
    ['creating or error', 'state=creating&state=error'],
    ['flagged', 'attention=true'],
    ['not flagged', 'attention=false'],
    ['by reference', `referenceId=${known.referenceId}`],
    ["by iPay's id", `gatewayOrderId=${known.gatewayOrderId}`],
    ['by transaction', `transactionId=${known.transactionId}`],
  ];
  return [
    ...lists.map(([name, query]) => ({
      name: `list, ${name}`,
      path: `/v1/orders?${query}`,
      floor: list,
    })),
    { name: 'list, of a merchant', path: `/v1/merchants/${known.merchantId}/orders`, floor: list },
    ...(['id', 'referenceId', 'gatewayOrderId', 'transactionId'] as const).map((key) => ({
      name: `search, ${key}`,
      path: `/v1/orders/search?q=${known[key]}`,
      floor: one,
    })),
    { name: 'attention', path: '/v1/orders/attention', floor: null },
    { name: 'order', path: order, floor: one },
    ...['events', 'explain', 'deliveries'].map((part) => ({
      name: `order, ${part}`,
      path: `${order}/${part}`,
      floor: one,
    })),
    { name: 'merchants', path: '/v1/merchants?limit=200', floor: null },
    { name: 'going live', path: `/v1/merchants/${known.merchantId}/going-live`, floor: null },
    { name: 'overview', path: '/v1/ops/overview', floor: null },
    { name: 'webhooks', path: '/v1/ops/webhooks', floor: null },
    statistics('a day by hour', 1, 'hour'),
    statistics('2 days by hour', 2, 'hour'),
    statistics('7 days', 7, 'day'),
    statistics('30 days', 30, 'day'),
  ];
}

/** One after the other, as an operator asks; the floor right beside, under the same load. */
export async function measureReads({ url, adminToken, database }: AskedService): Promise<Figure[]> {
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return body;
  };
  const page = await get(`/v1/orders?limit=1&createdTo=${ago(60)}`);
  const { nextCursor } = page as { nextCursor: string };
  const reads = readsOf(await findKnownOrder(database), nextCursor);
  const figures: Figure[] = [];
  for (const { name, path, floor } of reads) {
    const [times, floors]: [number[], number[]] = [[], []];
    const beganAt = performance.now();
    // A busy machine may take longer over it than a statement may.
    const first = await get(addressOf(path)).catch((error: unknown) => error);
    if (first instanceof Error) {
      console.log(`  · Refused: ${first.message}`);
      continue;
    }
    for (let i = -WARM_UP; i < TIMES; i += 1) {
      if (i > 2 && performance.now() - beganAt > LONGEST_MS) break;
      const time = await timed(() => get(addressOf(path)));
      const least = floor && (await timed(() => ask(database, floor)));
      if (i < 0) continue;
      times.push(time);
      if (least !== null) floors.push(least);
    }
    figures.push(
      figureOfTimes(name, times, {
        floor: floor && median(floors),
        target: name.startsWith('list, ') ? LIST : null,
      }),
    );
  }
  return figures;
}

/** `{30}`: 30 days before a moment that nobody has asked about yet. */
function addressOf(path: string): string {
  return path.replace(/\{(\d+)\}/, (_, days: string) => {
    asked += 1;
    return new Date(Date.now() - Number(days) * DAY_MS + (asked % HOUR_MS)).toISOString();
  });
}
let asked = 0;

function ask(database: Client, { name, text, values }: Floor): Promise<unknown> {
  return database.query({ name, text, values });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}
