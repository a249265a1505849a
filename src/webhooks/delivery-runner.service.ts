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

/** Then others have their turn at the worker. */
const GO_ON_MS = 1_000;

/**
 * How a delivery ended: delivered, retried (by the schedule), failed (the schedule is used up),
 * later (our own trouble), stop (the lease is somebody else's, or the endpoint is disabled).
 */
type DeliveryResult = 'delivered' | 'retried' | 'failed' | 'later' | 'stop';

interface Ended {
  result: DeliveryResult;
  /** Claimed along. */
  next: ClaimedDelivery | null;
}

/** Carries out claimed deliveries, in a worker or, while the queue is away, in the dispatcher. */
@Injectable()
export class DeliveryRunner {
  private readonly logger = new Logger(DeliveryRunner.name);

  constructor(
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly secrets: EndpointSecrets,
    private readonly sender: WebhookSender,
    private readonly metrics: Metrics,
  ) {}

  /** Goes on with what else is due to the same endpoint, as long as that is quick. */
  async run(first: ClaimedDelivery): Promise<void> {
    const goOnUntil = performance.now() + GO_ON_MS;
    let claimed: ClaimedDelivery | null = first;
    while (claimed) {
      const each: ClaimedDelivery = claimed;
      const { result, next } = await requestContext.run({ requestId: newUuid() }, () =>
        this.carryOut(each, goOnUntil),
      );
      this.metrics.deliveries.inc({ result });
      claimed = next;
    }
  }

  private async carryOut(claimed: ClaimedDelivery, goOnUntil: number): Promise<Ended> {
    let started: StartedDelivery | null = null;
    try {
      started = await this.deliveries.start(claimed, LEASE_MS);
      return started ? await this.attempt(started, goOnUntil) : { result: 'stop', next: null };
    } catch (error) {
      const { deliveryId } = claimed;
      this.logger.error({ err: error, deliveryId }, 'a delivery broke; it comes later');
      // Should this fail too, the lease runs out and the delivery is due again.
      await this.deliveries.postpone(started ?? claimed).catch(() => undefined);
      return { result: 'later', next: null };
    }
  }

  private async attempt(delivery: StartedDelivery, goOnUntil: number): Promise<Ended> {
    const { endpointId: id, ownerId: merchantId, secret, previousSecret } = delivery;
    const sealed = previousSecret ? [secret, previousSecret] : [secret];
    const secrets = await this.secrets.open(sealed, { id, merchantId });
    const attempt = await this.sender.send(delivery.url, secrets, {
      id: toTypedId('evt', delivery.eventId),
      timestamp: delivery.timestamp,
      body: bodyOf(delivery),
    });
    const retryInMs = attempt.isDelivered ? null : retryIn(delivery.attempts + 1);
    const goesOn = attempt.isDelivered && performance.now() < goOnUntil;
    const { isRecorded, disabledAs, next } = await this.deliveries.record(
      delivery,
      { ...attempt, retryInMs },
      goesOn ? LEASE_MS : null,
    );
    if (disabledAs) {
      const webhook = toTypedId('whk', id);
      this.logger.warn({ webhook, reason: disabledAs }, 'a webhook endpoint is disabled');
    }
    if (!isRecorded) return { result: 'stop', next };
    if (attempt.isDelivered) return { result: 'delivered', next };
    return { result: retryInMs === null ? 'failed' : 'retried', next };
  }
}

function bodyOf({ type, endpointId, eventAt: at, snapshot }: StartedDelivery): string {
  const message = snapshot
    ? toEventMessage({ type, at, snapshot })
    : { type, timestamp: at, data: { webhookId: toTypedId('whk', endpointId) } };
  return JSON.stringify(message);
}
