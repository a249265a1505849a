import { Injectable } from '@nestjs/common';
import type { Occasion, OrderRow } from '../orders';
import { Asking, type Asked } from './asking.service';

/** The use cases of a question: by a worker's turn, by a platform, by a buyer's return. */
@Injectable()
export class VerificationService {
  constructor(private readonly asking: Asking) {}

  /** A platform or an operator wants to know now. A create that is on the wire is not disturbed. */
  async verify(order: OrderRow, occasion: Occasion): Promise<Asked> {
    if (order.state !== 'creating') return this.asking.ask(order, occasion, { insist: true });
    const claimed = await this.asking.claim(order.merchantId, order.id, 0);
    return claimed
      ? this.asking.ask(claimed, occasion, { insist: true })
      : { order, answered: false };
  }

  /**
   * The buyer's browser came back: a hint, worth at most one question in `quietMs`.
   * @returns null when nothing was asked
   */
  async followHint(
    order: OrderRow,
    occasion: Occasion,
    { timeoutMs, quietMs }: { timeoutMs: number; quietMs: number },
  ): Promise<Asked | null> {
    const claimed = await this.asking.claim(order.merchantId, order.id, quietMs);
    return claimed && this.asking.ask(claimed, occasion, { timeoutMs });
  }
}
