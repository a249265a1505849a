const EVIDENCE = `
  jsonb_build_object('request', jsonb_build_object('method', 'GET', 'path', '/order/' || reference_id),
    'httpStatus', 200, 'contentType', 'application/json', 'durationMs', 40 + seq, 'body',
    jsonb_build_object('statusCode', gateway_status_code, 'status', gateway_status)::text)`;

/** Its timeline: created, accepted, asked and asked again, and how it ended. */
const LINES = `
  SELECT o.*, seq, CASE
      WHEN seq = 1 THEN 'creating' WHEN seq = version THEN o.state ELSE 'pending'
    END AS state_then, CASE
      WHEN seq = 1 THEN created_at WHEN seq = 2 THEN COALESCE(accepted_at, state_since)
      ELSE accepted_at + (seq - 2) * (state_since - accepted_at) / GREATEST(1, version - 2)
    END AS at
  FROM written o CROSS JOIN LATERAL generate_series(1, version) seq`;

/** The timelines of the newest $1 orders, and of those that have a flag. */
export const INSERT_EVENTS = `
  WITH written AS (
    (SELECT * FROM orders ORDER BY created_at DESC LIMIT $1)
    UNION
    SELECT * FROM orders WHERE attention_reason IS NOT NULL
  ),
  lines AS (${LINES}),
  typed AS (
    SELECT *, CASE
      WHEN seq <= 2 OR (seq = version AND state <> 'pending') THEN 'order.' || state_then
      WHEN seq = version AND attention_reason IS NOT NULL THEN 'order.attention'
      ELSE 'order.checked'
    END AS type FROM lines
  )
  INSERT INTO order_events (merchant_id, order_id, seq, id, type, cause, from_state, state, detail,
    evidence, attention_reason, actor, at, snapshot)
  SELECT merchant_id, id, seq, gen_random_uuid(), type,
    CASE seq WHEN 1 THEN 'api' WHEN 2 THEN 'gateway-answer' ELSE 'scheduled-check' END,
    CASE seq WHEN 1 THEN NULL WHEN 2 THEN 'creating' ELSE 'pending' END, state_then,
    CASE seq WHEN 1 THEN 'created by shop-api' ELSE 'iPay answered: ' || state_then END,
    CASE WHEN seq > 1 THEN ${EVIDENCE} END,
    CASE WHEN seq = version THEN attention_reason END, CASE seq WHEN 1 THEN 'shop-api' END, at,
    CASE WHEN type NOT IN ('order.creating', 'order.checked')
      THEN to_jsonb(typed) - '{seq,state_then,at,type}'::text[]
        || jsonb_build_object('version', seq, 'state', state_then)
    END
  FROM typed`;

/** What the endpoints were told of it: nearly all of it arrived. */
export const INSERT_DELIVERIES = `
  INSERT INTO webhook_deliveries (endpoint_id, id, event_id, type, merchant_id, order_id, seq,
    created_at, next_attempt_at, attempts, last_attempt_at, last_status, last_error, last_answer,
    last_duration_ms, delivered_at)
  SELECT w.id, new_uuid_v7(), e.id, e.type, e.merchant_id, e.order_id, e.seq, e.at,
    CASE WHEN lot < 0.01 THEN now() + interval '1 hour' END, CASE WHEN lot < 0.02 THEN 7 ELSE 1 END,
    e.at + interval '1 second', CASE WHEN lot < 0.02 THEN 500 ELSE 204 END,
    CASE WHEN lot < 0.02 THEN 'HTTP 500' END, '', (20 + 200 * lot)::integer,
    CASE WHEN lot >= 0.02 THEN e.at + interval '1 second' END
  FROM (SELECT *, random() AS lot FROM order_events WHERE snapshot IS NOT NULL OFFSET 0) e
  JOIN webhook_endpoints w
    ON (w.merchant_id = e.merchant_id OR w.merchant_id IS NULL) AND e.type = ANY (w.events)`;
