import { Injectable } from '@nestjs/common';
import { Problem } from '../http/problem';
import { FulfilmentRepository, type FulfilmentClaim } from './fulfilment.repository';
import type { OrderRow } from './order-row';
import { AlreadyFulfilled, EnvironmentMismatch, NotPaid } from './orders.problems';
import { OrdersService } from './orders.service';

/** The claim that makes double shipping impossible. */
@Injectable()
export class FulfilmentService {
  constructor(
    private readonly repository: FulfilmentRepository,
    private readonly orders: OrdersService,
  ) {}

  /** @throws Problem `not-paid`, `already-fulfilled` or `environment-mismatch` */
  async claim(
    order: OrderRow,
    claim: FulfilmentClaim,
    actor: string,
    requestId: string,
  ): Promise<{ order: OrderRow; isFirst: boolean }> {
    const claimed = await this.repository.claim(order, claim, actor, requestId);
    if (claimed) return { order: claimed, isFirst: true };
    const current = await this.orders.getOrder(order.merchantId, order.id);
    if (current.fulfilmentClaimId === claim.claimId) return { order: current, isFirst: false };
    throw hindranceOf(current);
  }
}

function hindranceOf(order: OrderRow): Problem {
  if (order.fulfilledAt) {
    return new Problem(AlreadyFulfilled, 'Ship nothing: somebody else does', {
      members: {
        fulfilment: {
          by: order.fulfilledBy,
          claimId: order.fulfilmentClaimId,
          at: order.fulfilledAt,
        },
      },
    });
  }
  return order.state === 'paid'
    ? new Problem(EnvironmentMismatch, `The order was paid with ${order.environment} money`)
    : new Problem(NotPaid, `The order is ${order.state}`, { members: { state: order.state } });
}
