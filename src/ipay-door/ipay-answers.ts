/** What this door answers with: an order of ours in the shape of iPay's answers. Pure. */
import {
  amountToNumber,
  readStatus,
  type IpayOrderPlaced,
  type IpayOrderStatus,
  type StatusTable,
} from '../gateway';
import type { OrderRow } from '../orders';

/** The documentation's own answer about a paid order; what clients compare with is its code. */
const PAID = { statusCode: 200, status: 'Successfully paid' } as const;

/** An answer is read again by its code and label only: the rest was judged when it came. */
const NOTHING_ELSE = {
  orderId: null,
  transactionId: null,
  transactionTime: null,
  updateTime: null,
  orderAmount: undefined,
} as const;

/** @returns null until iPay has accepted the order and its payment page is known */
export function placedAnswer(order: OrderRow): IpayOrderPlaced | null {
  const { gatewayOrderId, gatewayPaymentUrl, referenceId } = order;
  if (gatewayOrderId === null || gatewayPaymentUrl === null) return null;
  return {
    message: 'Order placed successfully',
    orderId: gatewayOrderId,
    paymentUrl: gatewayPaymentUrl,
    referenceId,
  };
}

/**
 * iPay's last answer about an order, but never one that says paid of an order that is not, nor
 * anything else of one that is: a client ships by it.
 * @returns null where iPay has given no answer, or none that may be handed on
 */
export function statusAnswer(order: OrderRow, table: StatusTable): IpayOrderStatus | null {
  const { gatewayOrderId, gatewayUpdateTime, referenceId } = order;
  const said = wordsOf(order, table);
  if (gatewayOrderId === null || said === null) return null;
  return {
    ...said,
    orderId: gatewayOrderId,
    referenceId,
    transactionId: order.transactionId,
    transactionTime: order.transactionTimeRaw,
    orderAmount: amountToNumber(order.amountMinor),
    ...(gatewayUpdateTime !== null && { updateTime: gatewayUpdateTime }),
  };
}

function wordsOf(
  order: OrderRow,
  table: StatusTable,
): Pick<IpayOrderStatus, 'statusCode' | 'status'> | null {
  const isPaid = order.state === 'paid';
  const { gatewayStatusCode: statusCode, gatewayStatus, referenceId } = order;
  if (statusCode === null) return isPaid ? PAID : null;
  const said = { statusCode, status: gatewayStatus ?? '' };
  const reading = readStatus({ ...NOTHING_ELSE, ...said, referenceId }, order, table);
  if (isPaid) return reading.kind === 'state' && reading.state === 'paid' ? said : PAID;
  const mayBeTakenForPaid =
    statusCode === PAID.statusCode ||
    table.get(statusCode)?.state === 'paid' ||
    (reading.kind === 'undecided' && reading.flag === 'contradictory-status');
  return mayBeTakenForPaid ? null : said;
}
