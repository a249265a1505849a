import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ORDER_STATES, type AttentionReason, type Cause, type OrderState } from './order-state';

/** A row of the timeline: what happened, why, and what iPay said. Never changed, never removed. */
@Entity('order_events')
export class OrderEventEntity {
  @PrimaryColumn('uuid', { name: 'merchant_id' }) merchantId!: string;
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  /** The order's version that this row made. */
  @PrimaryColumn('integer') seq!: number;
  @Column('uuid') id!: string;
  @Column('text') type!: OrderEventType;
  @Column('text') cause!: Cause;
  @Column('text', { name: 'from_state', nullable: true }) fromState!: OrderState | null;
  @Column('text') state!: OrderState;
  /** One sentence for people. */
  @Column('text') detail!: string;
  /** What was asked and answered, redacted; at most 2 KiB. */
  @Column('jsonb', { nullable: true }) evidence!: object | null;
  /** The flag that this event raised. */
  @Column('text', { name: 'attention_reason', nullable: true })
  attentionReason!: AttentionReason | null;
  /** The token or the operator behind it; null for the service itself. */
  @Column('text', { nullable: true }) actor!: string | null;
  @Column('text', { name: 'request_id', nullable: true }) requestId!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  /** The order's row as of this event, where platforms are told of it. */
  @Column('jsonb', { nullable: true, select: false }) snapshot!: object | null;
}

/** The events that platforms are told of. */
export const TOLD_EVENTS = [
  'order.pending',
  'order.paid',
  'order.cancelled',
  'order.failed',
  'order.expired',
  'order.error',
  'order.rejected',
  'order.attention',
] as const satisfies readonly OrderEventType[];

/** A transition is named after the state it leads to; the rest leave the state as it is. */
export const ORDER_EVENT_TYPES = [
  ...ORDER_STATES.map((state) => `order.${state}` as const),
  /** iPay answered, and nothing changed but the flag, if it says one. */
  'order.checked',
  'order.attention',
  /** iPay was asked and gave no answer that counts. */
  'order.unanswered',
  /** The create was sent again under the same reference. */
  'order.resent',
  /** The buyer's browser came back. */
  'order.returned',
  'order.attention-resolved',
  /** A platform has claimed it for fulfilment. */
  'order.fulfilled',
] as const;
export type OrderEventType = (typeof ORDER_EVENT_TYPES)[number];
