import { Processor } from '@nestjs/bullmq';
import { ClaimWorker } from '../queue/claim-worker';
import { CheckRunner } from './check-runner.service';
import type { ClaimedCheck } from './checks.repository';
import { Dispatcher } from './dispatcher.service';
import { CONCURRENCY, VERIFICATION_QUEUE } from './verification-queue';

/** Carries out checks. */
@Processor(VERIFICATION_QUEUE, { concurrency: CONCURRENCY })
export class VerificationProcessor extends ClaimWorker<ClaimedCheck> {
  constructor(
    protected readonly runner: CheckRunner,
    protected readonly dispatcher: Dispatcher,
  ) {
    super();
  }
}
