import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { ToldEvent } from '../orders';
import { ORIGIN, type StreamPosition } from './stream-position';

/** An event as the stream reads it. */
export interface StreamEvent extends StreamPosition {
  type: string;
  merchantId: string;
  /** Null where the merchant is none of those that were asked for. */
  snapshot: ToldEvent['snapshot'] | null;
}

/**
 * Every transaction below this has ended, so what they wrote is all there and nothing can come in
 * between. One that stays open, whichever database of the cluster it writes to, holds the stream up.
 */
const SETTLED = `(
  SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + xid_offset)::text::xid8
  FROM order_event_clock)`;

const POSITION = 'e.xid::text::bigint AS xid, e.seq, e.id, e.at';

const PAGE = {
  name: 'stream.page',
  text: `
    SELECT ${POSITION}, e.type, e.merchant_id AS "merchantId",
      CASE WHEN $5::uuid[] IS NULL OR e.merchant_id = ANY ($5) THEN e.snapshot END AS snapshot
    FROM order_events e
    WHERE e.snapshot IS NOT NULL AND e.xid < ${SETTLED}
      AND (e.xid, e.seq, e.id) > ($1::xid8, $2::integer, $3::uuid)
    ORDER BY e.xid, e.seq, e.id LIMIT $4`,
};

const NEWEST = {
  name: 'stream.newest',
  text: `
    SELECT ${POSITION} FROM order_events e
    WHERE e.snapshot IS NOT NULL AND e.xid < ${SETTLED}
    ORDER BY e.xid DESC, e.seq DESC, e.id DESC LIMIT 1`,
};

const NEWEST_UNTIL = {
  name: 'stream.newest-until',
  text: `
    SELECT ${POSITION} FROM order_events e
    WHERE e.snapshot IS NOT NULL AND e.xid < ${SETTLED} AND e.at <= $1
    ORDER BY e.xid DESC, e.seq DESC, e.id DESC LIMIT 1`,
};

const EXISTS = {
  name: 'stream.exists',
  text: `
    SELECT FROM order_events e
    WHERE e.snapshot IS NOT NULL AND e.xid = $1::xid8 AND e.seq = $2 AND e.id = $3`,
};

const MERCHANT_EXISTS = {
  name: 'stream.merchant-exists',
  text: 'SELECT FROM merchants WHERE id = $1',
};

const CONTINUE = {
  name: 'stream.continue',
  text: 'SELECT continue_order_events() AS continued',
};

/** Reads the told events of all merchants in the order of their transactions. */
@Injectable()
export class StreamRepository {
  constructor(private readonly database: Database) {}

  /**
   * The events after a place, at most `limit` of them. Those of other merchants come along without
   * their contents: so a page costs the same whoever reads it, and always leads on.
   * @param merchantIds null: every merchant
   */
  page(
    { xid, seq, id }: StreamPosition,
    limit: number,
    merchantIds: readonly string[] | null,
  ): Promise<StreamEvent[]> {
    return this.database.query<StreamEvent>(PAGE, [xid, seq, id, limit, merchantIds]);
  }

  /** The end of the stream. */
  async newest(): Promise<StreamPosition> {
    const [row] = await this.database.query<StreamPosition>(NEWEST);
    return row ?? ORIGIN;
  }

  /** The newest place that was reached at a time. */
  async newestUntil(time: Date): Promise<StreamPosition> {
    const [row] = await this.database.query<StreamPosition>(NEWEST_UNTIL, [time]);
    return row ?? ORIGIN;
  }

  async exists({ xid, seq, id }: StreamPosition): Promise<boolean> {
    const rows = await this.database.query(EXISTS, [xid, seq, id]);
    return rows.length > 0;
  }

  async merchantExists(id: string): Promise<boolean> {
    const rows = await this.database.query(MERCHANT_EXISTS, [id]);
    return rows.length > 0;
  }

  /** Numbers events on from those restored out of another cluster, where that has to be done. */
  async continueAfterRestore(): Promise<boolean> {
    const [row] = await this.database.query<{ continued: boolean }>(CONTINUE);
    return row?.continued ?? false;
  }
}
