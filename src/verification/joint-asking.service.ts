import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { OrdersService, type Occasion, type OrderRow } from '../orders';
import { Asking, type Asked } from './asking.service';

/** How often the answer to somebody else's question is looked for. */
const LOOKS_AFTER_MS = [100, 200, 400, 800, 1_500];

export interface JointOptions {
  /** Nobody waits longer than this for one answer. */
  patienceMs: number;
  /** However many want to know, they cause one question in this time. */
  quietMs: number;
}

export interface JointlyAsked {
  order: OrderRow;
  /** Whether iPay gave an answer in time; null: it was not asked now, the order is the latest known. */
  answered: boolean | null;
}

/** Many may want to know at once, on many instances: one question answers them all. */
@Injectable()
export class JointAsking {
  private readonly logger = new Logger(JointAsking.name);
  /** By order: those who come together wait for one answer. */
  private readonly underWay = new Map<string, Promise<JointlyAsked>>();

  constructor(
    private readonly asking: Asking,
    private readonly orders: OrdersService,
  ) {}

  ask(order: OrderRow, occasion: Occasion, options: JointOptions): Promise<JointlyAsked> {
    const answer = this.underWay.get(order.id) ?? this.start(order, occasion, options);
    return within(options.patienceMs, answer, { order, answered: false });
  }

  private start(order: OrderRow, occasion: Occasion, options: JointOptions): Promise<JointlyAsked> {
    const answer = this.claimAndAsk(order, occasion, options).finally(() =>
      this.underWay.delete(order.id),
    );
    // Those who wait for it may have lost their patience when it fails.
    answer.catch((error: unknown) => {
      this.logger.warn({ err: error, orderId: order.id }, 'an order could not be asked about');
    });
    this.underWay.set(order.id, answer);
    return answer;
  }

  private async claimAndAsk(
    { merchantId, id }: OrderRow,
    occasion: Occasion,
    { patienceMs, quietMs }: JointOptions,
  ): Promise<Asked | JointlyAsked> {
    const claimed = await this.asking.claim(merchantId, id, quietMs);
    if (claimed) return this.asking.ask(claimed, occasion, { timeoutMs: patienceMs });
    return { order: await this.othersAnswer(merchantId, id), answered: null };
  }

  /** Somebody has just asked, or is asking: the answer is in Postgres, or soon will be. */
  private async othersAnswer(merchantId: string, id: string): Promise<OrderRow> {
    let order = await this.orders.getOrder(merchantId, id);
    for (const pauseMs of LOOKS_AFTER_MS) {
      if (!order.isLeased) break;
      await setTimeout(pauseMs);
      order = await this.orders.getOrder(merchantId, id);
    }
    return order;
  }
}

async function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([work, setTimeout(ms, otherwise, { signal: over.signal })]);
  } finally {
    over.abort();
  }
}
