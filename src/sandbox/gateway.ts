import { Agenda } from './agenda';
import {
  INVALID_API_KEY,
  ORDER_NOT_FOUND,
  placedAnswer,
  referenceUsed,
  refusal,
  statusAnswer,
  type GatewayAnswer,
} from './answers';
import { SandboxClock } from './clock';
import { readCreateRequest } from './create-request';
import { ExchangeLog } from './exchange-log';
import { FaultList } from './fault-list';
import { matches, type Fault, type GatewayQuestion } from './faults';
import { hintOf } from './ids';
import { Ledger, type LedgerKind } from './ledger';
import { MerchantBook, type SandboxMerchant } from './merchant-book';
import { takaOf } from './money';
import { enterState, OrderBook, type SandboxOrder } from './order-book';
import { type Settings } from './settings';
import { type OrderState } from './states';

const WELL_FORMED_KEY = /^[\x21-\x7e]{8,256}$/;

/** The gateway itself, without HTTP: its books, its clock and its rules. */
export class Gateway {
  readonly clock = new SandboxClock();
  readonly agenda = new Agenda(this.clock);
  readonly merchants = new MerchantBook();
  readonly faults = new FaultList();
  readonly exchanges = new ExchangeLog();
  readonly orders: OrderBook;
  readonly ledger: Ledger;
  /** Told of every accepted order; the running scenario listens here. */
  onAccepted: (order: SandboxOrder) => void = () => undefined;

  constructor(
    readonly settings: Settings,
    private readonly paymentUrlOf: (orderId: string) => string,
    mostOrders: number,
  ) {
    this.orders = new OrderBook(mostOrders);
    this.ledger = new Ledger(mostOrders);
  }

  merchantOf(apiKey: string | null): SandboxMerchant | null {
    if (apiKey === null) return null;
    const known = this.merchants.ofKey(apiKey);
    if (known !== null || !this.settings.acceptAnyKey || !WELL_FORMED_KEY.test(apiKey)) {
      return known;
    }
    return this.merchants.add(`Merchant ${hintOf(apiKey)}`, this.clock.now(), apiKey);
  }

  /** The order a question is about, whoever asks. */
  orderInQuestion(question: GatewayQuestion): SandboxOrder | null {
    if (question.orderId !== null) return this.orders.get(question.orderId);
    const merchant = this.merchantOf(question.apiKey);
    if (merchant === null || question.referenceId === null) return null;
    return this.orders.ofReference(merchant.id, question.referenceId);
  }

  /** What the order's magic amount does to a good answer about it. */
  magicFault(question: GatewayQuestion): Fault | null {
    const order = this.orderInQuestion(question);
    const fault = order?.magic?.fault?.(order.amountMinor) ?? null;
    return fault !== null && matches(fault, question) ? fault : null;
  }

  placeOrder(apiKey: string | null, body: unknown): GatewayAnswer {
    this.agenda.runDue();
    const merchant = this.merchantOf(apiKey);
    if (merchant === null) return INVALID_API_KEY;
    const read = readCreateRequest(body);
    if ('refusal' in read) return refusal(400, read.refusal);
    const { referenceId } = read.request;
    if (this.orders.ofReference(merchant.id, referenceId) !== null) {
      return referenceUsed(referenceId);
    }
    const now = this.clock.now();
    const { expiryMs, magicAmounts } = this.settings;
    const order = this.orders.accept(merchant.id, read.request, now, expiryMs, magicAmounts);
    this.record('order-accepted', order, 'gateway', now);
    this.planAhead(order);
    this.onAccepted(order);
    return placedAnswer(order, this.paymentUrlOf(order.orderId));
  }

  tellStatus(question: GatewayQuestion): GatewayAnswer {
    this.agenda.runDue();
    const merchant = this.merchantOf(question.apiKey);
    if (merchant === null) return INVALID_API_KEY;
    const order = this.orderInQuestion(question);
    if (order?.merchantId !== merchant.id) return ORDER_NOT_FOUND;
    order.statusQuestions += 1;
    const patience = order.magic?.paidAfterQuestions;
    if (patience !== undefined && order.statusQuestions > patience && order.state === 'error') {
      this.changeState(order, 'paid', 'magic');
    }
    return statusAnswer(order, this.settings.codeFamily);
  }

  changeState(order: SandboxOrder, state: OrderState, by: string, at = this.clock.now()): void {
    if (order.state === state) return;
    const payment = enterState(order, state, at);
    this.record(payment === null ? 'state-changed' : 'payment', order, by, at);
  }

  moveClock(move: (clock: SandboxClock) => void): void {
    move(this.clock);
    this.agenda.rearm();
  }

  /** Everything but merchants and settings. */
  reset(): void {
    this.agenda.clear();
    this.clock.reset();
    this.orders.clear();
    this.ledger.clear();
    this.faults.clear();
    this.exchanges.clear();
  }

  private planAhead(order: SandboxOrder): void {
    this.agenda.add(order.expiresAt, (at) => {
      if (order.state === 'created') this.changeState(order, 'expired', 'expiry', at);
    });
    const { atOnce, paidBeforeExpiryMs } = order.magic ?? {};
    if (atOnce !== undefined) this.changeState(order, atOnce, 'magic', order.createdAt);
    if (paidBeforeExpiryMs !== undefined) {
      this.agenda.add(order.expiresAt - paidBeforeExpiryMs, (at) => {
        if (order.state === 'created') this.changeState(order, 'paid', 'magic', at);
      });
    }
  }

  private record(kind: LedgerKind, order: SandboxOrder, by: string, at: number): void {
    const merchant = this.merchants.get(order.merchantId);
    this.ledger.write(
      {
        kind,
        merchantId: order.merchantId,
        keyHint: merchant === null ? '…' : hintOf(merchant.apiKey),
        orderId: order.orderId,
        referenceId: order.referenceId,
        amount: takaOf(order.amountMinor),
        state: order.state,
        transactionId: order.payment?.transactionId ?? null,
        by,
      },
      at,
    );
  }
}
