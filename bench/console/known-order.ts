import type { Client } from 'pg';
import { toTypedId } from '../../src/http/typed-id';

/** A paid order of two months ago, by all its names, in the middle of the others. */
export interface KnownOrder {
  uuid: string;
  merchantUuid: string;
  id: string;
  merchantId: string;
  referenceId: string;
  gatewayOrderId: string;
  transactionId: string;
}

export async function findKnownOrder(database: Client): Promise<KnownOrder> {
  const { rows } = await database.query<Omit<KnownOrder, 'id' | 'merchantId'>>(`
    SELECT id AS uuid, merchant_id AS "merchantUuid", reference_id AS "referenceId",
      gateway_order_id AS "gatewayOrderId", transaction_id AS "transactionId"
    FROM orders WHERE environment = 'production' AND state = 'paid' AND transaction_id IS NOT NULL
      AND created_at < now() - interval '60 days' ORDER BY created_at DESC LIMIT 1`);
  const [row] = rows;
  if (!row) throw new Error('There is no paid order of two months ago');
  return { ...row, id: toTypedId('ord', row.uuid), merchantId: toTypedId('mrc', row.merchantUuid) };
}
