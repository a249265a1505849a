import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { WebhookEventType } from './webhook-events';

/**
 * One event for one endpoint: written by the statement that changes the order, then worked off.
 * Pending while `nextAttemptAt` is set; afterwards delivered, or failed where there is no
 * `deliveredAt`.
 */
@Entity('webhook_deliveries')
@Unique('webhook_deliveries_event', ['endpointId', 'eventId'])
@Index('webhook_deliveries_due', ['endpointId', 'nextAttemptAt'], {
  where: 'next_attempt_at IS NOT NULL',
})
@Index('webhook_deliveries_leased', ['endpointId', 'leaseUntil'], {
  where: 'lease_until IS NOT NULL',
})
@Index('webhook_deliveries_failed', ['endpointId', 'id'], {
  where: 'next_attempt_at IS NULL AND delivered_at IS NULL',
})
export class WebhookDeliveryEntity {
  @PrimaryColumn('uuid', { name: 'endpoint_id' }) endpointId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** The `webhook-id`: the event's id, the same for every attempt and every endpoint. */
  @Column('uuid', { name: 'event_id' }) eventId!: string;
  @Column('text') type!: WebhookEventType;
  /** Where the event stands in `order_events`; null for a test. */
  @Column('uuid', { name: 'merchant_id', nullable: true }) merchantId!: string | null;
  @Column('uuid', { name: 'order_id', nullable: true }) orderId!: string | null;
  @Column('integer', { nullable: true }) seq!: number | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  /** The end of the lease while somebody has claimed it. */
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true, default: () => 'now()' })
  nextAttemptAt!: Date | null;
  @Column('integer', { default: 0 }) attempts!: number;
  @Column('timestamptz', { name: 'lease_until', nullable: true }) leaseUntil!: Date | null;
  @Column('uuid', { name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column('timestamptz', { name: 'last_attempt_at', nullable: true }) lastAttemptAt!: Date | null;
  /** HTTP status; null where there was no answer. */
  @Column('integer', { name: 'last_status', nullable: true }) lastStatus!: number | null;
  /** Why the last attempt failed, in words; null where it did not. */
  @Column('text', { name: 'last_error', nullable: true }) lastError!: string | null;
  /** What was answered, redacted; at most 1 KiB. */
  @Column('text', { name: 'last_answer', nullable: true }) lastAnswer!: string | null;
  @Column('integer', { name: 'last_duration_ms', nullable: true }) lastDurationMs!: number | null;
  @Column('timestamptz', { name: 'delivered_at', nullable: true }) deliveredAt!: Date | null;
}
