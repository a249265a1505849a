import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, RequireScope, merchantIdFor } from '../access';
import { Answers, Operation, Refuses, Tag } from '../http/contract';
import { fromTypedId } from '../http/typed-id';
import { OrderNotFound, OrdersService, orderSchema, toOrderResponse } from '../orders';
import { VerificationService } from './verification.service';

@Tag('Orders')
@Controller('v1/merchants/:merchant/orders/:order')
export class VerificationController {
  constructor(
    private readonly orders: OrdersService,
    private readonly verification: VerificationService,
  ) {}

  /** Ask iPay now: 200 with the fresh order, 202 where iPay did not answer and a check is due. */
  @Post('verify')
  @Operation('verifyOrder', 'Ask iPay about an order now')
  @Answers(200, orderSchema, 'The order after the answer.')
  @Answers(202, orderSchema, 'iPay did not answer in time; a check is due.')
  @Refuses(OrderNotFound)
  @RequireScope('orders:write')
  async verify(
    @Param('merchant') merchant: string,
    @Param('order') order: string,
    @Caller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.orders.getOrder(
      merchantIdFor(caller, merchant),
      fromTypedId('ord', order),
    );
    const asked = await this.verification.verify(found, {
      cause: 'api',
      actor: caller.actor,
      requestId: request.id,
    });
    void reply.status(asked.answered ? 200 : 202);
    return toOrderResponse(asked.order);
  }
}
