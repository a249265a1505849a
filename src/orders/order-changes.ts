import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';

export interface OrderChanged {
  merchantId: string;
  orderId: string;
  /** Milliseconds until iPay is to be asked next; null when nothing more is asked. */
  nextCheckInMs: number | null;
}

/**
 * Announced in this process after the commit. A nudge to look now and no more: what has to be done
 * stands in Postgres, so a lost nudge costs a second, never an order.
 */
@Injectable()
export class OrderChanges {
  readonly changed = new Subject<OrderChanged>();
}
