/** Tells platforms what changed: endpoints, deliveries, signatures, retries. */
export { WebhooksModule } from './webhooks.module';
