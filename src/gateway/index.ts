/** Speaks to iPay and to nothing else: client, status table, errors, breaker. */
export { AMOUNT_TEXT, amountToNumber, formatAmount, parseAmount } from './money';
export {
  amountAgrees,
  readStatus,
  type Reading,
  type StatusAnswer,
  type StatusTable,
} from './ipay-status';
export { buildPaymentUrl, paymentUrlTemplate, writtenLike } from './payment-url';
export { type Evidence } from './ipay-answer';
export { IpayClient, type GatewayAccount } from './ipay-client';
export { OPERATIONS, type Operation } from './lanes';
export { type AskOutcome, type PlaceOutcome } from './outcome';
export { redactor } from './redaction';
export { GatewayModule, STATUS_TABLE } from './gateway.module';
export { type IpayOrderPlaced, type IpayOrderStatus } from './ipay-wire';
