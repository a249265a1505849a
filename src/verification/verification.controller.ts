import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, RequireScope, merchantIdFor } from '../access';
import { fromTypedId } from '../http/typed-id';
import { OrdersService, toOrderResponse } from '../orders';
import { VerificationService } from './verification.service';

@Controller('v1/merchants/:merchant/orders/:order')
export class VerificationController {
  constructor(
    private readonly orders: OrdersService,
    private readonly verification: VerificationService,
  ) {}

  /** Ask iPay now: 200 with the fresh order, 202 where iPay did not answer and a check is due. */
  @Post('verify')
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
