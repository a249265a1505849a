import { type CreateRequest } from './create-request';
import { newOrderId, newTransactionId } from './ids';
import { magicOf, type Magic } from './magic';
import { takaOf } from './money';
import { type OrderState } from './states';

export interface Payment {
  readonly transactionId: string;
  readonly at: number;
}

export interface SandboxOrder {
  readonly orderId: string;
  readonly merchantId: string;
  readonly referenceId: string;
  readonly amountMinor: number;
  readonly description: string;
  readonly successCallbackUrl: string;
  readonly failureCallbackUrl: string;
  readonly cancelCallbackUrl: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  state: OrderState;
  changedAt: number;
  /** Kept when an operator takes the order out of `paid` again: money did move. */
  payment: Payment | null;
  magic: Magic | null;
  /** Fields put over every status answer, set by hand through `/sandbox/orders`. */
  says: Record<string, unknown>;
  statusQuestions: number;
}

export interface OrderView {
  orderId: string;
  merchantId: string;
  referenceId: string;
  amount: number;
  description: string;
  state: OrderState;
  transactionId: string | null;
  paidAt: string | null;
  magic: string | null;
  says: Record<string, unknown>;
  successCallbackUrl: string;
  failureCallbackUrl: string;
  cancelCallbackUrl: string;
  createdAt: string;
  changedAt: string;
  expiresAt: string;
}

/** Every order the gateway has accepted; the oldest are forgotten beyond `mostOrders`. */
export class OrderBook {
  private readonly byId = new Map<string, SandboxOrder>();
  private readonly byReference = new Map<string, SandboxOrder>();

  constructor(private readonly mostOrders: number) {}

  /** The caller has made sure that the reference is free. */
  accept(
    merchantId: string,
    request: CreateRequest,
    at: number,
    expiryMs: number,
    magicAmounts: boolean,
  ): SandboxOrder {
    const { amount, ...rest } = request;
    const order: SandboxOrder = {
      ...rest,
      orderId: this.freeOrderId(),
      merchantId,
      amountMinor: amount,
      createdAt: at,
      expiresAt: at + expiryMs,
      state: 'created',
      changedAt: at,
      payment: null,
      magic: magicAmounts ? magicOf(amount) : null,
      says: {},
      statusQuestions: 0,
    };
    this.byId.set(order.orderId, order);
    this.byReference.set(referenceKey(merchantId, order.referenceId), order);
    this.forgetOldest();
    return order;
  }

  get(orderId: string): SandboxOrder | null {
    return this.byId.get(orderId) ?? null;
  }

  ofReference(merchantId: string, referenceId: string): SandboxOrder | null {
    return this.byReference.get(referenceKey(merchantId, referenceId)) ?? null;
  }

  /** Oldest first. */
  list(): SandboxOrder[] {
    return [...this.byId.values()];
  }

  clear(): void {
    this.byId.clear();
    this.byReference.clear();
  }

  private freeOrderId(): string {
    let orderId = newOrderId();
    while (this.byId.has(orderId)) orderId = newOrderId();
    return orderId;
  }

  private forgetOldest(): void {
    if (this.byId.size <= this.mostOrders) return;
    const [oldest] = this.byId.values();
    if (oldest === undefined) return;
    this.byId.delete(oldest.orderId);
    this.byReference.delete(referenceKey(oldest.merchantId, oldest.referenceId));
  }
}

/** Puts the order into a state. Returns the payment where this is one. */
export function enterState(order: SandboxOrder, state: OrderState, at: number): Payment | null {
  if (order.state === state) return null;
  order.state = state;
  order.changedAt = at;
  if (state !== 'paid') return null;
  order.payment = { transactionId: newTransactionId(), at };
  return order.payment;
}

export function viewOfOrder(order: SandboxOrder): OrderView {
  return {
    orderId: order.orderId,
    merchantId: order.merchantId,
    referenceId: order.referenceId,
    amount: takaOf(order.amountMinor),
    description: order.description,
    state: order.state,
    transactionId: order.payment?.transactionId ?? null,
    paidAt: order.payment === null ? null : new Date(order.payment.at).toISOString(),
    magic: order.magic?.says ?? null,
    says: order.says,
    successCallbackUrl: order.successCallbackUrl,
    failureCallbackUrl: order.failureCallbackUrl,
    cancelCallbackUrl: order.cancelCallbackUrl,
    createdAt: new Date(order.createdAt).toISOString(),
    changedAt: new Date(order.changedAt).toISOString(),
    expiresAt: new Date(order.expiresAt).toISOString(),
  };
}

/** NUL cannot occur in a merchant's id, so no two pairs meet in one key. */
function referenceKey(merchantId: string, referenceId: string): string {
  return `${merchantId}\0${referenceId}`;
}
