import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Environment } from '../config/environment';
import type { AttentionReason, OrderState } from './order-state';

const BIGINT_AS_EXACT = {
  from: (value: string | null): bigint | null => (value === null ? null : BigInt(value)),
  to: (value: bigint | null): string | null => (value === null ? null : value.toString()),
};

/** An order as Postgres holds it. Written by guarded statements only; see the repository. */
@Entity('orders')
@Check('orders_amount_minor_check', 'amount_minor > 0')
@Unique('orders_reference', ['merchantId', 'referenceId'])
@Index('orders_idempotency_key', ['merchantId', 'idempotencyKey'], {
  unique: true,
  where: 'idempotency_key IS NOT NULL',
})
@Index('orders_gateway_order', ['merchantId', 'environment', 'gatewayOrderId'], {
  unique: true,
  where: 'gateway_order_id IS NOT NULL',
})
export class OrderEntity {
  @PrimaryColumn('uuid', { name: 'merchant_id' }) merchantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'reference_id' }) referenceId!: string;
  @Column('text') environment!: Environment;
  /** The seq of the order's newest event: every change adds one. */
  @Column('integer') version!: number;
  @Column('text') state!: OrderState;
  @Column('timestamptz', { name: 'state_since', default: () => 'now()' }) stateSince!: Date;
  /** Poisha. */
  @Column('bigint', { name: 'amount_minor', transformer: BIGINT_AS_EXACT }) amountMinor!: bigint;
  @Column('text') description!: string;
  @Column('text', { name: 'success_callback_url' }) successCallbackUrl!: string;
  @Column('text', { name: 'failure_callback_url' }) failureCallbackUrl!: string;
  @Column('text', { name: 'cancel_callback_url' }) cancelCallbackUrl!: string;
  @Column('jsonb') metadata!: Record<string, string>;
  @Column('text', { name: 'idempotency_key', nullable: true }) idempotencyKey!: string | null;
  @Column('text', { name: 'request_hash' }) requestHash!: string;
  /** Of the key that this order's create was first sent with. */
  @Column('text', { name: 'credential_fingerprint' }) credentialFingerprint!: string;
  /** How often the create was, or may have been, sent; counted up before each time. */
  @Column('integer', { name: 'create_attempts' }) createAttempts!: number;
  /** The problem code that the create was answered with. */
  @Column('text', { name: 'rejection_code', nullable: true }) rejectionCode!: string | null;
  @Column('timestamptz', { name: 'accepted_at', nullable: true }) acceptedAt!: Date | null;
  @Column('text', { name: 'gateway_order_id', nullable: true }) gatewayOrderId!: string | null;
  @Column('text', { name: 'payment_url', nullable: true }) paymentUrl!: string | null;
  /** The payment page's address as iPay wrote it, perhaps without a scheme. */
  @Column('text', { name: 'gateway_payment_url', nullable: true })
  gatewayPaymentUrl!: string | null;
  /** The create came by iPay's own door, and its caller has not been told of an acceptance yet. */
  @Column('boolean', { name: 'door_answer_due', default: false }) doorAnswerDue!: boolean;
  @Column('integer', { name: 'gateway_status_code', nullable: true })
  gatewayStatusCode!: number | null;
  @Column('text', { name: 'gateway_status', nullable: true }) gatewayStatus!: string | null;
  /** `updateTime` of iPay's last answer, in its own words. */
  @Column('text', { name: 'gateway_update_time', nullable: true })
  gatewayUpdateTime!: string | null;
  /** When iPay was last asked, answered or not. */
  @Column('timestamptz', { name: 'gateway_checked_at', nullable: true })
  gatewayCheckedAt!: Date | null;
  @Column('integer', { name: 'gateway_checks', default: 0 }) gatewayChecks!: number;
  /** Answers in a row that knew no such order. */
  @Column('integer', { name: 'not_found_streak', default: 0 }) notFoundStreak!: number;
  @Column('text', { name: 'transaction_id', nullable: true }) transactionId!: string | null;
  @Column('timestamptz', { name: 'transaction_time', nullable: true })
  transactionTime!: Date | null;
  @Column('text', { name: 'transaction_time_raw', nullable: true })
  transactionTimeRaw!: string | null;
  @Column('timestamptz', { name: 'paid_at', nullable: true }) paidAt!: Date | null;
  /** When the buyer's browser last came back. */
  @Column('timestamptz', { name: 'returned_at', nullable: true }) returnedAt!: Date | null;
  @Column('text', { name: 'attention_reason', nullable: true })
  attentionReason!: AttentionReason | null;
  @Column('timestamptz', { name: 'attention_since', nullable: true }) attentionSince!: Date | null;
  @Column('text', { name: 'attention_detail', nullable: true }) attentionDetail!: string | null;
  @Column('timestamptz', { name: 'fulfilled_at', nullable: true }) fulfilledAt!: Date | null;
  @Column('text', { name: 'fulfilled_by', nullable: true }) fulfilledBy!: string | null;
  @Column('text', { name: 'fulfilment_claim_id', nullable: true })
  fulfilmentClaimId!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}
