import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is told of changes, what is still to be told, and the order as of each change. */
export class Webhooks1763942400000 implements MigrationInterface {
  readonly name = 'Webhooks1763942400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Postgres has uuidv7() from 18 on; ids of rows that a statement makes sort by time like ours.
      CREATE FUNCTION new_uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
        SELECT encode(
          set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
              PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
              FROM 1 FOR 6),
            52, 1), 53, 1), 'hex')::uuid
      $$;

      ALTER TABLE order_events ADD COLUMN snapshot jsonb;
      CREATE INDEX order_events_told ON order_events (merchant_id, at) WHERE snapshot IS NOT NULL;

      CREATE TABLE webhook_endpoints (
        id uuid PRIMARY KEY,
        merchant_id uuid REFERENCES merchants (id),
        url text NOT NULL,
        description text NOT NULL,
        events text[] NOT NULL,
        enabled boolean NOT NULL,
        disabled_reason text CHECK (disabled_reason IN ('gone', 'failing')),
        disabled_at timestamptz,
        failing_since timestamptz,
        claims bigint NOT NULL DEFAULT 0,
        secret_ciphertext text NOT NULL,
        secret_key_id text NOT NULL,
        previous_secret_ciphertext text,
        previous_secret_key_id text,
        previous_valid_until timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 50);
      CREATE INDEX webhook_endpoints_of_merchant ON webhook_endpoints (merchant_id);

      CREATE TABLE webhook_deliveries (
        endpoint_id uuid NOT NULL,
        id uuid NOT NULL,
        event_id uuid NOT NULL,
        type text NOT NULL,
        merchant_id uuid,
        order_id uuid,
        seq integer,
        created_at timestamptz NOT NULL DEFAULT now(),
        next_attempt_at timestamptz DEFAULT now(),
        attempts integer NOT NULL DEFAULT 0,
        lease_until timestamptz,
        lease_token uuid,
        last_attempt_at timestamptz,
        last_status integer,
        last_error text,
        last_answer text,
        last_duration_ms integer,
        delivered_at timestamptz,
        PRIMARY KEY (endpoint_id, id),
        CONSTRAINT webhook_deliveries_event UNIQUE (endpoint_id, event_id)
      ) WITH (fillfactor = 70);
      CREATE INDEX webhook_deliveries_due
        ON webhook_deliveries (endpoint_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
      CREATE INDEX webhook_deliveries_leased
        ON webhook_deliveries (endpoint_id, lease_until) WHERE lease_until IS NOT NULL;
      CREATE INDEX webhook_deliveries_failed
        ON webhook_deliveries (endpoint_id, id)
        WHERE next_attempt_at IS NULL AND delivered_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE webhook_deliveries, webhook_endpoints;
      DROP INDEX order_events_told;
      ALTER TABLE order_events DROP COLUMN snapshot;
      DROP FUNCTION new_uuid_v7();
    `);
  }
}
