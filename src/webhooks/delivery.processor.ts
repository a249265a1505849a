import { Processor } from '@nestjs/bullmq';
import { ClaimWorker } from '../queue/claim-worker';
import { DeliveryDispatcher } from './delivery-dispatcher.service';
import { DeliveryRunner } from './delivery-runner.service';
import type { ClaimedDelivery } from './webhook-deliveries.repository';
import { CONCURRENCY, WEBHOOK_QUEUE } from './webhook-queue';

/** Makes deliveries. */
@Processor(WEBHOOK_QUEUE, { concurrency: CONCURRENCY })
export class DeliveryProcessor extends ClaimWorker<ClaimedDelivery> {
  constructor(
    protected readonly runner: DeliveryRunner,
    protected readonly dispatcher: DeliveryDispatcher,
  ) {
    super();
  }
}
