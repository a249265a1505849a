import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { newUuid } from '../http/typed-id';
import { ORDER_ROW, type OrderRow } from './order-row';

export interface FulfilmentClaim {
  by: string;
  claimId: string;
}

/** The one statement that ships: of all claims on a paid order exactly one finds it unclaimed. */
const CLAIM = {
  name: 'fulfilment.claim',
  text: `
    WITH o AS (
      UPDATE orders SET version = version + 1, fulfilled_at = now(), fulfilled_by = $3,
        fulfilment_claim_id = $4, updated_at = now()
      WHERE merchant_id = $1 AND id = $2 AND state = 'paid' AND fulfilled_at IS NULL
        AND environment = (SELECT m.environment FROM merchants m WHERE m.id = $1)
      RETURNING *
    ),
    e AS (
      INSERT INTO order_events (merchant_id, order_id, seq, id, type, cause, from_state, state,
        detail, actor, request_id)
      SELECT merchant_id, id, version, $5, 'order.fulfilled', 'api', state, state,
        'fulfilled by ' || $3 || ' as ' || $4, $6, $7 FROM o
    )
    SELECT ${ORDER_ROW} FROM o
    LEFT JOIN order_checks c ON c.merchant_id = o.merchant_id AND c.order_id = o.id`,
};

@Injectable()
export class FulfilmentRepository {
  constructor(private readonly database: Database) {}

  /** @returns null when the order is not paid, is claimed already, or is of another environment */
  async claim(
    { merchantId, id }: OrderRow,
    { by, claimId }: FulfilmentClaim,
    actor: string,
    requestId: string,
  ): Promise<OrderRow | null> {
    const values = [merchantId, id, by, claimId, newUuid(), actor, requestId];
    const [row] = await this.database.query<OrderRow>(CLAIM, values);
    return row ?? null;
  }
}
