import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';

/**
 * For how long the buyer has been coming back. Counted by the timeline, not by what the browser
 * says: this hit and the recorded ones before it, back to a pause that starts a new visit (the
 * buyer went on paying and returns later). The newest rows are enough to tell.
 */
const VISIT_AGE = {
  name: 'returns.visit-age',
  text: `
    WITH hits AS (
      SELECT now() AS at
      UNION ALL
      (SELECT at FROM order_events
        WHERE merchant_id = $1 AND order_id = $2 AND type = 'order.returned'
        ORDER BY seq DESC LIMIT 100)
    ),
    paused AS (SELECT at, at - lag(at) OVER (ORDER BY at) AS pause FROM hits)
    SELECT (extract(epoch FROM now() - max(at)) * 1000)::float8 AS "ageMs" FROM paused
    WHERE pause IS NULL OR pause > $3::integer * interval '1 millisecond'`,
};

@Injectable()
export class ReturnsRepository {
  constructor(private readonly database: Database) {}

  /** @param pauseMs returns further apart are two visits */
  async visitAgeMs(merchantId: string, orderId: string, pauseMs: number): Promise<number> {
    const values = [merchantId, orderId, pauseMs];
    const [visit] = await this.database.query<{ ageMs: number }>(VISIT_AGE, values);
    return visit?.ageMs ?? 0;
  }
}
