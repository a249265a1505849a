import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, removeIndexes, type Indexes } from './concurrent-indexes';

/**
 * Statistics read what they add up out of the index that finds it, and no order (ADR 10). All of
 * that changes only when the state does, which touches the index anyway.
 */
const INDEXES: Indexes = {
  orders_counted: `(environment, state, created_at DESC, id DESC)
    INCLUDE (merchant_id, amount_minor, accepted_at, paid_at)`,
};

/** What it replaces. */
const REPLACED: Indexes = {
  orders_by_state: '(environment, state, created_at DESC, id DESC) INCLUDE (merchant_id)',
};

export class CountedOrders1764720000000 implements MigrationInterface {
  readonly name = 'CountedOrders1764720000000';
  /** Orders are taken meanwhile. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndexes(runner, 'orders', INDEXES);
    await removeIndexes(runner, REPLACED);
    // An index alone answers only for pages that vacuum has seen since they were written: it comes
    // by after each fiftieth of the orders, and not after a fifth, which may be months.
    await runner.query(`
      ALTER TABLE orders SET (autovacuum_vacuum_scale_factor = 0.02,
        autovacuum_vacuum_insert_scale_factor = 0.02)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE orders RESET (autovacuum_vacuum_scale_factor,
        autovacuum_vacuum_insert_scale_factor)`);
    await buildIndexes(runner, 'orders', REPLACED);
    await removeIndexes(runner, INDEXES);
  }
}
