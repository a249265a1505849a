import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, RequireScope } from '../access';
import { Answers, Operation, Refuses, Tag } from '../http/contract';
import type { Page } from '../http/page';
import { PageQuery } from '../http/page.query';
import { DeliveriesService } from './deliveries.service';
import { ChangeWebhookDto } from './dto/change-webhook.dto';
import { CreateWebhookDto } from './dto/create-webhook.dto';
import {
  deliveryPageSchema,
  deliverySchema,
  replayCountSchema,
  replaySchema,
  type Delivery,
  type ReplayCount,
} from './dto/delivery';
import { ListDeliveriesQuery } from './dto/list-deliveries.query';
import { ReplayDto } from './dto/replay.dto';
import { RotateSecretDto } from './dto/rotate-secret.dto';
import {
  webhookPageSchema,
  webhookSchema,
  webhookWithSecretSchema,
  type Webhook,
  type WebhookWithSecret,
} from './dto/webhook';
import { endpointFor, ownerFor } from './webhook-owner';
import {
  DeliveryNotFound,
  ReplayTooLarge,
  WebhookDisabled,
  WebhookLimitReached,
  WebhookNotFound,
} from './webhooks.problems';
import { WebhooksService } from './webhooks.service';

/** Without a merchant in the address: the endpoints that hear all merchants. */
@Tag('Webhooks')
@Controller(['v1/merchants/:merchant/webhooks', 'v1/webhooks'])
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Post()
  @Operation('createWebhook', 'Register a webhook endpoint')
  @Answers(201, webhookWithSecretSchema, 'The endpoint, with its secret.', {
    Location: 'Its address.',
  })
  @Refuses(WebhookLimitReached)
  @RequireScope('webhooks:write')
  @Header('cache-control', 'no-store')
  async create(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Body() dto: CreateWebhookDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookWithSecret> {
    const webhook = await this.webhooks.create(ownerFor(caller, merchant), dto);
    const [path] = request.url.split('?');
    void reply.header('location', `${path ?? ''}/${webhook.id}`);
    return webhook;
  }

  @Get()
  @Operation('listWebhooks', 'List webhook endpoints, newest first')
  @Answers(200, webhookPageSchema, 'A page of endpoints.')
  @RequireScope('webhooks:read')
  list(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Query() query: PageQuery,
  ): Promise<Page<Webhook>> {
    return this.webhooks.list(ownerFor(caller, merchant), query);
  }

  @Get(':webhook')
  @Operation('readWebhook', 'Read a webhook endpoint')
  @Answers(200, webhookSchema, 'The endpoint.')
  @Refuses(WebhookNotFound)
  @RequireScope('webhooks:read')
  find(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
  ): Promise<Webhook> {
    return this.webhooks.find(endpointFor(caller, merchant, webhook));
  }

  @Patch(':webhook')
  @Operation('changeWebhook', 'Change a webhook endpoint', 'What is left out stays as it is.')
  @Answers(200, webhookSchema, 'The endpoint as it is now.')
  @Refuses(WebhookNotFound)
  @RequireScope('webhooks:write')
  change(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
    @Body() dto: ChangeWebhookDto,
  ): Promise<Webhook> {
    return this.webhooks.change(endpointFor(caller, merchant, webhook), dto);
  }

  @Delete(':webhook')
  @Operation('deleteWebhook', 'Delete a webhook endpoint')
  @Answers(204, null, 'It is gone.')
  @Refuses(WebhookNotFound)
  @RequireScope('webhooks:write')
  @HttpCode(204)
  remove(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
  ): Promise<void> {
    return this.webhooks.remove(endpointFor(caller, merchant, webhook));
  }

  @Post(':webhook/rotate-secret')
  @Operation('rotateWebhookSecret', 'Give a webhook endpoint a new secret')
  @Answers(200, webhookWithSecretSchema, 'The endpoint, with its new secret.')
  @Refuses(WebhookNotFound)
  @RequireScope('webhooks:write')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  rotateSecret(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
    @Body() { overlapSeconds }: RotateSecretDto,
  ): Promise<WebhookWithSecret> {
    return this.webhooks.rotateSecret(endpointFor(caller, merchant, webhook), overlapSeconds);
  }

  @Post(':webhook/test')
  @Operation('testWebhook', 'Send a test event')
  @Answers(202, deliverySchema, 'It is on its way.')
  @Refuses(WebhookNotFound, WebhookDisabled)
  @RequireScope('webhooks:write')
  @HttpCode(202)
  test(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
  ): Promise<Delivery> {
    return this.deliveries.test(endpointFor(caller, merchant, webhook));
  }

  @Get(':webhook/replay')
  @Operation('countReplay', 'Count what a replay would send', 'Nothing is sent.')
  @Answers(200, replayCountSchema, 'How many events the window has for this endpoint.')
  @Refuses(WebhookNotFound)
  @RequireScope('webhooks:read')
  countReplay(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
    @Query() window: ReplayDto,
  ): Promise<ReplayCount> {
    return this.deliveries.countReplay(endpointFor(caller, merchant, webhook), window);
  }

  @Post(':webhook/replay')
  @Operation('replayWebhook', 'Send the events of a time window again')
  @Answers(202, replaySchema, 'They are on their way.')
  @Refuses(WebhookNotFound, ReplayTooLarge)
  @RequireScope('webhooks:write')
  @HttpCode(202)
  replay(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
    @Body() dto: ReplayDto,
  ): Promise<{ count: number }> {
    return this.deliveries.replay(endpointFor(caller, merchant, webhook), dto);
  }

  @Get(':webhook/deliveries')
  @Operation('listDeliveries', 'List the deliveries of an endpoint, newest first')
  @Answers(200, deliveryPageSchema, 'A page of deliveries.')
  @Refuses(WebhookNotFound)
  @RequireScope('webhooks:read')
  listDeliveries(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
    @Query() query: ListDeliveriesQuery,
  ): Promise<Page<Delivery>> {
    return this.deliveries.list(endpointFor(caller, merchant, webhook), query);
  }

  @Post('deliveries/:delivery/redeliver')
  @Operation('redeliver', 'Send one event again')
  @Answers(202, deliverySchema, 'It is on its way.')
  @Refuses(DeliveryNotFound)
  @RequireScope('webhooks:write')
  @HttpCode(202)
  redeliver(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('delivery') delivery: string,
  ): Promise<Delivery> {
    return this.deliveries.redeliver(ownerFor(caller, merchant), null, delivery);
  }

  @Post(':webhook/deliveries/:delivery/redeliver')
  @Operation('redeliverOfWebhook', 'Send one event of this endpoint again')
  @Answers(202, deliverySchema, 'It is on its way.')
  @Refuses(WebhookNotFound, DeliveryNotFound)
  @RequireScope('webhooks:write')
  @HttpCode(202)
  redeliverOf(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
    @Param('delivery') delivery: string,
  ): Promise<Delivery> {
    const { id, merchantId } = endpointFor(caller, merchant, webhook);
    return this.deliveries.redeliver(merchantId, id, delivery);
  }
}
