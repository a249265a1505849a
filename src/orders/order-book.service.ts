import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import {
  STATUS_TABLE,
  amountAgrees,
  buildPaymentUrl,
  paymentUrlTemplate,
  readStatus,
  writtenLike,
  type Evidence,
  type PlaceOutcome,
  type Reading,
  type StatusAnswer,
  type StatusTable,
} from '../gateway';
import { judgeReading, type Verdict } from './answer-verdict';
import { PRIORITY, nextCheck, placeInJitter, type NextCheck } from './check-schedule';
import { OrderChanges } from './order-changes';
import type { OrderRow } from './order-row';
import {
  attentionAfter,
  isOpen,
  mayBecome,
  type AttentionReason,
  type Cause,
  type OrderState,
} from './order-state';
import {
  OrdersRepository,
  type CheckChange,
  type MutableFields,
  type NewEvent,
  type OrderChange,
} from './orders.repository';
import type { ReturnOutcome } from './return-addresses';

/** On whose account iPay was asked. */
export interface Occasion {
  cause: Cause;
  actor: string | null;
  requestId: string | null;
  /** The buyer's browser came back by this address. */
  returnedBy?: ReturnOutcome;
  /** The create came by iPay's own door: whether its caller is still there to be answered. */
  isAwaited?: () => boolean;
}

/** How often a paid answer is decided anew on an order that others keep changing. */
const MAX_ANEW = 5;

type Raised = Verdict['raised'];

/**
 * Writes down what iPay said, or failed to say, of an order: the change of state, the timeline, the
 * flag and the next question, in one guarded statement. Every method returns the order as it is
 * afterwards; an answer that an order has outrun changes nothing.
 */
@Injectable()
export class OrderBook {
  constructor(
    private readonly repository: OrdersRepository,
    private readonly changes: OrderChanges,
    private readonly config: Config,
    @Inject(STATUS_TABLE) private readonly table: StatusTable,
  ) {}

  /** iPay took the create. Never dropped as stale: this is how we know the payment page. */
  async accepted(
    order: OrderRow,
    outcome: Extract<PlaceOutcome, { kind: 'accepted' }>,
    occasion: Occasion,
  ): Promise<OrderRow> {
    const { orderId, paymentUrl, rawPaymentUrl, evidence } = outcome;
    const set = {
      state: 'pending',
      gatewayOrderId: orderId,
      paymentUrl,
      gatewayPaymentUrl: rawPaymentUrl,
    } as const;
    let current = order;
    for (let attempt = 1; attempt <= MAX_ANEW && current.state === 'creating'; attempt += 1) {
      const next = this.plan(current, 'pending', evidence);
      const change = this.write({
        order: current,
        set,
        stamp: { accepted: true, doorAnswered: occasion.isAwaited?.() ?? false },
        events: [
          eventOf(occasion, {
            type: 'order.pending',
            fromState: 'creating',
            state: 'pending',
            detail: `iPay accepted it as ${orderId}`,
            evidence,
          }),
        ],
        check: toCheckChange(next, 0),
      });
      const written = await unlessTaken(change);
      if (written === 'taken') return this.unanswered(current, anotherOrders(evidence), occasion);
      if (written) return written;
      current = await this.reread(current);
    }
    return current;
  }

  /** iPay made nothing, and said so. */
  async rejected(
    order: OrderRow,
    rejection: { code: string; detail: string; evidence: Evidence },
    occasion: Occasion,
  ): Promise<OrderRow> {
    return this.writeOrDrop({
      order,
      set: { state: 'rejected', rejectionCode: rejection.code },
      stamp: {},
      events: [
        eventOf(occasion, {
          type: 'order.rejected',
          fromState: order.state,
          state: 'rejected',
          detail: rejection.detail,
          evidence: rejection.evidence,
        }),
      ],
      check: { kind: 'done' },
    });
  }

  /** Counts the create up before it is sent again. Null: somebody else has moved the order. */
  async resending(order: OrderRow, occasion: Occasion): Promise<OrderRow | null> {
    const attempts = order.createAttempts + 1;
    return this.write({
      order,
      set: { createAttempts: attempts },
      stamp: {},
      events: [
        eventOf(occasion, {
          type: 'order.resent',
          fromState: order.state,
          state: order.state,
          detail: `iPay knows no such order; the same create is sent again (send ${attempts})`,
          evidence: null,
        }),
      ],
      check: { kind: 'keep' },
    });
  }

  /**
   * iPay was asked or sent to, and gave nothing that counts: the order stays as it is and is asked
   * again in its time.
   * @param dueNow ask again at once rather than by the schedule
   */
  async unanswered(
    order: OrderRow,
    { detail, evidence }: { detail: string; evidence: Evidence | null },
    occasion: Occasion,
    { notFound = false, dueNow = false } = {},
  ): Promise<OrderRow> {
    const notFoundStreak = notFound ? order.notFoundStreak + 1 : order.notFoundStreak;
    const missing = notFoundStreak >= 2 && order.state !== 'creating';
    const raised: Raised = missing
      ? {
          reason: 'not-found-at-gateway',
          detail: 'iPay says twice in a row that it knows no such order',
        }
      : null;
    const verdict: Verdict = { steps: [], raised, detail };
    return this.record(order, verdict, { notFoundStreak }, evidence, occasion, {
      answered: false,
      dueNow,
    });
  }

  /** A status answer of iPay's, judged by what the order is; stale ones are dropped unless paid. */
  async answered(
    order: OrderRow,
    answer: StatusAnswer,
    evidence: Evidence,
    occasion: Occasion,
  ): Promise<OrderRow> {
    let current = order;
    for (let attempt = 1; ; attempt += 1) {
      const reading = this.read(current, answer);
      const verdict = judgeReading(current.state, reading);
      const fields = await this.fieldsFrom(current, answer, reading, verdict);
      const change = this.tryRecord(current, verdict, fields, evidence, occasion, {
        answered: true,
        dueNow: false,
      });
      const written = await unlessTaken(change);
      if (written === 'taken') return this.unanswered(current, anotherOrders(evidence), occasion);
      if (written) return written;
      current = await this.reread(current);
      const saysPaid = reading.kind === 'state' && reading.state === 'paid';
      if (!saysPaid || attempt >= MAX_ANEW) return current;
    }
  }

  /** An operator has looked: the flag goes, and an order that is still open is asked about again. */
  async attentionResolved(order: OrderRow, note: string, occasion: Occasion): Promise<OrderRow> {
    let current = order;
    for (let attempt = 1; attempt <= MAX_ANEW && current.attentionReason; attempt += 1) {
      const forgotten = isOpen(current.state) && current.nextCheckAt === null;
      const written = await this.write({
        order: current,
        set: { attentionReason: null, attentionDetail: null },
        stamp: {},
        events: [
          eventOf(occasion, {
            type: 'order.attention-resolved',
            fromState: current.state,
            state: current.state,
            detail: `${current.attentionReason} resolved: ${note}`,
            evidence: null,
          }),
        ],
        check: forgotten
          ? { kind: 'at', inMs: 0, priority: PRIORITY.ordinary, attempt: current.checkAttempt }
          : { kind: 'keep' },
      });
      if (written) return written;
      current = await this.reread(current);
    }
    return current;
  }

  private read(order: OrderRow, answer: StatusAnswer): Reading {
    const reading = readStatus(answer, order, this.table);
    // An order that we have not seen accepted is ours only with our amount.
    if (order.state !== 'creating' || reading.kind === 'not-ours') return reading;
    return amountAgrees(answer, order.amountMinor)
      ? reading
      : {
          kind: 'undecided',
          flag: 'amount-mismatch',
          detail: 'iPay has an order under this reference with another amount',
        };
  }

  private async fieldsFrom(
    order: OrderRow,
    answer: StatusAnswer,
    reading: Reading,
    verdict: Verdict,
  ): Promise<Partial<MutableFields>> {
    if (reading.kind === 'not-ours') return {};
    const isAtIpay =
      order.state === 'creating' ? verdict.steps.length > 0 : order.state !== 'rejected';
    const adopted =
      isAtIpay && order.gatewayOrderId === null ? await this.adopt(order, answer.orderId) : {};
    const paid =
      reading.kind === 'state' && reading.state === 'paid' && verdict.steps.includes('paid')
        ? {
            transactionId: reading.transactionId,
            transactionTime: reading.transactionTime,
            transactionTimeRaw: reading.transactionTimeRaw,
          }
        : {};
    return {
      gatewayStatusCode: answer.statusCode,
      gatewayStatus: answer.status,
      gatewayUpdateTime: answer.updateTime,
      notFoundStreak: 0,
      ...adopted,
      ...paid,
    };
  }

  /** The payment page by the form of the last one that iPay named, else by the template. */
  private async adopt(
    order: OrderRow,
    gatewayOrderId: string | null,
  ): Promise<Partial<MutableFields>> {
    if (gatewayOrderId === null) return {};
    const last = await this.repository.lastAccepted(order.merchantId, order.environment);
    const template =
      (last && paymentUrlTemplate(last.paymentUrl, last.gatewayOrderId)) ??
      this.config.ipay[order.environment].paymentUrl;
    const paymentUrl = buildPaymentUrl(template, gatewayOrderId);
    const gatewayPaymentUrl = writtenLike(last?.gatewayPaymentUrl ?? null, paymentUrl);
    return { gatewayOrderId, paymentUrl, gatewayPaymentUrl };
  }

  private async record(...change: Parameters<OrderBook['tryRecord']>): Promise<OrderRow> {
    const [order] = change;
    return (await this.tryRecord(...change)) ?? this.reread(order);
  }

  private tryRecord(
    order: OrderRow,
    verdict: Verdict,
    fields: Partial<MutableFields>,
    evidence: Evidence | null,
    occasion: Occasion,
    { answered, dueNow }: { answered: boolean; dueNow: boolean },
  ): Promise<OrderRow | null> {
    const state = verdict.steps.at(-1) ?? order.state;
    const becomesPaid = verdict.steps.includes('paid');
    const next = this.plan(order, state, evidence, occasion.returnedBy !== undefined);
    const raised =
      verdict.raised ??
      (next.flag && { reason: next.flag, detail: FLAG_SENTENCES[next.flag] ?? next.flag });
    const reason = attentionAfter(order.attentionReason, raised?.reason ?? null, becomesPaid);
    const raisedNow = reason !== null && reason !== order.attentionReason;
    // The question that brought a new state is the first one of it.
    const attempt = state === order.state ? order.checkAttempt + 1 : 1;
    return this.write({
      order,
      set: {
        ...fields,
        state,
        attentionReason: reason,
        attentionDetail: raisedNow ? (raised?.detail ?? null) : reason && order.attentionDetail,
      },
      stamp: {
        checked: true,
        accepted: order.state === 'creating' && verdict.steps.length > 0,
        paid: becomesPaid,
        returned: occasion.returnedBy !== undefined,
      },
      events: this.eventsOf(order, verdict, evidence, occasion, {
        answered,
        attentionReason: raisedNow ? reason : null,
        attentionDetail: raised?.detail ?? null,
      }),
      check: toCheckChange(dueNow && state !== 'paid' ? { ...next, inMs: 0 } : next, attempt),
    });
  }

  private eventsOf(
    order: OrderRow,
    verdict: Verdict,
    evidence: Evidence | null,
    occasion: Occasion,
    flag: {
      answered: boolean;
      attentionReason: NewEvent['attentionReason'];
      attentionDetail: string | null;
    },
  ): [NewEvent, ...NewEvent[]] {
    const { attentionReason } = flag;
    const events: NewEvent[] = [];
    if (occasion.returnedBy) {
      events.push(
        eventOf(
          { ...occasion, cause: 'return-hint' },
          {
            type: 'order.returned',
            fromState: order.state,
            state: order.state,
            detail: `the buyer came back by /${occasion.returnedBy}`,
            evidence: null,
          },
        ),
      );
    }
    let from = order.state;
    for (const [i, to] of verdict.steps.entries()) {
      if (!mayBecome(from, to)) throw new Error(`no transition from ${from} to ${to}`);
      const isLast = i === verdict.steps.length - 1;
      const detail = isLast ? verdict.detail : 'iPay has it: the create did arrive';
      events.push(
        eventOf(occasion, {
          type: `order.${to}`,
          fromState: from,
          state: to,
          detail,
          evidence: isLast ? evidence : null,
        }),
      );
      from = to;
    }
    if (verdict.steps.length === 0 && attentionReason === null) {
      events.push(
        eventOf(occasion, {
          type: flag.answered ? 'order.checked' : 'order.unanswered',
          fromState: order.state,
          state: order.state,
          detail: verdict.detail,
          evidence,
        }),
      );
    }
    if (attentionReason !== null) {
      events.push(
        eventOf(occasion, {
          type: 'order.attention',
          fromState: from,
          state: from,
          detail: flag.attentionDetail ?? verdict.detail,
          evidence: verdict.steps.length === 0 ? evidence : null,
          attentionReason,
        }),
      );
    }
    return events as [NewEvent, ...NewEvent[]];
  }

  /** When to ask next, counted from database times and the length of the question just asked. */
  private plan(
    order: OrderRow,
    state: OrderState,
    evidence: Evidence | null,
    returnedNow = false,
  ): NextCheck {
    const now = order.readAt.getTime() + (evidence?.durationMs ?? 0);
    const since = (moment: Date | null): number => (moment ? now - moment.getTime() : 0);
    const changes = state !== order.state;
    const anchor = state === 'pending' ? order.acceptedAt : changes ? null : order.stateSince;
    const situation = {
      state,
      elapsedMs: since(anchor),
      sinceReturnMs: returnedNow ? 0 : order.returnedAt && since(order.returnedAt),
      attempt: changes ? 0 : order.checkAttempt,
    };
    return nextCheck(this.config.verifySchedule, situation, () => placeInJitter(order.id));
  }

  private async writeOrDrop(change: OrderChange): Promise<OrderRow> {
    return (await this.write(change)) ?? this.reread(change.order);
  }

  private async write(change: OrderChange): Promise<OrderRow | null> {
    const written = await this.repository.apply(change);
    if (written) this.announce(written);
    return written;
  }

  private announce({ merchantId, id, nextCheckAt, readAt }: OrderRow): void {
    this.changes.changed.next({
      merchantId,
      orderId: id,
      nextCheckInMs: nextCheckAt && nextCheckAt.getTime() - readAt.getTime(),
    });
  }

  private async reread({ merchantId, id }: OrderRow): Promise<OrderRow> {
    const fresh = await this.repository.findById(merchantId, id);
    if (!fresh) throw new Error('the order is gone while it was asked about');
    return fresh;
  }
}

/** One order at iPay is one order here. */
const GATEWAY_ORDER_CONSTRAINT = 'orders_gateway_order';

/** @returns `taken` when iPay has named an order that is another one of this merchant's */
async function unlessTaken(change: Promise<OrderRow | null>): Promise<OrderRow | 'taken' | null> {
  try {
    return await change;
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint === GATEWAY_ORDER_CONSTRAINT) return 'taken';
    throw error;
  }
}

function anotherOrders(evidence: Evidence): { detail: string; evidence: Evidence } {
  return { detail: "iPay's answer names an order that is another one of ours", evidence };
}

/** What the schedule itself can flag. */
const FLAG_SENTENCES: Readonly<Partial<Record<AttentionReason, string>>> = {
  'verification-exhausted': 'iPay was asked for a day and the order is still undecided',
  'gateway-error-persists': 'iPay has reported trouble of its own for a day',
  'creation-unresolved': 'it could not be found out whether iPay took the create',
};

function eventOf(
  { cause, actor, requestId }: Occasion,
  event: Pick<NewEvent, 'type' | 'fromState' | 'state' | 'detail' | 'evidence'> &
    Partial<Pick<NewEvent, 'attentionReason'>>,
): NewEvent {
  return { attentionReason: null, cause, actor, requestId, ...event };
}

function toCheckChange({ inMs, priority }: NextCheck, attempt: number): CheckChange {
  return inMs === null ? { kind: 'done' } : { kind: 'at', inMs, priority, attempt };
}
