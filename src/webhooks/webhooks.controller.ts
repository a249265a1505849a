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
import type { Page } from '../http/page';
import { PageQuery } from '../http/page.query';
import { DeliveriesService } from './deliveries.service';
import { ChangeWebhookDto } from './dto/change-webhook.dto';
import { CreateWebhookDto } from './dto/create-webhook.dto';
import type { Delivery } from './dto/delivery';
import { ListDeliveriesQuery } from './dto/list-deliveries.query';
import { ReplayDto } from './dto/replay.dto';
import { RotateSecretDto } from './dto/rotate-secret.dto';
import type { Webhook, WebhookWithSecret } from './dto/webhook';
import { endpointFor, ownerFor } from './webhook-owner';
import { WebhooksService } from './webhooks.service';

/** Without a merchant in the address: the endpoints that hear all merchants. */
@Controller(['v1/merchants/:merchant/webhooks', 'v1/webhooks'])
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Post()
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
  @RequireScope('webhooks:read')
  list(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Query() query: PageQuery,
  ): Promise<Page<Webhook>> {
    return this.webhooks.list(ownerFor(caller, merchant), query);
  }

  @Get(':webhook')
  @RequireScope('webhooks:read')
  find(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
  ): Promise<Webhook> {
    return this.webhooks.find(endpointFor(caller, merchant, webhook));
  }

  @Patch(':webhook')
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
  @RequireScope('webhooks:write')
  @HttpCode(202)
  test(
    @Caller() caller: Caller,
    @Param('merchant') merchant: string | undefined,
    @Param('webhook') webhook: string,
  ): Promise<Delivery> {
    return this.deliveries.test(endpointFor(caller, merchant, webhook));
  }

  @Post(':webhook/replay')
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
