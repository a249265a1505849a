/**
 * The least code that can take an order and show it, in a process of its own: Fastify, `pg`,
 * `undici`. The same rows in the same tables, the same two commits and one call as the service; no
 * validation, no access, no framework. Arguments: port, database, gateway.
 */
import fastify from 'fastify';
import { Pool } from 'pg';
import { Pool as Gateway } from 'undici';
import type { IpayCreateOrder, IpayOrderPlaced } from '../../src/gateway/ipay-wire';
import { newUuid } from '../../src/http/typed-id';

const [port = '', databaseUrl = '', gatewayUrl = ''] = process.argv.slice(2);
/** As many connections as the service has by default. */
const database = new Pool({ connectionString: databaseUrl, max: 10 });
const gateway = new Gateway(gatewayUrl);

const INSERT = {
  name: 'floor.insert',
  text: `
    WITH o AS (
      INSERT INTO orders (merchant_id, id, reference_id, environment, version, state, amount_minor,
        description, success_callback_url, failure_callback_url, cancel_callback_url, metadata,
        request_hash, credential_fingerprint, create_attempts)
      VALUES ($1, $2, $3, 'sandbox', 1, 'creating', $4, $5, $6, $7, $8, '{}', '', '', 1)
    ),
    c AS (
      INSERT INTO order_checks (merchant_id, order_id, next_at, lease_until)
      VALUES ($1, $2, now() + interval '15 seconds', now() + interval '15 seconds')
    )
    INSERT INTO order_events (merchant_id, order_id, seq, id, type, cause, state, detail)
    VALUES ($1, $2, 1, $9, 'order.creating', 'api', 'creating', 'created')`,
};

const ACCEPT = {
  name: 'floor.accept',
  text: `
    WITH o AS (
      UPDATE orders SET version = 2, state = 'pending', state_since = now(), gateway_order_id = $3,
        payment_url = $4, accepted_at = now(), updated_at = now()
      WHERE merchant_id = $1 AND id = $2 RETURNING *
    ),
    e AS (
      INSERT INTO order_events (merchant_id, order_id, seq, id, type, cause, from_state, state,
        detail, evidence, snapshot)
      SELECT merchant_id, id, 2, $5, 'order.pending', 'gateway-answer', 'creating', 'pending',
        'accepted', $6::jsonb, to_jsonb(o) FROM o
    ),
    c AS (
      UPDATE order_checks SET next_at = now() + interval '30 seconds', attempt = 1,
        lease_until = NULL
      WHERE merchant_id = $1 AND order_id = $2
    )
    SELECT * FROM o`,
};

const FROM_ORDERS = `
  SELECT o.*, c.next_at FROM orders o
  LEFT JOIN order_checks c ON c.merchant_id = o.merchant_id AND c.order_id = o.id`;

const BY_ID = {
  name: 'floor.by-id',
  text: `${FROM_ORDERS} WHERE o.merchant_id = $1 AND o.id = $2`,
};

const BY_REFERENCE = {
  name: 'floor.by-reference',
  text: `${FROM_ORDERS} WHERE o.merchant_id = $1 AND o.reference_id = $2`,
};

interface OfMerchant {
  merchant: string;
}

const app = fastify();

app.post<{ Params: OfMerchant; Body: IpayCreateOrder }>(
  '/:merchant/orders',
  async ({ params: { merchant }, body: order }, reply) => {
    const id = newUuid();
    await database.query({
      ...INSERT,
      values: [
        merchant,
        id,
        order.referenceId,
        100 * order.amount,
        order.description,
        order.successCallbackUrl,
        order.failureCallbackUrl,
        order.cancelCallbackUrl,
        newUuid(),
      ],
    });
    const { body } = await gateway.request({
      method: 'POST',
      path: '/order',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    const answer = (await body.json()) as IpayOrderPlaced;
    const { rows } = await database.query<object>({
      ...ACCEPT,
      values: [
        merchant,
        id,
        answer.orderId,
        `https://${answer.paymentUrl}`,
        newUuid(),
        JSON.stringify(answer),
      ],
    });
    return reply.code(201).send(rows[0]);
  },
);

app.get<{ Params: OfMerchant & { order: string } }>(
  '/:merchant/orders/:order',
  async ({ params: { merchant, order } }) => {
    const { rows } = await database.query<object>({ ...BY_ID, values: [merchant, order] });
    return rows[0];
  },
);

app.get<{ Params: OfMerchant & { reference: string } }>(
  '/:merchant/orders/by-reference/:reference',
  async ({ params: { merchant, reference } }) => {
    const values = [merchant, reference];
    const { rows } = await database.query<object>({ ...BY_REFERENCE, values });
    return rows[0];
  },
);

void app.listen({ port: Number(port), host: '127.0.0.1' });
