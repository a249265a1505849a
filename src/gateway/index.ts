/** Speaks to iPay and to nothing else: client, status table, errors, breaker. */
export { amountToNumber, formatAmount, parseAmount } from './money';
export {
  amountAgrees,
  parseTransactionTime,
  readStatus,
  statusTable,
  type ExpectedOrder,
  type Reading,
  type StatusAnswer,
  type StatusTable,
} from './ipay-status';
export { buildPaymentUrl, completePaymentUrl, paymentUrlTemplate } from './payment-url';
export { type Evidence } from './ipay-answer';
export {
  IpayClient,
  type AskOutcome,
  type GatewayAccount,
  type GatewayHealth,
  type PlaceOutcome,
} from './ipay-client';
export { GatewayModule, STATUS_TABLE } from './gateway.module';
export { type IpayCreateOrder } from './ipay-wire';
