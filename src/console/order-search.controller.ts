import { Controller, Get, Query } from '@nestjs/common';
import { Caller, RequireScope } from '../access';
import { Answers, Operation, Tag } from '../http/contract';
import { fromTypedId } from '../http/typed-id';
import { toOrderResponse } from '../orders';
import { SearchQuery } from './dto/search.query';
import { foundOrdersSchema } from './dto/found-orders';
import { OrderSearchRepository } from './order-search.repository';

@Tag('Orders')
@Controller('v1/orders/search')
export class OrderSearchController {
  constructor(private readonly orders: OrderSearchRepository) {}

  /** One box for whatever a merchant reads out. */
  @Get()
  @Operation(
    'searchOrders',
    'Find orders by any of their ids',
    "By the merchant's reference, exactly; by our id, iPay's order id or the transaction id, in capitals or not; newest first, at most 20.",
  )
  @Answers(200, foundOrdersSchema, 'The orders that carry it.')
  @RequireScope('orders:read')
  async search(@Query() { q }: SearchQuery, @Caller() caller: Caller) {
    const text = q.trim();
    const id = fromTypedId('ord', text.toLowerCase());
    const found = await this.orders.find(text, id, caller.merchantIds);
    return { data: found.map(toOrderResponse) };
  }
}
