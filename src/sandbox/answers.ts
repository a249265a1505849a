/** What the gateway says when nothing spoils it. Pure: order in, answer out. */
import { type IpayOrderPlaced, type IpayOrderStatus } from '../gateway/ipay-wire';
import { bangladeshTime } from './bangladesh-time';
import { takaOf } from './money';
import { type SandboxOrder } from './order-book';
import { codeOf, labelOf, type CodeFamily } from './states';

export interface GatewayAnswer {
  status: number;
  json: Record<string, unknown>;
}

export function placedAnswer(order: SandboxOrder, paymentUrl: string): GatewayAnswer {
  const placed: IpayOrderPlaced = {
    message: 'Order placed successfully',
    orderId: order.orderId,
    paymentUrl,
    referenceId: order.referenceId,
  };
  return { status: 200, json: { ...placed } };
}

export function statusAnswer(order: SandboxOrder, family: CodeFamily): GatewayAnswer {
  const payment = order.state === 'paid' ? order.payment : null;
  const said: IpayOrderStatus = {
    statusCode: codeOf(order.state, family),
    status: labelOf(order.state),
    orderId: order.orderId,
    referenceId: order.referenceId,
    transactionId: payment?.transactionId ?? null,
    transactionTime: payment === null ? null : bangladeshTime(payment.at),
    orderAmount: takaOf(order.amountMinor),
    updateTime: bangladeshTime(order.changedAt),
  };
  return { status: 200, json: { ...said, ...order.says } };
}

export function refusal(status: number, message: string): GatewayAnswer {
  return { status, json: { message } };
}

export const INVALID_API_KEY = refusal(401, 'Invalid API key');
export const ORDER_NOT_FOUND = refusal(404, 'Order not found');

export function referenceUsed(referenceId: string): GatewayAnswer {
  return refusal(409, `Reference Id '${referenceId}' has already been used`);
}
