import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { ORDER_ROW, type OrderRow } from '../orders';

/** What one search shows: whoever finds more has read out something that is no id. */
const MOST = 20;

const SEEN = '($3::uuid[] IS NULL OR o.merchant_id = ANY ($3))';

/**
 * iPay writes its ids in capitals, and whoever hears one on the telephone may not. Each id by its own
 * index; but for our own, which is looked up merchant by merchant: few search by it over thousands of
 * merchants, and every order would pay for an index of its own three times.
 */
const SEARCH = {
  name: 'search.orders',
  text: `
    WITH found AS (
      SELECT o.merchant_id, o.id FROM orders o
      WHERE o.id = $2::uuid AND o.merchant_id = ANY (ARRAY(
        SELECT m.id FROM merchants m WHERE $3::uuid[] IS NULL OR m.id = ANY ($3)))
      UNION
      SELECT o.merchant_id, o.id FROM orders o WHERE o.reference_id = $1 AND ${SEEN}
      UNION
      SELECT o.merchant_id, o.id FROM orders o WHERE o.gateway_order_id IN ($1, upper($1)) AND ${SEEN}
      UNION
      SELECT o.merchant_id, o.id FROM orders o WHERE o.transaction_id IN ($1, upper($1)) AND ${SEEN}
    )
    SELECT ${ORDER_ROW}
    FROM found JOIN orders o ON o.merchant_id = found.merchant_id AND o.id = found.id
    LEFT JOIN order_checks c ON c.merchant_id = o.merchant_id AND c.order_id = o.id
    ORDER BY o.created_at DESC, o.id DESC LIMIT ${MOST}`,
};

/** Finds orders by whatever somebody has read out. */
@Injectable()
export class OrderSearchRepository {
  constructor(private readonly database: Database) {}

  /**
   * The orders that carry this text as one of their ids, newest first.
   * @param id the text as an order's uuid, where it is one
   * @param merchantIds null: every merchant
   */
  find(
    text: string,
    id: string | null,
    merchantIds: readonly string[] | null,
  ): Promise<OrderRow[]> {
    return this.database.query<OrderRow>(SEARCH, [text, id, merchantIds]);
  }
}
