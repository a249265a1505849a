import type { Client } from 'pg';
import { fromTypedId } from '../src/http/typed-id';
import { Platform } from '../tools/demo/platform';
import type { House } from './house';
import { createMerchants } from './merchants';

/** Merchants with a key, made by the service itself. @returns their ids in Postgres */
export async function openMerchants(house: House, count: number): Promise<string[]> {
  const api = await house.open('api', { ROLE: 'api' });
  const ids = await createMerchants(new Platform(api.url, house.adminToken), count);
  await api.stop();
  return ids.flatMap((id) => fromTypedId('mrc', id) ?? []);
}

export interface OpenOrders {
  /** What their references begin with; at most ten characters. */
  name: string;
  count: number;
  merchants: readonly string[];
  /** They are due between now and then, evenly. */
  withinMs: number;
}

/** Orders that iPay has accepted, as the service leaves them, and their open work. */
const INSERT = `
  WITH o AS (
    INSERT INTO orders (merchant_id, id, reference_id, environment, version, state, amount_minor,
      description, success_callback_url, failure_callback_url, cancel_callback_url, metadata,
      request_hash, credential_fingerprint, create_attempts, accepted_at, gateway_order_id,
      payment_url)
    SELECT ($1::uuid[])[1 + n % cardinality($1::uuid[])], new_uuid_v7(), $2 || '-' || n, 'sandbox', 2,
      'pending', 12000, 'Order ' || n, 'https://shop.example.com/paid/' || n,
      'https://shop.example.com/failed/' || n, 'https://shop.example.com/cancelled/' || n, '{}', '',
      '', 1, now() - interval '20 minutes', 'IPAY-' || $2 || '-' || n,
      'https://demo.ipay.com.bd/pay/IPAY-' || $2 || '-' || n
    FROM generate_series(1, $3::integer) n
    RETURNING merchant_id, id
  )
  INSERT INTO order_checks (merchant_id, order_id, next_at, attempt)
  SELECT merchant_id, id, now() + random() * $4::integer * interval '1 millisecond', 1 FROM o`;

export async function writeOpenOrders(
  database: Client,
  { name, count, merchants, withinMs }: OpenOrders,
): Promise<void> {
  await database.query(INSERT, [merchants, name, count, withinMs]);
}
