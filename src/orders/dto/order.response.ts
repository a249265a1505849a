import { amountToNumber } from '../../gateway';
import { toTypedId } from '../../http/typed-id';
import type { OrderEventEntity } from '../order-event.entity';
import type { OrderRow } from '../order-row';
import type { EventResponse, OrderResponse } from './order.schema';

/** iPay lets an order expire this long after it took it; information only, iPay's clock decides. */
const EXPIRES_AFTER_MS = 15 * 60 * 1_000;

/** An order on the wire. */
export function toOrderResponse(order: OrderRow): OrderResponse {
  return {
    id: toTypedId('ord', order.id),
    merchantId: toTypedId('mrc', order.merchantId),
    referenceId: order.referenceId,
    environment: order.environment,
    version: order.version,
    amount: amountToNumber(order.amountMinor),
    currency: 'BDT',
    description: order.description,
    metadata: order.metadata,
    state: order.state,
    payable: order.state === 'pending' && order.paymentUrl !== null,
    paymentUrl: order.paymentUrl,
    gateway: {
      orderId: order.gatewayOrderId,
      statusCode: order.gatewayStatusCode,
      status: order.gatewayStatus,
      checkedAt: order.gatewayCheckedAt,
      checks: order.gatewayChecks,
      nextCheckAt: order.nextCheckAt,
    },
    transactionId: order.transactionId,
    transactionTime: order.transactionTime,
    paidAt: order.paidAt,
    fulfilment: fulfilmentOf(order),
    attention: attentionOf(order),
    successCallbackUrl: order.successCallbackUrl,
    failureCallbackUrl: order.failureCallbackUrl,
    cancelCallbackUrl: order.cancelCallbackUrl,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    expiresAt: order.acceptedAt && new Date(order.acceptedAt.getTime() + EXPIRES_AFTER_MS),
  };
}

function fulfilmentOf(order: OrderRow): OrderResponse['fulfilment'] {
  const { fulfilledAt: at, fulfilledBy: by, fulfilmentClaimId: claimId } = order;
  return at && by !== null && claimId !== null ? { by, claimId, at } : null;
}

function attentionOf(order: OrderRow): OrderResponse['attention'] {
  const { attentionReason: reason, attentionSince: since, attentionDetail: detail } = order;
  return reason && since && { reason, since, detail: detail ?? '' };
}

/** A row of the timeline on the wire. */
export function toEventResponse(event: OrderEventEntity): EventResponse {
  return {
    id: toTypedId('evt', event.id),
    seq: event.seq,
    type: event.type,
    at: event.at,
    cause: event.cause,
    actor: event.actor,
    fromState: event.fromState,
    state: event.state,
    detail: event.detail,
    attention: event.attentionReason,
    requestId: event.requestId,
    evidence: event.evidence,
  };
}
