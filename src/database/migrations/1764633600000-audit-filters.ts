import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, removeIndexes, type Indexes } from './concurrent-indexes';

const INDEXES: Indexes = {
  audit_events_of_actor: '(actor, at DESC, id DESC)',
  audit_events_of_action: '(action, at DESC, id DESC)',
  audit_events_of_subject: '(subject, at DESC, id DESC) WHERE subject IS NOT NULL',
};

/** The trail by who, what and whereupon; rows are only ever added. */
export class AuditFilters1764633600000 implements MigrationInterface {
  readonly name = 'AuditFilters1764633600000';
  /** What is not recorded is not done, so recording goes on meanwhile. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndexes(runner, 'audit_events', INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeIndexes(runner, INDEXES);
  }
}
