/** Tells platforms what changed: endpoints, deliveries, signatures, retries. */
export { WebhooksModule } from './webhooks.module';
export { WEBHOOK_QUEUE } from './webhook-queue';
