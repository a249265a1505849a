import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who did what to tokens, merchants, keys and orders. */
export class Audit1764115200000 implements MigrationInterface {
  readonly name = 'Audit1764115200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_events (
        id uuid PRIMARY KEY DEFAULT new_uuid_v7(),
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        action text NOT NULL,
        subject text,
        detail jsonb NOT NULL DEFAULT '{}'
      );
      CREATE INDEX audit_events_newest ON audit_events (at DESC, id DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_events');
  }
}
