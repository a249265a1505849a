import { Controller, Get, Param } from '@nestjs/common';
import { Caller, RequireScope, merchantIdFor } from '../access';
import { Answers, Operation, Refuses, Tag } from '../http/contract';
import { fromTypedId } from '../http/typed-id';
import { OrderNotFound, OrdersService } from '../orders';
import { DeliveriesService } from './deliveries.service';
import { orderDeliveriesSchema, type OrderDeliveries } from './dto/delivery';
import { seesPlatform } from './webhook-owner';

@Tag('Webhooks')
@Controller('v1/merchants/:merchant/orders/:order/deliveries')
export class OrderDeliveriesController {
  constructor(
    private readonly orders: OrdersService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Get()
  @Operation(
    'listOrderDeliveries',
    'List who was told of an order, newest first',
    'Endpoints over all merchants are shown to tokens for all merchants only.',
  )
  @Answers(200, orderDeliveriesSchema, 'The deliveries of all its events.')
  @Refuses(OrderNotFound)
  @RequireScope('webhooks:read')
  async list(
    @Param('merchant') merchant: string,
    @Param('order') order: string,
    @Caller() caller: Caller,
  ): Promise<OrderDeliveries> {
    const merchantId = merchantIdFor(caller, merchant);
    const found = await this.orders.getOrder(merchantId, fromTypedId('ord', order));
    return this.deliveries.ofOrder(found, { withPlatform: seesPlatform(caller) });
  }
}
