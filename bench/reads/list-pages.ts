import type { Client } from 'pg';
import { encodeCursor } from '../../src/http/page';
import { figureOf, median, ratioAtMost, type Figure } from '../figures';

const PAGE_ROWS = 50;
const DEEP_PAGE = 10_000;
const TIMES = 100;
const WARM_UP = 10;

/** So many orders there have to be for that page, and for those after it. */
export const LEAST_ORDERS = PAGE_ROWS * (DEEP_PAGE + WARM_UP + TIMES);

/**
 * The first page of all orders, and from page 10,000 on page after page, by turns and one at a time:
 * what was read once more is quicker than what comes next.
 */
export async function measureListPages(
  url: string,
  token: string,
  database: Client,
): Promise<Figure> {
  let cursor = await cursorBefore(database, DEEP_PAGE);
  const read = async (query: string): Promise<{ tookMs: number; nextCursor: string }> => {
    const beganAt = performance.now();
    const response = await fetch(`${url}/v1/orders?limit=${PAGE_ROWS}${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page = (await response.json()) as { nextCursor: string };
    if (!response.ok) throw new Error(`A list answered ${response.status}`);
    return { tookMs: performance.now() - beganAt, nextCursor: page.nextCursor };
  };
  const [first, deep]: [number[], number[]] = [[], []];
  for (let i = -WARM_UP; i < TIMES; i += 1) {
    const newest = await read('');
    const next = await read(`&cursor=${cursor}`);
    cursor = next.nextCursor;
    if (i < 0) continue;
    first.push(newest.tookMs);
    deep.push(next.tookMs);
  }
  return figureOf({
    name: `page ${DEEP_PAGE} of all orders beside page 1`,
    unit: 'ms',
    measured: median(deep),
    floor: median(first),
    target: ratioAtMost(1.3),
  });
}

/** Without reading the pages before it. */
async function cursorBefore(database: Client, page: number): Promise<string> {
  const { rows } = await database.query<{ createdAtMicros: string; id: string }>(
    `SELECT (extract(epoch FROM created_at) * 1000000)::bigint AS "createdAtMicros", id
     FROM orders ORDER BY created_at DESC, id DESC OFFSET $1 LIMIT 1`,
    [PAGE_ROWS * (page - 1) - 1],
  );
  const [last] = rows;
  if (!last) throw new Error(`There are not ${page} pages of orders`);
  return encodeCursor(last);
}
