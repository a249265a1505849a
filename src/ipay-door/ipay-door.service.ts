import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../access';
import { Config } from '../config/config';
import {
  STATUS_TABLE,
  type IpayOrderPlaced,
  type IpayOrderStatus,
  type StatusTable,
} from '../gateway';
import { Problem } from '../http/problem';
import {
  GatewayRejected,
  OrderPlacing,
  OrdersService,
  ReferenceIdUsed,
  ReferenceIdUsedAtGateway,
  type OrderRow,
} from '../orders';
import { VerificationService } from '../verification';
import { readCreate, type DoorTerms } from './create-request';
import { placedAnswer, statusAnswer } from './ipay-answers';
import {
  createUncertain,
  orderNotFound,
  referenceUsed,
  refusal,
  statusUncertain,
} from './ipay-refusals';

/** However often a client asks, iPay is asked once in this time. */
const QUIET_MS = 3_000;
/** Beyond the gateway's own time limit, for the statement that writes its answer down. */
const PATIENCE_MARGIN_MS = 1_000;

/** A request at this door. */
export interface Call {
  merchantId: string;
  caller: Caller;
  requestId: string;
  /** Whether the client is still there to be answered. */
  isAwaited: () => boolean;
}

/**
 * iPay's endpoints over native orders. Whether an acceptance has been told is written down with the
 * acceptance itself, or claimed by the retry that tells it, in both cases before the 200 leaves: so
 * a reference is used once a 200 was given, whatever instance is asked. A 200 that is lost after it
 * has left is lost as it would be at iPay; a client that hung up before is told on its retry.
 */
@Injectable()
export class IpayDoorService {
  constructor(
    private readonly orders: OrdersService,
    private readonly placing: OrderPlacing,
    private readonly verification: VerificationService,
    private readonly config: Config,
    @Inject(STATUS_TABLE) private readonly table: StatusTable,
  ) {}

  /** @throws Problem for every answer but 200 */
  async placeOrder(body: unknown, call: Call): Promise<IpayOrderPlaced> {
    const read = readCreate(body);
    if ('refusal' in read) throw refusal(400, read.refusal);
    const order = (await this.place(read.terms, call)) ?? (await this.retry(read.terms, call));
    const answer = placedAnswer(order);
    if (!answer) throw createUncertain();
    return answer;
  }

  async statusByOrderId(gatewayOrderId: string, call: Call): Promise<IpayOrderStatus> {
    return this.status(
      await this.orders.getOrderByGatewayId(call.merchantId, gatewayOrderId),
      call,
    );
  }

  async statusByReference(referenceId: string, call: Call): Promise<IpayOrderStatus> {
    return this.status(await this.orders.getOrderByReference(call.merchantId, referenceId), call);
  }

  /** @returns null when there is an order under this reference already */
  private async place(terms: DoorTerms, call: Call): Promise<OrderRow | null> {
    const { merchantId, caller, requestId, isAwaited } = call;
    const create = { ...terms, metadata: {}, idempotencyKey: null };
    try {
      const placing = this.placing.placeOrder(merchantId, create, caller, requestId, isAwaited);
      const { order } = await placing;
      // Another request's question has found the acceptance before this one's answer came.
      if (order.doorAnswerDue && isAwaited()) await this.orders.takeDoorAnswer(order);
      return order;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.is(ReferenceIdUsed)) return null;
      if (error.is(ReferenceIdUsedAtGateway)) throw referenceUsed(terms.referenceId);
      if (error.is(GatewayRejected)) throw await this.gatewaysRefusal(terms, call, error.detail);
      throw error;
    }
  }

  /** A create under a used reference: told what the same create before it was not told. */
  private async retry(terms: DoorTerms, call: Call): Promise<OrderRow> {
    const earlier = await this.orders.getOrderByReference(call.merchantId, terms.referenceId);
    const isOwed = earlier.doorAnswerDue && earlier.state !== 'rejected';
    if (!isOwed || !isSameCreate(earlier, terms)) {
      throw referenceUsed(terms.referenceId);
    }
    const order = earlier.state === 'creating' ? (await this.latest(earlier, call)).order : earlier;
    if (!placedAnswer(order) || !call.isAwaited()) throw createUncertain();
    if (!(await this.orders.takeDoorAnswer(order))) throw referenceUsed(terms.referenceId);
    return order;
  }

  private async status(found: OrderRow, call: Call): Promise<IpayOrderStatus> {
    const isKnown = found.state === 'paid' || found.state === 'rejected';
    const { order, answered } = isKnown
      ? { order: found, answered: null }
      : await this.latest(found, call);
    if (order.state === 'rejected') throw orderNotFound();
    const isSilent = answered === false && order.state !== 'paid';
    const answer = isSilent ? null : statusAnswer(order, this.table);
    if (!answer) throw statusUncertain();
    return answer;
  }

  private latest(order: OrderRow, { caller, requestId }: Call) {
    return this.verification.followHint(
      order,
      { cause: 'api', actor: caller.actor, requestId },
      { patienceMs: this.config.ipayTimeoutMs + PATIENCE_MARGIN_MS, quietMs: QUIET_MS },
    );
  }

  /** iPay's own status and words; the status stands in the evidence of the timeline. */
  private async gatewaysRefusal(
    { referenceId }: DoorTerms,
    { merchantId }: Call,
    message: string,
  ): Promise<Problem> {
    const order = await this.orders.getOrderByReference(merchantId, referenceId);
    const { decidedBy } = await this.orders.explain(order);
    const evidence = decidedBy?.evidence as { httpStatus?: unknown } | null | undefined;
    return refusal(evidence?.httpStatus === 400 ? 400 : 422, message);
  }
}

function isSameCreate(order: OrderRow, terms: DoorTerms): boolean {
  return (Object.keys(terms) as (keyof DoorTerms)[]).every((name) => order[name] === terms[name]);
}
