import { Injectable } from '@nestjs/common';
import type { Occasion, OrderRow } from '../orders';
import { Asking, type Asked } from './asking.service';
import { JointAsking, type JointlyAsked, type JointOptions } from './joint-asking.service';

/** The use cases of a question: by a worker's turn, by a platform, by a buyer's return. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly asking: Asking,
    private readonly joint: JointAsking,
  ) {}

  /** A platform or an operator wants to know now. A create that is on the wire is not disturbed. */
  async verify(order: OrderRow, occasion: Occasion): Promise<Asked> {
    if (order.state !== 'creating') return this.asking.ask(order, occasion, { insist: true });
    const claimed = await this.asking.claim(order.merchantId, order.id, 0);
    return claimed
      ? this.asking.ask(claimed, occasion, { insist: true })
      : { order, answered: false };
  }

  /** A hint that something may have happened: whoever has one waits for the same answer. */
  followHint(order: OrderRow, occasion: Occasion, options: JointOptions): Promise<JointlyAsked> {
    return this.joint.ask(order, occasion, options);
  }
}
