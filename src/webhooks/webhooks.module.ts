import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Role } from '../config/environment';
import { OrdersModule } from '../orders';
import { DeliveriesService } from './deliveries.service';
import { DeliveryDispatcher } from './delivery-dispatcher.service';
import { DeliveryMetrics } from './delivery-metrics';
import { DeliveryProcessor } from './delivery.processor';
import { DeliveryRunner } from './delivery-runner.service';
import { DueDeliveries } from './due-deliveries';
import { EndpointSecrets } from './endpoint-secrets';
import { OrderDeliveriesController } from './order-deliveries.controller';
import { WatchedEndpointsRepository } from './watched-endpoints.repository';
import { WatchedWebhooksController } from './watched-webhooks.controller';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository';
import { WebhookDeliveryEntity } from './webhook-delivery.entity';
import { WebhookEndpointEntity } from './webhook-endpoint.entity';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository';
import { WEBHOOK_QUEUE } from './webhook-queue';
import { WebhookSender } from './webhook-sender.service';
import { WebhooksController } from './webhooks.controller';
import { WebhooksService } from './webhooks.service';

/** Tells platforms what changed: endpoints, deliveries, signatures, retries. */
@Module({})
export class WebhooksModule {
  /** An `api` process only writes down what is to be told; the others tell it as well. */
  static register(role: Role): DynamicModule {
    const works = role !== 'api';
    return {
      module: WebhooksModule,
      imports: [
        TypeOrmModule.forFeature([WebhookEndpointEntity, WebhookDeliveryEntity]),
        OrdersModule,
        ...(works ? [BullModule.registerQueue({ name: WEBHOOK_QUEUE })] : []),
      ],
      controllers: [WebhooksController, OrderDeliveriesController, WatchedWebhooksController],
      providers: [
        WebhookEndpointsRepository,
        WebhookDeliveriesRepository,
        WatchedEndpointsRepository,
        EndpointSecrets,
        WebhooksService,
        DeliveriesService,
        DueDeliveries,
        DeliveryMetrics,
        ...(works ? [WebhookSender, DeliveryRunner, DeliveryDispatcher, DeliveryProcessor] : []),
      ],
    };
  }
}
