import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The open work: a row exists exactly while an order is still to be asked about. A claimed row's
 * `next_at` is the end of its lease, so that a lease that runs out makes the row due by itself.
 */
@Entity('order_checks')
@Index('order_checks_due', ['merchantId', 'priority', 'nextAt'])
export class OrderCheckEntity {
  @PrimaryColumn('uuid', { name: 'merchant_id' }) merchantId!: string;
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  @Column('timestamptz', { name: 'next_at' }) nextAt!: Date;
  @Column('smallint', { default: 0 }) priority!: number;
  /** Questions asked since the order took its state. */
  @Column('integer', { default: 0 }) attempt!: number;
  @Column('timestamptz', { name: 'asked_at', nullable: true }) askedAt!: Date | null;
  @Column('timestamptz', { name: 'lease_until', nullable: true }) leaseUntil!: Date | null;
  @Column('uuid', { name: 'lease_token', nullable: true }) leaseToken!: string | null;
}
