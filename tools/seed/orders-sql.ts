import { momentOf } from './daily-rhythm';

/** Each layer is worked out once for each order, however often the next ones name what is in it. */
const ONCE = 'OFFSET 0';

/** What is drawn by lot, once for each order. */
const DRAWN = `
  SELECT n, ${momentOf('($3::float8 + $4::float8 * n)')} AS created_at, random() AS merchant_lot,
    random() AS environment_lot, random() AS end_lot, random() AS flag_lot, random() AS amount_lot,
    exp(2.1 * (random() + random() - 1)) AS pace
  FROM generate_series($1::integer, $2::integer) n ${ONCE}`;

/**
 * Where an order ends, and after how long. Most are paid within a minute; who does not pay mostly
 * lets it expire. Merchants are of very unequal size.
 */
const FATED = `
  SELECT d.*, ($5::uuid[])[1 + floor(cardinality($5::uuid[]) * merchant_lot ^ 2.5)::integer] AS merchant_id,
    md5('order ' || n) AS digest,
    created_at + (0.1 + 0.2 * amount_lot) * interval '1 second' AS accepted_at,
    fate, CASE fate
      WHEN 'rejected' THEN 0.2
      WHEN 'expired' THEN 905 + 20 * pace
      ELSE 6 + 32 * pace
    END * interval '1 second' AS took
  FROM (${DRAWN}) d CROSS JOIN LATERAL (
    SELECT CASE
      WHEN end_lot < 0.0005 THEN 'error'
      WHEN end_lot < 0.0250 THEN 'rejected'
      WHEN end_lot < 0.0850 THEN 'failed'
      WHEN end_lot < 0.1800 THEN 'cancelled'
      WHEN end_lot < 0.3200 THEN 'expired'
      ELSE 'paid'
    END AS fate ${ONCE}) f ${ONCE}`;

/** How far each has come by now. What is still open after a day is so for a reason. */
const STANDING = `
  SELECT f.*, CASE
      WHEN created_at > now() - interval '2 seconds' THEN 'creating'
      WHEN created_at + took > now() THEN 'pending'
      WHEN fate = 'expired' AND flag_lot < 0.001 THEN 'pending'
      WHEN fate = 'rejected' AND flag_lot < 0.01 THEN 'creating'
      ELSE fate
    END AS state
  FROM (${FATED}) f ${ONCE}`;

const FLAGGED = `
  SELECT s.*, state NOT IN ('creating', 'rejected') AS is_accepted,
    CASE state WHEN 'creating' THEN created_at WHEN 'pending' THEN accepted_at
      ELSE created_at + took END AS state_since,
    CASE state
      WHEN 'creating' THEN 0 WHEN 'rejected' THEN 0
      ELSE LEAST(20, 1 + extract(epoch FROM LEAST(took, now() - created_at)) / 60)::integer
    END AS checks,
    CASE
      WHEN created_at > now() - interval '1 day' THEN NULL
      WHEN state = 'error' THEN 'gateway-error-persists'
      WHEN state = 'pending' THEN 'verification-exhausted'
      WHEN state = 'creating' THEN 'creation-unresolved'
      WHEN state = 'paid' AND flag_lot < 0.0010 THEN 'amount-mismatch'
      WHEN state = 'paid' AND flag_lot < 0.0014 THEN 'contradictory-status'
      WHEN state = 'paid' AND flag_lot < 0.0016 THEN 'missing-transaction-id'
      WHEN state = 'cancelled' AND flag_lot < 0.0020 THEN 'unrecognised-status'
      WHEN state = 'failed' AND flag_lot < 0.0030 THEN 'not-found-at-gateway'
    END AS flag
  FROM (${STANDING}) s ${ONCE}`;

/**
 * Orders as weeks of trade leave them. $1 and $2: the numbers of the first and the last; $3 + $4 × n:
 * the evenly spread day of each, see `momentOf`; $5: the merchants, the largest first.
 */
export const INSERT_ORDERS = `
  INSERT INTO orders (merchant_id, id, reference_id, environment, version, state, state_since,
    amount_minor, description, success_callback_url, failure_callback_url, cancel_callback_url,
    metadata, request_hash, credential_fingerprint, create_attempts, rejection_code, accepted_at,
    gateway_order_id, payment_url, gateway_status_code, gateway_status, gateway_checked_at,
    gateway_checks, transaction_id, transaction_time, paid_at, attention_reason, attention_since,
    attention_detail, fulfilled_at, fulfilled_by, fulfilment_claim_id, created_at, updated_at)
  SELECT merchant_id,
    -- A UUIDv7 of that time.
    (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0')
      || '7' || left(digest, 3) || 'a' || right(digest, 15))::uuid,
    'INV-' || (1000000 + n), CASE WHEN environment_lot < 0.12 THEN 'sandbox' ELSE 'production' END,
    CASE WHEN is_accepted THEN 2 + checks ELSE 1 + (state = 'rejected')::integer END,
    state, state_since, (1000 + 400000 * amount_lot ^ 3)::bigint * CASE WHEN n % 7 = 0 THEN 1 ELSE 100 END,
    'Order ' || n, 'https://shop.example.com/paid/' || n, 'https://shop.example.com/failed/' || n,
    'https://shop.example.com/cancelled/' || n, '{}', digest, 'seeded', 1,
    CASE WHEN state = 'rejected' THEN 'gateway-rejected' END,
    CASE WHEN is_accepted THEN accepted_at END,
    CASE WHEN is_accepted THEN 'IPAY-' || (10000000 + n) END,
    CASE WHEN is_accepted THEN 'https://demo.ipay.com.bd/pay/IPAY-' || (10000000 + n) END,
    code, word, CASE WHEN is_accepted THEN LEAST(state_since, now()) END, checks,
    transaction_id, CASE WHEN transaction_id IS NOT NULL THEN state_since END,
    CASE WHEN state = 'paid' THEN state_since END,
    flag, CASE WHEN flag IS NOT NULL THEN state_since END,
    CASE WHEN flag IS NOT NULL THEN 'iPay said ' || word END,
    CASE WHEN is_fulfilled THEN state_since + interval '3 seconds' END,
    CASE WHEN is_fulfilled THEN 'order-service' END, CASE WHEN is_fulfilled THEN 'parcel-' || n END,
    created_at, state_since
  FROM (${FLAGGED}) o CROSS JOIN LATERAL (
    SELECT CASE WHEN state = 'paid' AND flag IS DISTINCT FROM 'missing-transaction-id'
        THEN '26K2-' || (10000000 + n) END AS transaction_id,
      state = 'paid' AND flag IS NULL AND n % 4 > 0 AS is_fulfilled
  ) t LEFT JOIN (VALUES
    ('pending', 100, 'Order is created'), ('paid', 200, 'Successfully paid'),
    ('cancelled', 300, 'Order is cancelled'), ('failed', 400, 'Payment has failed'),
    ('expired', 500, 'Order is expired'), ('error', 6, 'Processing error')
  ) AS said (of_state, code, word) ON of_state = state`;

/** Whatever is still to be asked about, in the time to come: open orders, and late money for a day. */
export const INSERT_CHECKS = `
  INSERT INTO order_checks (merchant_id, order_id, next_at, attempt)
  SELECT merchant_id, id, now() + (10 + 50 * random()) * interval '1 minute', 1 FROM orders
  WHERE state IN ('creating', 'pending', 'error') OR (state IN ('cancelled', 'failed', 'expired')
    AND created_at > now() - interval '1 day')`;
