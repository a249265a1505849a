import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { GoingLiveFacts } from './going-live';

/** How far back a delivery may lie that shows that events arrive. */
const LATEST = 100;

const newestIn = (state: string) => `(
  SELECT o.id FROM orders o
  WHERE o.merchant_id = m.id AND o.environment = 'sandbox' AND o.state = '${state}'
  ORDER BY o.created_at DESC, o.id DESC LIMIT 1)`;

/**
 * Deliveries are looked for among the merchant's latest events, and among the latest of its own
 * endpoints, which may be tests: so that it costs the same whatever history there is.
 */
const FACTS = {
  name: 'going-live.facts',
  text: `
    SELECT m.return_hosts AS "returnHosts",
      ${newestIn('paid')} AS paid, ${newestIn('cancelled')} AS cancelled,
      ${newestIn('failed')} AS failed,
      k.hint AS "productionKeyHint", k.probe_accepted AND k.rejected_at IS NULL AS "isKeyAccepted",
      told.at AS "deliveredAt", told.order_id AS "deliveredOrderId"
    FROM merchants m
    LEFT JOIN merchant_credentials k ON k.merchant_id = m.id AND k.environment = 'production'
    LEFT JOIN LATERAL (
      SELECT d.delivered_at AS at, d.order_id FROM (
        SELECT d.delivered_at, d.order_id FROM (
          SELECT e.id FROM order_events e WHERE e.merchant_id = m.id AND e.snapshot IS NOT NULL
          ORDER BY e.at DESC LIMIT ${LATEST}
        ) e
        JOIN webhook_endpoints w ON w.merchant_id = m.id OR w.merchant_id IS NULL
        JOIN webhook_deliveries d ON d.endpoint_id = w.id AND d.event_id = e.id
        UNION ALL
        SELECT d.delivered_at, d.order_id FROM webhook_endpoints w CROSS JOIN LATERAL (
          SELECT d.delivered_at, d.order_id FROM webhook_deliveries d
          WHERE d.endpoint_id = w.id ORDER BY d.id DESC LIMIT ${LATEST}
        ) d
        WHERE w.merchant_id = m.id
      ) d
      WHERE d.delivered_at IS NOT NULL ORDER BY d.delivered_at DESC LIMIT 1
    ) told ON true
    WHERE m.id = $1`,
};

/** Reads what shows whether a merchant is ready for real money. */
@Injectable()
export class GoingLiveRepository {
  constructor(private readonly database: Database) {}

  /** @returns null where there is no such merchant */
  async facts(merchantId: string): Promise<GoingLiveFacts | null> {
    const [row] = await this.database.query<GoingLiveFacts>(FACTS, [merchantId]);
    return row ?? null;
  }
}
