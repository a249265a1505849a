import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who runs, and how they are. Every process writes its row every few seconds and nothing in it
 * outlives a minute: unlogged, so that a beat waits for no disk and no standby. A crash or a failover
 * empties the table, and the next beats fill it again. Pages have room for the next version of a row
 * beside the last, and there is no index but the key: beats need no vacuum to be cheap.
 */
export class ProcessHeartbeats1764547200000 implements MigrationInterface {
  readonly name = 'ProcessHeartbeats1764547200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE process_heartbeats (
        id uuid PRIMARY KEY,
        host text NOT NULL,
        pid integer NOT NULL,
        role text NOT NULL,
        node text NOT NULL,
        version text NOT NULL,
        started_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL DEFAULT now(),
        is_draining boolean NOT NULL,
        rss_bytes bigint NOT NULL,
        event_loop_lag_ms double precision NOT NULL,
        open_requests integer NOT NULL,
        connections_used integer NOT NULL,
        connections_idle integer NOT NULL,
        connections_waiting integer NOT NULL,
        connections_max integer NOT NULL,
        queue text NOT NULL,
        last_dispatch_at timestamptz,
        gateways jsonb,
        CONSTRAINT process_heartbeats_role_check CHECK (role IN ('api', 'worker', 'all')),
        CONSTRAINT process_heartbeats_queue_check
          CHECK (queue IN ('ok', 'unavailable', 'unused'))
      ) WITH (fillfactor = 25, autovacuum_vacuum_threshold = 500,
        autovacuum_vacuum_scale_factor = 0);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE process_heartbeats');
  }
}
