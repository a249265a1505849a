import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every key of the hot tables begins with the merchant, so that Postgres can be sharded by tenant
 * without a schema change. They carry no foreign keys: the statement that writes a child writes or
 * has just read its parent, and a lock on the merchant's row for every order would be a queue.
 */
export class Initial1763856000000 implements MigrationInterface {
  readonly name = 'Initial1763856000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE merchants (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        status text NOT NULL CHECK (status IN ('active', 'suspended')),
        environment text NOT NULL CHECK (environment IN ('sandbox', 'production')),
        return_hosts text[] NOT NULL,
        return_secret_ciphertext text NOT NULL,
        return_secret_key_id text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX merchants_newest ON merchants (created_at DESC, id DESC);

      CREATE TABLE merchant_credentials (
        merchant_id uuid NOT NULL REFERENCES merchants (id),
        environment text NOT NULL CHECK (environment IN ('sandbox', 'production')),
        version bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
        ciphertext text NOT NULL,
        key_id text NOT NULL,
        fingerprint text NOT NULL,
        hint text NOT NULL,
        set_at timestamptz NOT NULL DEFAULT now(),
        probed_at timestamptz,
        probe_accepted boolean,
        rejected_at timestamptz,
        rejected_detail text,
        PRIMARY KEY (merchant_id, environment),
        CONSTRAINT merchant_credentials_fingerprint UNIQUE (environment, fingerprint)
      );

      CREATE TABLE service_secrets (
        purpose text PRIMARY KEY,
        ciphertext text NOT NULL,
        key_id text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE api_tokens (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        scopes text[] NOT NULL,
        merchant_ids uuid[],
        secret_hash text NOT NULL,
        previous_secret_hash text,
        previous_valid_until timestamptz,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX api_tokens_newest ON api_tokens (created_at DESC, id DESC);

      CREATE TABLE orders (
        merchant_id uuid NOT NULL,
        id uuid NOT NULL,
        reference_id text NOT NULL,
        environment text NOT NULL CHECK (environment IN ('sandbox', 'production')),
        version integer NOT NULL,
        state text NOT NULL CHECK (state IN
          ('creating', 'pending', 'paid', 'cancelled', 'failed', 'expired', 'error', 'rejected')),
        state_since timestamptz NOT NULL DEFAULT now(),
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        description text NOT NULL,
        success_callback_url text NOT NULL,
        failure_callback_url text NOT NULL,
        cancel_callback_url text NOT NULL,
        metadata jsonb NOT NULL,
        idempotency_key text,
        request_hash text NOT NULL,
        credential_fingerprint text NOT NULL,
        create_attempts integer NOT NULL,
        rejection_code text,
        accepted_at timestamptz,
        gateway_order_id text,
        payment_url text,
        gateway_status_code integer,
        gateway_status text,
        gateway_checked_at timestamptz,
        gateway_checks integer NOT NULL DEFAULT 0,
        not_found_streak integer NOT NULL DEFAULT 0,
        transaction_id text,
        transaction_time timestamptz,
        transaction_time_raw text,
        paid_at timestamptz,
        returned_at timestamptz,
        attention_reason text,
        attention_since timestamptz,
        attention_detail text,
        fulfilled_at timestamptz,
        fulfilled_by text,
        fulfilment_claim_id text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (merchant_id, id),
        CONSTRAINT orders_reference UNIQUE (merchant_id, reference_id)
      ) WITH (fillfactor = 85);
      CREATE UNIQUE INDEX orders_idempotency_key
        ON orders (merchant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
      CREATE UNIQUE INDEX orders_gateway_order
        ON orders (merchant_id, environment, gateway_order_id) WHERE gateway_order_id IS NOT NULL;
      CREATE INDEX orders_transaction
        ON orders (merchant_id, transaction_id) WHERE transaction_id IS NOT NULL;
      CREATE INDEX orders_newest_of_merchant ON orders (merchant_id, created_at DESC, id DESC);
      CREATE INDEX orders_newest ON orders (created_at DESC, id DESC);
      CREATE INDEX orders_attention
        ON orders (merchant_id, created_at DESC, id DESC) WHERE attention_reason IS NOT NULL;

      CREATE TABLE order_checks (
        merchant_id uuid NOT NULL,
        order_id uuid NOT NULL,
        next_at timestamptz NOT NULL,
        priority smallint NOT NULL DEFAULT 0,
        attempt integer NOT NULL DEFAULT 0,
        asked_at timestamptz,
        lease_until timestamptz,
        lease_token uuid,
        PRIMARY KEY (merchant_id, order_id)
      ) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.01);
      CREATE INDEX order_checks_due ON order_checks (merchant_id, priority, next_at);

      CREATE TABLE order_events (
        merchant_id uuid NOT NULL,
        order_id uuid NOT NULL,
        seq integer NOT NULL,
        id uuid NOT NULL,
        type text NOT NULL,
        cause text NOT NULL CHECK (cause IN
          ('api', 'gateway-answer', 'return-hint', 'scheduled-check', 'operator')),
        from_state text,
        state text NOT NULL,
        detail text NOT NULL,
        evidence jsonb,
        attention_reason text,
        actor text,
        request_id text,
        at timestamptz NOT NULL DEFAULT now(),
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        PRIMARY KEY (merchant_id, order_id, seq)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE order_events, order_checks, orders, api_tokens, service_secrets,
        merchant_credentials, merchants
    `);
  }
}
