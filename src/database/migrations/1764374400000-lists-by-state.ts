import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, removeIndexes, type Indexes } from './concurrent-indexes';

/**
 * Lists and searches cost what they show, whatever else there is (ADR 9). Keys go on beginning with
 * the merchant; what is looked up over all merchants has an index that does not.
 */
const INDEXES: Indexes = {
  orders_by_state: '(environment, state, created_at DESC, id DESC) INCLUDE (merchant_id)',
  orders_by_state_of_merchant: '(merchant_id, environment, state, created_at DESC, id DESC)',
  orders_flagged: `(attention_reason, attention_since, id)
    INCLUDE (merchant_id, environment, state, created_at) WHERE attention_reason IS NOT NULL`,
  orders_by_reference: '(reference_id)',
  orders_by_gateway_order: '(gateway_order_id) WHERE gateway_order_id IS NOT NULL',
  orders_by_transaction: '(transaction_id) WHERE transaction_id IS NOT NULL',
};

/** What they replace. */
const REPLACED: Indexes = {
  orders_newest: '(created_at DESC, id DESC)',
  orders_newest_of_merchant: '(merchant_id, created_at DESC, id DESC)',
  orders_attention: `(merchant_id, created_at DESC, id DESC) WHERE attention_reason IS NOT NULL`,
  orders_transaction: '(merchant_id, transaction_id) WHERE transaction_id IS NOT NULL',
};

export class ListsByState1764374400000 implements MigrationInterface {
  readonly name = 'ListsByState1764374400000';
  /** Orders are taken meanwhile. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndexes(runner, 'orders', INDEXES);
    await removeIndexes(runner, REPLACED);
  }

  async down(runner: QueryRunner): Promise<void> {
    await buildIndexes(runner, 'orders', REPLACED);
    await removeIndexes(runner, INDEXES);
  }
}
