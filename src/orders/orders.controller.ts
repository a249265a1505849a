import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, RequireScope, merchantIdFor } from '../access';
import { parseAmount } from '../gateway';
import { Answers, Operation, Refuses, Tag, TakesHeader } from '../http/contract';
import { validationFailed } from '../http/http.problems';
import { decodeSeqCursor, encodeSeqCursor } from '../http/page';
import { PageQuery, toLimit, toPageRequest } from '../http/page.query';
import { fromTypedId, toTypedId } from '../http/typed-id';
import { CredentialsMissing } from '../merchants';
import { ClaimFulfilmentDto } from './dto/claim-fulfilment.dto';
import { CreateOrderDto } from './dto/create-order.dto';
import { ListOrdersQuery, toFilters } from './dto/list-orders.query';
import { isReferenceId } from './dto/order-rules';
import { toEventResponse, toOrderResponse } from './dto/order.response';
import {
  eventPageSchema,
  explanationSchema,
  orderPageSchema,
  orderSchema,
} from './dto/order.schema';
import { ReadOrderQuery, toWait } from './dto/read-order.query';
import { ResolveAttentionDto } from './dto/resolve-attention.dto';
import { FulfilmentService } from './fulfilment.service';
import { OrderPlacing } from './order-placing.service';
import type { OrderRow } from './order-row';
import { OrderWait } from './order-wait.service';
import {
  AlreadyFulfilled,
  EnvironmentMismatch,
  GatewayCredentialsRejected,
  GatewayRejected,
  GatewayUnavailable,
  IdempotencyKeyReused,
  MerchantSuspended,
  NoAttention,
  NotPaid,
  OrderNotFound,
  ReferenceIdUsed,
  ReferenceIdUsedAtGateway,
} from './orders.problems';
import { OrdersService } from './orders.service';
import { Problem } from '../http/problem';

const RETRY_AFTER_SECONDS = '1';
const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/;
const LOCATION = { Location: 'The address of the order.' };
const REPLAYED = { 'Idempotent-Replayed': '`true` where the same request came before.' };

@Tag('Orders')
@Controller('v1')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly placing: OrderPlacing,
    private readonly waiting: OrderWait,
    private readonly fulfilment: FulfilmentService,
  ) {}

  @Post('merchants/:merchant/orders')
  @Operation(
    'createOrder',
    'Create an order',
    'Written first, then sent to iPay. Repeating it is safe: one reference makes one order at most.',
  )
  @TakesHeader({
    name: 'Idempotency-Key',
    description: 'The same key and body again answer with the order as it is by then.',
    pattern: IDEMPOTENCY_KEY,
  })
  @Answers(201, orderSchema, 'iPay has accepted it; `paymentUrl` is ready.', LOCATION)
  @Answers(202, orderSchema, 'Sent, but no certain answer yet; it becomes pending or rejected.', {
    ...LOCATION,
    ...REPLAYED,
    'Retry-After': 'Seconds until it is worth reading.',
  })
  @Answers(200, orderSchema, 'The same `Idempotency-Key` and body came before.', {
    ...LOCATION,
    ...REPLAYED,
  })
  @Refuses(
    ReferenceIdUsed,
    ReferenceIdUsedAtGateway,
    MerchantSuspended,
    CredentialsMissing,
    IdempotencyKeyReused,
    GatewayRejected,
    GatewayCredentialsRejected,
    GatewayUnavailable,
  )
  @RequireScope('orders:write')
  async create(
    @Param('merchant') merchant: string,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Body() body: CreateOrderDto,
    @Caller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { order, replayed } = await this.placing.placeOrder(
      merchantIdFor(caller, merchant),
      toTerms(body, idempotencyKey),
      caller,
      request.id,
    );
    const isUncertain = order.state === 'creating';
    void reply.status(isUncertain ? 202 : replayed ? 200 : 201);
    void reply.header('location', locationOf(order));
    if (replayed) void reply.header('idempotent-replayed', 'true');
    if (isUncertain) void reply.header('retry-after', RETRY_AFTER_SECONDS);
    return toOrderResponse(order);
  }

  @Get('merchants/:merchant/orders')
  @Operation('listOrders', 'List the orders of a merchant, newest first')
  @Answers(200, orderPageSchema, 'A page of orders.')
  @RequireScope('orders:read')
  list(
    @Param('merchant') merchant: string,
    @Query() query: ListOrdersQuery,
    @Caller() caller: Caller,
  ) {
    const merchantId = merchantIdFor(caller, merchant);
    return this.orders.listOfMerchant(
      merchantId,
      toFilters(query, [merchantId]),
      toPageRequest(query),
    );
  }

  @Get('orders')
  @Operation('listAllOrders', 'List the orders of all merchants that the token sees')
  @Answers(200, orderPageSchema, 'A page of orders.')
  @RequireScope('orders:read')
  listAll(@Query() query: ListOrdersQuery, @Caller() caller: Caller) {
    return this.orders.list(toFilters(query, caller.merchantIds), toPageRequest(query));
  }

  @Get('merchants/:merchant/orders/by-reference/:referenceId')
  @Operation('readOrderByReference', "Read an order by the platform's own id")
  @Answers(200, orderSchema, 'The order.')
  @Refuses(OrderNotFound)
  @RequireScope('orders:read')
  async readByReference(
    @Param('merchant') merchant: string,
    @Param('referenceId') referenceId: string,
    @Caller() caller: Caller,
  ) {
    const merchantId = merchantIdFor(caller, merchant);
    if (!isReferenceId(referenceId)) throw new Problem(OrderNotFound, OrderNotFound.title);
    return toOrderResponse(await this.orders.getOrderByReference(merchantId, referenceId));
  }

  @Get('merchants/:merchant/orders/:order')
  @Operation('readOrder', 'Read an order', 'With `wait` a long poll.')
  @Answers(200, orderSchema, 'The order, as it is now.')
  @Refuses(OrderNotFound)
  @RequireScope('orders:read')
  async read(
    @Param('merchant') merchant: string,
    @Param('order') order: string,
    @Query() query: ReadOrderQuery,
    @Caller() caller: Caller,
    @Req() request: FastifyRequest,
  ) {
    const { waitMs, until } = toWait(query);
    const found = await this.find(caller, merchant, order);
    if (waitMs === 0) return toOrderResponse(found);
    return toOrderResponse(await this.waiting.wait(found, until, waitMs, request.signal));
  }

  @Get('merchants/:merchant/orders/:order/events')
  @Operation('listOrderEvents', 'Read the timeline of an order, oldest first')
  @Answers(200, eventPageSchema, 'A page of events.')
  @Refuses(OrderNotFound)
  @RequireScope('orders:read')
  async timeline(
    @Param('merchant') merchant: string,
    @Param('order') order: string,
    @Query() query: PageQuery,
    @Caller() caller: Caller,
  ) {
    const limit = toLimit(query);
    const after = query.cursor === undefined ? 0 : decodeSeqCursor(query.cursor);
    const found = await this.find(caller, merchant, order);
    const events = await this.orders.timeline(found, after, limit);
    const shown = events.slice(0, limit);
    const last = shown.at(-1);
    return {
      data: shown.map(toEventResponse),
      nextCursor: events.length > limit && last ? encodeSeqCursor(last.seq) : null,
    };
  }

  @Get('merchants/:merchant/orders/:order/explain')
  @Operation('explainOrder', 'Say why an order stands where it stands')
  @Answers(200, explanationSchema, 'In words and fields.')
  @Refuses(OrderNotFound)
  @RequireScope('orders:read')
  async explain(
    @Param('merchant') merchant: string,
    @Param('order') order: string,
    @Caller() caller: Caller,
  ) {
    const found = await this.find(caller, merchant, order);
    const { decidedBy, summary, wouldChange, mayAct } = await this.orders.explain(found);
    const { id, state, attention, gateway } = toOrderResponse(found);
    return {
      orderId: id,
      state,
      since: found.stateSince,
      summary,
      decidedBy: decidedBy && toEventResponse(decidedBy),
      attention,
      wouldChange,
      nextCheckAt: gateway.nextCheckAt,
      mayAct,
    };
  }

  @Post('merchants/:merchant/orders/:order/attention/resolve')
  @Operation('resolveAttention', 'Clear the flag of an order')
  @Answers(200, orderSchema, 'The order, without the flag.')
  @Refuses(OrderNotFound, NoAttention)
  @RequireScope('orders:write')
  @HttpCode(200)
  async resolveAttention(
    @Param('merchant') merchant: string,
    @Param('order') order: string,
    @Body() body: ResolveAttentionDto,
    @Caller() caller: Caller,
    @Req() request: FastifyRequest,
  ) {
    const found = await this.find(caller, merchant, order);
    const occasion = { cause: 'operator', actor: caller.actor, requestId: request.id } as const;
    return toOrderResponse(await this.orders.resolveAttention(found, body.note, occasion));
  }

  /** 201 for the first claim, 200 for the same again, 409 for any other. */
  @Post('merchants/:merchant/orders/:order/fulfilment')
  @Operation(
    'claimFulfilment',
    'Claim a paid order for fulfilment',
    'The claim that makes double shipping impossible: exactly one succeeds.',
  )
  @Answers(201, orderSchema, 'The claim is yours: ship.')
  @Answers(200, orderSchema, 'It was yours already: the same `claimId` came before.')
  @Refuses(OrderNotFound, AlreadyFulfilled, NotPaid, EnvironmentMismatch)
  @RequireScope('orders:write')
  async claimFulfilment(
    @Param('merchant') merchant: string,
    @Param('order') order: string,
    @Body() body: ClaimFulfilmentDto,
    @Caller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.find(caller, merchant, order);
    const claim = await this.fulfilment.claim(found, body, caller.actor, request.id);
    void reply.status(claim.isFirst ? 201 : 200);
    return toOrderResponse(claim.order);
  }

  private find(caller: Caller, merchant: string, order: string): Promise<OrderRow> {
    return this.orders.getOrder(merchantIdFor(caller, merchant), fromTypedId('ord', order));
  }
}

function toTerms(body: CreateOrderDto, idempotencyKey: string | undefined) {
  const { amount, metadata = {}, ...texts } = body;
  if (idempotencyKey !== undefined && !IDEMPOTENCY_KEY.test(idempotencyKey)) {
    throw validationFailed([
      { field: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' },
    ]);
  }
  const amountMinor = parseAmount(amount);
  if (amountMinor === null) throw new Error('the amount was validated');
  return { ...texts, amountMinor, metadata, idempotencyKey: idempotencyKey ?? null };
}

function locationOf({ merchantId, id }: OrderRow): string {
  return `/v1/merchants/${toTypedId('mrc', merchantId)}/orders/${toTypedId('ord', id)}`;
}
