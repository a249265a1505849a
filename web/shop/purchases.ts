import { randomUUID } from 'node:crypto';
import { isNewer, type Order } from '@ipay-connect/client';
import { productOf, type Product } from './catalogue';

/** What somebody has bought or tried to buy. */
export interface Purchase {
  /** The shop's own number: iPay and the service know the order by it. */
  readonly referenceId: string;
  readonly product: Product;
  readonly placedAt: Date;
  /** What the service last said, by its answers and its webhooks; null until it has said anything. */
  order: Order | null;
  /** The parcel's number, once there is one. */
  parcel: string | null;
}

/** The shop's memory. A real shop keeps it in a database. */
export class Purchases {
  private readonly known = new Map<string, Purchase>();

  begin(product: Product): Purchase {
    const referenceId = `shop-${randomUUID().slice(0, 13)}`;
    return this.keep({ referenceId, product, placedAt: new Date(), order: null, parcel: null });
  }

  find(referenceId: string): Purchase | undefined {
    return this.known.get(referenceId);
  }

  /** Newest first. */
  newest(): Purchase[] {
    return [...this.known.values()].sort((a, b) => b.placedAt.getTime() - a.placedAt.getTime());
  }

  /**
   * Takes in what the service says of an order; answers and webhooks may overtake each other. One
   * that was forgotten over a restart is taken up again.
   * @returns undefined where the order is not the shop's
   */
  learn(order: Order): Purchase | undefined {
    const purchase = this.known.get(order.referenceId) ?? this.recall(order);
    if (purchase && isNewer(order, purchase.order)) purchase.order = order;
    return purchase;
  }

  private recall(order: Order): Purchase | undefined {
    const product = productOf(order.metadata.product);
    if (!product) return undefined;
    const { referenceId, fulfilment, createdAt } = order;
    const parcel = fulfilment && parcelOf(referenceId);
    return this.keep({ referenceId, product, placedAt: new Date(createdAt), order, parcel });
  }

  private keep(purchase: Purchase): Purchase {
    this.known.set(purchase.referenceId, purchase);
    return purchase;
  }
}

/** The same purchase always goes into the same parcel, so packing it again changes nothing. */
export function parcelOf(referenceId: string): string {
  return `parcel-${referenceId.replace(/^shop-/, '')}`;
}
