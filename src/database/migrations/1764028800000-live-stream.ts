import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The order in which platforms hear of events: by the transaction that wrote them. A cluster counts
 * its transactions from anew, so what is restored into another one (from a dump, or by logical
 * replication) may carry numbers that are still ahead there. Then the events to come are numbered
 * on from the newest that was restored.
 */
export class LiveStream1764028800000 implements MigrationInterface {
  readonly name = 'LiveStream1764028800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX order_events_stream
        ON order_events (xid, seq, id) WHERE snapshot IS NOT NULL;

      -- One row: what order_events.xid is ahead of this cluster's own count.
      CREATE TABLE order_event_clock (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        xid_offset bigint NOT NULL
      );
      INSERT INTO order_event_clock (xid_offset) VALUES (0);

      -- Whether there was something to do. Before any event is written in the new cluster.
      CREATE FUNCTION continue_order_events() RETURNS boolean LANGUAGE plpgsql AS $$
      DECLARE
        newest bigint;
      BEGIN
        FOR look IN 1..2 LOOP
          SELECT e.xid::text::bigint INTO newest FROM order_events e
          WHERE e.snapshot IS NOT NULL AND e.xid >= (
            SELECT (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + xid_offset)::text::xid8
            FROM order_event_clock)
          ORDER BY e.xid DESC LIMIT 1;
          IF NOT FOUND THEN
            RETURN false;
          END IF;
          IF look = 1 THEN
            LOCK TABLE order_events IN ACCESS EXCLUSIVE MODE;
          END IF;
        END LOOP;
        UPDATE order_event_clock SET xid_offset = newest;
        -- In the default, so that a write pays for no look at the clock.
        EXECUTE format('ALTER TABLE order_events ALTER COLUMN xid SET DEFAULT
          ((pg_current_xact_id()::text::bigint + %s)::text::xid8)', newest);
        RETURN true;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION continue_order_events();
      DROP TABLE order_event_clock;
      DROP INDEX order_events_stream;
      ALTER TABLE order_events ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
    `);
  }
}
