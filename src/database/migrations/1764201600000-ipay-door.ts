import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What iPay's own door answers with, and whether it still has to. */
export class IpayDoor1764201600000 implements MigrationInterface {
  readonly name = 'IpayDoor1764201600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE orders
        ADD COLUMN gateway_payment_url text,
        ADD COLUMN gateway_update_time text,
        ADD COLUMN door_answer_due boolean NOT NULL DEFAULT false;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE orders DROP COLUMN gateway_payment_url, DROP COLUMN gateway_update_time,
        DROP COLUMN door_answer_due;
    `);
  }
}
