import { Body, Controller, Get, HttpCode, Param, Post, Req, UseFilters } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Caller, RequireScope } from '../access';
import type { IpayOrderPlaced, IpayOrderStatus } from '../gateway';
import { isText } from '../http/text';
import { isReferenceId } from '../orders';
import { IpayDoorFilter } from './ipay-door.filter';
import { IpayDoorService, type Call } from './ipay-door.service';
import { invalidApiKey, orderNotFound } from './ipay-refusals';

const LONGEST_ORDER_ID = 25;

/** Code written against iPay moves here by changing base URL and key. */
@UseFilters(IpayDoorFilter)
@Controller('ipay/order')
export class IpayDoorController {
  constructor(private readonly door: IpayDoorService) {}

  @Post()
  @HttpCode(200)
  @RequireScope('orders:write')
  placeOrder(
    @Body() body: unknown,
    @Caller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<IpayOrderPlaced> {
    return this.door.placeOrder(body, callOf(caller, request));
  }

  @Get(':orderId/status')
  @RequireScope('orders:read')
  statusByOrderId(
    @Param('orderId') orderId: string,
    @Caller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<IpayOrderStatus> {
    const call = callOf(caller, request);
    if (!isText(orderId, 1, LONGEST_ORDER_ID)) throw orderNotFound();
    return this.door.statusByOrderId(orderId, call);
  }

  @Get('referenceId/:referenceId/status')
  @RequireScope('orders:read')
  statusByReference(
    @Param('referenceId') referenceId: string,
    @Caller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<IpayOrderStatus> {
    const call = callOf(caller, request);
    if (!isReferenceId(referenceId)) throw orderNotFound();
    return this.door.statusByReference(referenceId, call);
  }
}

/** iPay's addresses name no merchant, so the token has to: it stands for exactly one. */
function callOf(caller: Caller, { id, raw }: FastifyRequest): Call {
  const [merchantId, ...others] = caller.merchantIds ?? [];
  if (merchantId === undefined || others.length > 0) throw invalidApiKey();
  return { merchantId, caller, requestId: id, isAwaited: () => raw.socket.writable };
}
