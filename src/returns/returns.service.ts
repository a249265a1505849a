import { Injectable } from '@nestjs/common';
import { toTypedId } from '../http/typed-id';
import { GatewayCredentials } from '../merchants';
import { isEndedUnpaid, isOpen, OrdersService, type OrderRow, type ReturnOutcome } from '../orders';
import { VerificationService } from '../verification';
import { callbackFor, redirectTo } from './return-redirect';
import { ReturnsRepository } from './returns.repository';
import { secondsToNextLook } from './waiting';

/** A buyer waits no longer than this for one answer. */
const PATIENCE_MS = 3_000;
/** However often an order is returned to, its returns cause one question in this time. */
const QUIET_MS = 3_000;
/** Returns further apart than this are two visits. */
const VISIT_PAUSE_MS = 5 * 60_000;

export interface Hit {
  merchantId: string;
  orderId: string;
  /** What the address claims. Written down, never believed. */
  outcome: ReturnOutcome;
  requestId: string;
}

/** Where a hit leads: to the platform by what was verified, else to the page that waits. */
export type Landing =
  | { kind: 'redirect'; location: string }
  /** `nextLookSeconds`: null where the buyer should not wait any longer. */
  | { kind: 'page'; order: OrderRow; nextLookSeconds: number | null };

/** Takes each return for a hint: asks iPay where there is something to ask, believes only iPay. */
@Injectable()
export class ReturnsService {
  constructor(
    private readonly orders: OrdersService,
    private readonly verification: VerificationService,
    private readonly credentials: GatewayCredentials,
    private readonly repository: ReturnsRepository,
  ) {}

  /** @throws Problem `order-not-found`, `merchant-not-found` or `service-unavailable` */
  async land(hit: Hit): Promise<Landing> {
    const found = await this.orders.getOrder(hit.merchantId, hit.orderId);
    const order = mayBecomePaid(found) ? await this.ask(found, hit) : found;
    const callbackUrl = callbackFor(order);
    if (callbackUrl !== null) {
      return { kind: 'redirect', location: await this.signed(callbackUrl, order) };
    }
    const { merchantId, id } = order;
    const waitedMs = await this.repository.visitAgeMs(merchantId, id, VISIT_PAUSE_MS);
    return { kind: 'page', order, nextLookSeconds: secondsToNextLook(waitedMs) };
  }

  private async ask(found: OrderRow, { outcome, requestId }: Hit): Promise<OrderRow> {
    const { order } = await this.verification.followHint(
      found,
      { cause: 'return-hint', actor: null, requestId, returnedBy: outcome },
      { patienceMs: PATIENCE_MS, quietMs: QUIET_MS },
    );
    return order;
  }

  private async signed(callbackUrl: string, order: OrderRow): Promise<string> {
    const claims = {
      order: toTypedId('ord', order.id),
      reference: order.referenceId,
      state: order.state,
      timestamp: Math.floor(order.readAt.getTime() / 1_000),
    };
    return redirectTo(callbackUrl, claims, await this.credentials.returnSecret(order.merchantId));
  }
}

/** Open, or ended without payment: money that arrives late still makes it paid. */
function mayBecomePaid({ state }: OrderRow): boolean {
  return isOpen(state) || isEndedUnpaid(state);
}
