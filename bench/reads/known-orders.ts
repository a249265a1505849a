import type { Client } from 'pg';
import { toTypedId } from '../../src/http/typed-id';
import type { Subject } from '../load/closed-loop';

/** An order by its names. */
export interface KnownOrder {
  merchantUuid: string;
  uuid: string;
  referenceId: string;
}

export type ReadBy = 'id' | 'reference';

const KNOWN = 5_000;

/** Orders of any age. */
export async function findKnownOrders(database: Client, orders: number): Promise<KnownOrder[]> {
  const percent = Math.min(100, (200 * KNOWN) / orders);
  const { rows } = await database.query<KnownOrder>(
    `SELECT merchant_id AS "merchantUuid", id AS uuid, reference_id AS "referenceId"
     FROM orders TABLESAMPLE SYSTEM (${percent}) REPEATABLE (1) ORDER BY random() LIMIT ${KNOWN}`,
  );
  return rows;
}

export function readsAtService(
  url: string,
  token: string,
  by: ReadBy,
  known: readonly KnownOrder[],
): Subject {
  const headers = { authorization: `Bearer ${token}` };
  const paths = known.map(({ merchantUuid, uuid, referenceId }) => {
    const orders = `/v1/merchants/${toTypedId('mrc', merchantUuid)}/orders`;
    return by === 'id'
      ? `${orders}/${toTypedId('ord', uuid)}`
      : `${orders}/by-reference/${referenceId}`;
  });
  return oneAfterTheOther(url, paths, headers);
}

export function readsAtFloor(url: string, by: ReadBy, known: readonly KnownOrder[]): Subject {
  const paths = known.map(({ merchantUuid, uuid, referenceId }) =>
    by === 'id'
      ? `/${merchantUuid}/orders/${uuid}`
      : `/${merchantUuid}/orders/by-reference/${referenceId}`,
  );
  return oneAfterTheOther(url, paths);
}

function oneAfterTheOther(
  url: string,
  paths: readonly string[],
  headers: Record<string, string> = {},
): Subject {
  let n = 0;
  return {
    url,
    status: 200,
    next: () => {
      n += 1;
      return { method: 'GET', path: paths[n % paths.length] ?? '', headers };
    },
  };
}
