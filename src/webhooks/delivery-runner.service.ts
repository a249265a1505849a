import { Injectable, Logger } from '@nestjs/common';
import { newUuid, toTypedId } from '../http/typed-id';
import { requestContext } from '../observability/logger';
import { Metrics } from '../observability/metrics.service';
import { toEventMessage } from '../orders';
import { retryIn } from './delivery-schedule';
import { EndpointSecrets } from './endpoint-secrets';
import {
  WebhookDeliveriesRepository,
  type ClaimedDelivery,
  type StartedDelivery,
} from './webhook-deliveries.repository';
import { WebhookSender } from './webhook-sender.service';

/** An attempt takes 10 s at most; the rest is for writing down what came of it. */
export const LEASE_MS = 20_000;

/**
 * How a delivery ended: delivered, retried (by the schedule), failed (the schedule is used up),
 * later (our own trouble), stop (the lease is somebody else's, or the endpoint is disabled).
 */
export type DeliveryResult = 'delivered' | 'retried' | 'failed' | 'later' | 'stop';

/** Carries out one claimed delivery, in a worker or, while the queue is away, in the dispatcher. */
@Injectable()
export class DeliveryRunner {
  private readonly logger = new Logger(DeliveryRunner.name);

  constructor(
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly secrets: EndpointSecrets,
    private readonly sender: WebhookSender,
    private readonly metrics: Metrics,
  ) {}

  async run(claimed: ClaimedDelivery): Promise<DeliveryResult> {
    const result = await requestContext.run({ requestId: newUuid() }, () => this.carryOut(claimed));
    this.metrics.deliveries.inc({ result });
    return result;
  }

  private async carryOut(claimed: ClaimedDelivery): Promise<DeliveryResult> {
    let started: StartedDelivery | null = null;
    try {
      started = await this.deliveries.start(claimed, LEASE_MS);
      return started ? await this.attempt(started) : 'stop';
    } catch (error) {
      const { deliveryId } = claimed;
      this.logger.error({ err: error, deliveryId }, 'a delivery broke; it comes later');
      // Should this fail too, the lease runs out and the delivery is due again.
      await this.deliveries.postpone(started ?? claimed).catch(() => undefined);
      return 'later';
    }
  }

  private async attempt(delivery: StartedDelivery): Promise<DeliveryResult> {
    const { endpointId: id, ownerId: merchantId, secret, previousSecret } = delivery;
    const sealed = previousSecret ? [secret, previousSecret] : [secret];
    const secrets = await this.secrets.open(sealed, { id, merchantId });
    const attempt = await this.sender.send(delivery.url, secrets, {
      id: toTypedId('evt', delivery.eventId),
      timestamp: delivery.timestamp,
      body: bodyOf(delivery),
    });
    const retryInMs = attempt.isDelivered ? null : retryIn(delivery.attempts + 1);
    const { isRecorded, disabledAs } = await this.deliveries.record(delivery, {
      ...attempt,
      retryInMs,
    });
    if (disabledAs) {
      const webhook = toTypedId('whk', id);
      this.logger.warn({ webhook, reason: disabledAs }, 'a webhook endpoint is disabled');
    }
    if (!isRecorded) return 'stop';
    if (attempt.isDelivered) return 'delivered';
    return retryInMs === null ? 'failed' : 'retried';
  }
}

function bodyOf({ type, endpointId, eventAt: at, snapshot }: StartedDelivery): string {
  const message = snapshot
    ? toEventMessage({ type, at, snapshot })
    : { type, timestamp: at, data: { webhookId: toTypedId('whk', endpointId) } };
  return JSON.stringify(message);
}
