import { Injectable } from '@nestjs/common';
import { merchantNotFound } from '../access';
import type { PageRequest } from '../http/page.query';
import { toPage, type Page } from '../http/page';
import { Problem } from '../http/problem';
import { toOrderResponse } from './dto/order.response';
import { OrderBook, type Occasion } from './order-book.service';
import { explain, type Explanation } from './order-explanation';
import type { OrderEventEntity } from './order-event.entity';
import { OrderListRepository, type OrderFilters } from './order-list.repository';
import type { OrderRow } from './order-row';
import { NoAttention, OrderNotFound } from './orders.problems';
import { OrdersRepository } from './orders.repository';

/** Reads orders and their timelines; clears flags. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly repository: OrdersRepository,
    private readonly lists: OrderListRepository,
    private readonly book: OrderBook,
  ) {}

  async getOrder(merchantId: string, id: string | null): Promise<OrderRow> {
    const order = id === null ? null : await this.repository.findById(merchantId, id);
    return order ?? this.notFound(merchantId);
  }

  async getOrderByReference(merchantId: string, referenceId: string): Promise<OrderRow> {
    const order = await this.repository.findByReference(merchantId, referenceId);
    return order ?? this.notFound(merchantId);
  }

  /** @param gatewayOrderId iPay's own */
  async getOrderByGatewayId(merchantId: string, gatewayOrderId: string): Promise<OrderRow> {
    const order = await this.repository.findByGatewayOrder(merchantId, gatewayOrderId);
    return order ?? this.notFound(merchantId);
  }

  /**
   * Claims the one answer that iPay's own door gives to an accepted create.
   * @returns false where it was given before, or there is nothing to tell
   */
  async takeDoorAnswer(order: OrderRow): Promise<boolean> {
    return this.repository.takeDoorAnswer(order);
  }

  async list(
    filters: OrderFilters,
    page: PageRequest,
  ): Promise<Page<ReturnType<typeof toOrderResponse>>> {
    const rows = await this.lists.list(filters, page);
    return toPage(
      rows,
      page.limit,
      ({ createdAtMicros, id }) => ({ createdAtMicros: createdAtMicros.toString(), id }),
      toOrderResponse,
    );
  }

  async listOfMerchant(
    merchantId: string,
    filters: OrderFilters,
    page: PageRequest,
  ): Promise<Page<ReturnType<typeof toOrderResponse>>> {
    const listed = await this.list(filters, page);
    if (listed.data.length === 0) await this.merchantMustExist(merchantId);
    return listed;
  }

  /** Oldest first; one row more than `limit` where there is a next page. */
  async timeline(
    order: OrderRow,
    afterSeq: number,
    limit: number,
  ): Promise<readonly OrderEventEntity[]> {
    return this.repository.events(order.merchantId, order.id, afterSeq, limit + 1);
  }

  async explain(
    order: OrderRow,
  ): Promise<Explanation & { decidedBy: OrderEventEntity | null; order: OrderRow }> {
    const decidedBy = await this.repository.lastTransition(order.merchantId, order.id);
    return { ...explain(order), decidedBy, order };
  }

  async resolveAttention(order: OrderRow, note: string, occasion: Occasion): Promise<OrderRow> {
    if (!order.attentionReason) {
      throw new Problem(NoAttention, 'Nothing needs an operator here');
    }
    return this.book.attentionResolved(order, note, occasion);
  }

  private async notFound(merchantId: string): Promise<never> {
    await this.merchantMustExist(merchantId);
    throw new Problem(OrderNotFound, OrderNotFound.title);
  }

  private async merchantMustExist(merchantId: string): Promise<void> {
    if ((await this.repository.environmentOf(merchantId)) === null) {
      throw merchantNotFound();
    }
  }
}
