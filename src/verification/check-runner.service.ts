import { Injectable, Logger } from '@nestjs/common';
import { requestContext } from '../observability/logger';
import { Metrics } from '../observability/metrics.service';
import { newUuid } from '../http/typed-id';
import { Asking } from './asking.service';
import { ChecksRepository, type ClaimedCheck } from './checks.repository';

/** How a check ended: done, later (our own trouble), stop (the lease is somebody else's). */
export type CheckResult = 'done' | 'later' | 'stop';

/** Carries out one claimed check, in a worker or, while the queue is away, in the dispatcher. */
@Injectable()
export class CheckRunner {
  private readonly logger = new Logger(CheckRunner.name);

  constructor(
    private readonly asking: Asking,
    private readonly checks: ChecksRepository,
    private readonly metrics: Metrics,
  ) {}

  async run(check: ClaimedCheck): Promise<CheckResult> {
    const result = await requestContext.run({ requestId: newUuid() }, () => this.carryOut(check));
    this.metrics.checks.inc({ result });
    return result;
  }

  private async carryOut(check: ClaimedCheck): Promise<CheckResult> {
    try {
      const order = await this.asking.start(check);
      if (!order) return 'stop';
      await this.asking.ask(order, { cause: 'scheduled-check', actor: null, requestId: null });
      return 'done';
    } catch (error) {
      this.logger.error({ err: error, orderId: check.orderId }, 'a check broke; it comes later');
      // Should this fail too, the lease runs out and the check is due again.
      await this.checks.postpone(check).catch(() => undefined);
      return 'later';
    }
  }
}
