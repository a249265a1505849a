import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { WebhookEventType } from './webhook-events';

/** An address that is told of events. Its merchant is a row of `merchants`; see the migration. */
@Entity('webhook_endpoints')
@Index('webhook_endpoints_of_merchant', ['merchantId'])
@Check('webhook_endpoints_disabled_reason_check', `disabled_reason IN ('gone', 'failing')`)
export class WebhookEndpointEntity {
  @PrimaryColumn('uuid') id!: string;
  /** Null: it hears all merchants. */
  @ForeignKey('merchants', { name: 'webhook_endpoints_merchant_id_fkey' })
  @Column('uuid', { name: 'merchant_id', nullable: true })
  merchantId!: string | null;
  @Column('text') url!: string;
  @Column('text') description!: string;
  @Column('text', { array: true }) events!: WebhookEventType[];
  @Column('boolean') enabled!: boolean;
  /** Why the service itself disabled it; null where it did not. */
  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason!: DisabledReason | null;
  @Column('timestamptz', { name: 'disabled_at', nullable: true }) disabledAt!: Date | null;
  /** Since when every attempt has failed; null after a success. */
  @Column('timestamptz', { name: 'failing_since', nullable: true }) failingSince!: Date | null;
  /** The attempt that was made last, or one of the same outcome 10 s before it at most. */
  @Column('timestamptz', { name: 'last_attempt_at', nullable: true }) lastAttemptAt!: Date | null;
  @Column('integer', { name: 'last_status', nullable: true }) lastStatus!: number | null;
  @Column('text', { name: 'last_error', nullable: true }) lastError!: string | null;
  @Column('integer', { name: 'last_duration_ms', nullable: true }) lastDurationMs!: number | null;
  /** Counted up with every claim, so that two dispatchers never claim for it at once. */
  @Column('bigint', { default: 0 }) claims!: bigint;
  @Column('text', { name: 'secret_ciphertext' }) secretCiphertext!: string;
  @Column('text', { name: 'secret_key_id' }) secretKeyId!: string;
  /** Signs beside the new one until `previousValidUntil`, after a rotation. */
  @Column('text', { name: 'previous_secret_ciphertext', nullable: true })
  previousSecretCiphertext!: string | null;
  @Column('text', { name: 'previous_secret_key_id', nullable: true })
  previousSecretKeyId!: string | null;
  @Column('timestamptz', { name: 'previous_valid_until', nullable: true })
  previousValidUntil!: Date | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}

/** `gone`: it answered 410. `failing`: nothing but failures for five days. */
export const DISABLED_REASONS = ['gone', 'failing'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];
