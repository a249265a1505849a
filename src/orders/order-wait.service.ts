import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Subject, filter, firstValueFrom, merge, race, timer } from 'rxjs';
import { OrderChanges } from './order-changes';
import type { OrderRow } from './order-row';
import { isOpen } from './order-state';
import { OrdersService } from './orders.service';

/** Another instance may have made the change; this one hears of its own at once. */
const LOOK_AGAIN_MS = 500;

export type WaitUntil = 'end' | 'payable';

/** Holds a request until an order has come far enough. */
@Injectable()
export class OrderWait implements BeforeApplicationShutdown {
  private readonly draining = new Subject<void>();
  private isDraining = false;

  constructor(
    private readonly orders: OrdersService,
    private readonly changes: OrderChanges,
  ) {}

  /** @returns the order as it is then, or as it is when `waitMs` are over or the caller is gone */
  async wait(
    order: OrderRow,
    until: WaitUntil,
    waitMs: number,
    callerIsGone: AbortSignal,
  ): Promise<OrderRow> {
    const deadline = performance.now() + waitMs;
    let current = order;
    while (!hasCome(current, until) && !this.isDraining && !callerIsGone.aborted) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) break;
      await this.nextLook(current, Math.min(LOOK_AGAIN_MS, leftMs));
      current = await this.orders.getOrder(current.merchantId, current.id);
    }
    return current;
  }

  /** Long polls are answered with what is known: the caller asks the next instance. */
  beforeApplicationShutdown(): void {
    this.isDraining = true;
    this.draining.next();
  }

  private async nextLook({ id }: OrderRow, inMs: number): Promise<void> {
    const ownChange = this.changes.changed.pipe(filter(({ orderId }) => orderId === id));
    await firstValueFrom(race(timer(inMs), merge(ownChange, this.draining)));
  }
}

function hasCome({ state, paymentUrl }: OrderRow, until: WaitUntil): boolean {
  return !isOpen(state) || (until === 'payable' && paymentUrl !== null);
}
