/** The order: its states, its table, its REST API, placing one. */
export { OrdersModule } from './orders.module';
export { OrdersService } from './orders.service';
export { OrderBook, type Occasion } from './order-book.service';
export { OrderPlacing } from './order-placing.service';
export { OrderSender } from './order-sender.service';
export { OrderChanges } from './order-changes';
export { ReturnAddresses, RETURN_OUTCOMES, type ReturnOutcome } from './return-addresses';
export { ORDER_ROW, type OrderRow } from './order-row';
export {
  ATTENTION_REASONS,
  ORDER_STATES,
  isEndedUnpaid,
  isOpen,
  type AttentionReason,
  type OrderState,
} from './order-state';
export { IsMoment, isCallbackUrl, isReferenceId } from './dto/order-rules';
export { toOrderResponse } from './dto/order.response';
export { orderSchema } from './dto/order.schema';
export { TOLD_EVENTS } from './order-event.entity';
export { toEventMessage, type ToldEvent } from './told-event';
export {
  GatewayCredentialsRejected,
  GatewayRejected,
  GatewayUnavailable,
  OrderNotFound,
  ReferenceIdUsed,
  ReferenceIdUsedAtGateway,
} from './orders.problems';
export type { OrderTerms } from './orders.repository';
