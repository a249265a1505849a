import { Injectable } from '@nestjs/common';
import type { Environment } from '../config/environment';
import { Database } from '../database/database';
import { ORDER_ROW, type AttentionReason, type OrderRow } from '../orders';

/** What is shown of one reason: enough to work on, and bounded after a bad night. */
const MOST = 50;

/** A flagged order, with what is said of all that carry the same flag. */
export type FlaggedOrder = OrderRow & {
  attentionReason: AttentionReason;
  attentionSince: Date;
  /** How many carry this flag. */
  flagged: bigint;
};

/** Narrow rows are counted and ranked out of an index; only what is shown is read whole. */
const FLAGGED = {
  name: 'attention.flagged',
  text: `
    WITH flagged AS (
      SELECT o.merchant_id, o.id,
        count(*) OVER reason AS flagged,
        min(o.attention_since) OVER reason AS oldest,
        row_number() OVER (reason ORDER BY o.attention_since, o.id) AS turn
      FROM orders o
      WHERE o.attention_reason IS NOT NULL
        AND ($1::uuid[] IS NULL OR o.merchant_id = ANY ($1))
        AND ($2::text IS NULL OR o.environment = $2)
      WINDOW reason AS (PARTITION BY o.attention_reason)
    )
    SELECT f.flagged, ${ORDER_ROW}
    FROM flagged f JOIN orders o ON o.merchant_id = f.merchant_id AND o.id = f.id
    LEFT JOIN order_checks c ON c.merchant_id = o.merchant_id AND c.order_id = o.id
    WHERE f.turn <= ${MOST}
    ORDER BY f.oldest, o.attention_reason, f.turn`,
};

/** Finds the orders that need a human. */
@Injectable()
export class AttentionRepository {
  constructor(private readonly database: Database) {}

  /**
   * By reason, the one with the oldest flag first; of each the oldest {@link MOST} flags in order.
   * @param merchantIds null: every merchant
   * @param environment null: both
   */
  flagged(
    merchantIds: readonly string[] | null,
    environment: Environment | null,
  ): Promise<FlaggedOrder[]> {
    return this.database.query<FlaggedOrder>(FLAGGED, [merchantIds, environment]);
  }
}
