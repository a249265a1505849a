import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, removeIndexes, type Indexes } from './concurrent-indexes';

/** `TURN` in `src/webhooks/endpoint-state.ts`: who needs somebody comes first. */
const INDEXES: Indexes = {
  webhook_endpoints_by_turn: `((
    CASE WHEN enabled AND failing_since IS NOT NULL THEN 0
      WHEN enabled THEN 2
      WHEN disabled_reason IS NOT NULL THEN 1
      ELSE 3 END), created_at DESC, id DESC)`,
};

/** The endpoints of all owners in one list, each with its last attempt. */
export class WatchedWebhooks1764460800000 implements MigrationInterface {
  readonly name = 'WatchedWebhooks1764460800000';
  /** Deliveries are made meanwhile. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE webhook_endpoints
        ADD COLUMN IF NOT EXISTS last_attempt_at timestamptz,
        ADD COLUMN IF NOT EXISTS last_status integer,
        ADD COLUMN IF NOT EXISTS last_error text,
        ADD COLUMN IF NOT EXISTS last_duration_ms integer`);
    await buildIndexes(runner, 'webhook_endpoints', INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeIndexes(runner, INDEXES);
    await runner.query(`
      ALTER TABLE webhook_endpoints DROP COLUMN last_attempt_at, DROP COLUMN last_status,
        DROP COLUMN last_error, DROP COLUMN last_duration_ms`);
  }
}
