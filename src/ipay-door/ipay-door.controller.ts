import { Body, Controller, Get, HttpCode, Param, Post, Req, UseFilters } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Caller, RequireScope } from '../access';
import type { IpayOrderPlaced, IpayOrderStatus } from '../gateway';
import { Answers, Operation, Refuses, RefusesAs, Tag, TakesBody } from '../http/contract';
import { isText } from '../http/text';
import {
  GatewayCredentialsRejected,
  GatewayRejected,
  GatewayUnavailable,
  OrderNotFound,
  ReferenceIdUsed,
  ReferenceIdUsedAtGateway,
  isReferenceId,
} from '../orders';
import { IpayDoorFilter } from './ipay-door.filter';
import { IpayDoorService, type Call } from './ipay-door.service';
import { invalidApiKey, orderNotFound } from './ipay-refusals';
import {
  ipayMessageSchema,
  ipayOrderPlacedSchema,
  ipayOrderSchema,
  ipayOrderStatusSchema,
} from './ipay-schemas';

const LONGEST_ORDER_ID = 25;

/** Code written against iPay moves here by changing base URL and key. */
@Tag("iPay's own endpoints")
@RefusesAs(ipayMessageSchema)
@UseFilters(IpayDoorFilter)
@Controller('ipay/order')
export class IpayDoorController {
  constructor(private readonly door: IpayDoorService) {}

  @Post()
  @Operation(
    'placeIpayOrder',
    'Create an order, as at iPay',
    'For clients written against iPay; the token stands for exactly one merchant.',
  )
  @TakesBody(ipayOrderSchema)
  @Answers(200, ipayOrderPlacedSchema, 'iPay has accepted it.')
  @Refuses(
    OrderNotFound,
    ReferenceIdUsed,
    ReferenceIdUsedAtGateway,
    GatewayRejected,
    GatewayCredentialsRejected,
    GatewayUnavailable,
  )
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
  @Operation('readIpayStatus', "Read the status of an order by iPay's id, as at iPay")
  @Answers(200, ipayOrderStatusSchema, 'The status in the words of iPay.')
  @Refuses(OrderNotFound)
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
  @Operation(
    'readIpayStatusByReference',
    'Read the status of an order by its reference, as at iPay',
  )
  @Answers(200, ipayOrderStatusSchema, 'The status in the words of iPay.')
  @Refuses(OrderNotFound)
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
