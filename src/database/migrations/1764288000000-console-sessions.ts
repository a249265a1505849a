import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A browser's way of presenting a token that its reader cannot take out again. */
export class ConsoleSessions1764288000000 implements MigrationInterface {
  readonly name = 'ConsoleSessions1764288000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE console_sessions (
        id_hash text PRIMARY KEY,
        token_id uuid,
        admin_proof text,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT console_sessions_token_id_fkey FOREIGN KEY (token_id) REFERENCES api_tokens (id),
        CONSTRAINT console_sessions_holder_check CHECK ((token_id IS NULL) <> (admin_proof IS NULL))
      );
      CREATE INDEX console_sessions_expiry ON console_sessions (expires_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE console_sessions');
  }
}
