import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { toTypedId } from '../http/typed-id';
import { GatewayCredentials } from '../merchants';
import { isEndedUnpaid, isOpen, OrdersService, type OrderRow, type ReturnOutcome } from '../orders';
import { VerificationService } from '../verification';
import { callbackFor, redirectTo } from './return-redirect';
import { ReturnsRepository } from './returns.repository';

/** A buyer waits no longer than this for one answer. */
const PATIENCE_MS = 3_000;
/** However often an order is returned to, its returns cause one question in this time. */
const QUIET_MS = 3_000;
/** How often the answer to somebody else's question is looked for; together the patience. */
const LOOKS_AFTER_MS = [100, 200, 400, 800, 1_500];
/** Nobody is kept waiting for longer than this in one visit. */
const OVERDUE_MS = 60_000;
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
  { kind: 'redirect'; location: string } | { kind: 'page'; order: OrderRow; isOverdue: boolean };

/** Takes each return for a hint: asks iPay where there is something to ask, believes only iPay. */
@Injectable()
export class ReturnsService {
  private readonly logger = new Logger(ReturnsService.name);
  /** By order: hits that come together wait for one answer. */
  private readonly underWay = new Map<string, Promise<OrderRow>>();

  constructor(
    private readonly orders: OrdersService,
    private readonly verification: VerificationService,
    private readonly credentials: GatewayCredentials,
    private readonly repository: ReturnsRepository,
  ) {}

  /** @throws Problem `order-not-found`, `merchant-not-found` or `service-unavailable` */
  async land(hit: Hit): Promise<Landing> {
    const found = await this.orders.getOrder(hit.merchantId, hit.orderId);
    const order = mayBecomePaid(found)
      ? await within(PATIENCE_MS, this.answerFor(found, hit), found)
      : found;
    const callbackUrl = callbackFor(order);
    if (callbackUrl !== null) {
      return { kind: 'redirect', location: await this.signed(callbackUrl, order) };
    }
    const { merchantId, id } = order;
    const ageMs = await this.repository.visitAgeMs(merchantId, id, VISIT_PAUSE_MS);
    return { kind: 'page', order, isOverdue: ageMs >= OVERDUE_MS };
  }

  private answerFor(order: OrderRow, hit: Hit): Promise<OrderRow> {
    const joined = this.underWay.get(order.id);
    if (joined) return joined;
    const answer = this.ask(order, hit).finally(() => this.underWay.delete(order.id));
    // The hits that wait for it may have lost their patience when it fails.
    answer.catch((error: unknown) => {
      this.logger.warn({ err: error, orderId: order.id }, 'a return could not be followed');
    });
    this.underWay.set(order.id, answer);
    return answer;
  }

  private async ask(order: OrderRow, { outcome, requestId }: Hit): Promise<OrderRow> {
    const asked = await this.verification.followHint(
      order,
      { cause: 'return-hint', actor: null, requestId, returnedBy: outcome },
      { timeoutMs: PATIENCE_MS, quietMs: QUIET_MS },
    );
    return asked ? asked.order : this.othersAnswer(order);
  }

  /** Somebody has just asked, or is asking: the answer is in Postgres, or soon will be. */
  private async othersAnswer({ merchantId, id }: OrderRow): Promise<OrderRow> {
    let order = await this.orders.getOrder(merchantId, id);
    for (const pauseMs of LOOKS_AFTER_MS) {
      if (!order.isLeased) break;
      await setTimeout(pauseMs);
      order = await this.orders.getOrder(merchantId, id);
    }
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

async function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([work, setTimeout(ms, otherwise, { signal: over.signal })]);
  } finally {
    over.abort();
  }
}
