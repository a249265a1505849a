import { Injectable } from '@nestjs/common';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import { ServiceUnavailable } from '../http/http.problems';
import { Problem } from '../http/problem';
import type { StatsPeriod } from './stats-period';
import { toReport } from './stats-report';
import { StatsRepository } from './stats.repository';

/** Counting is heavy: it takes few of the connections that payments need. */
const AT_ONCE = 2;
const WAITING = 10;
/** Postgres: canceling statement due to statement timeout */
const CANCELLED = '57014';

/** Figures of many orders at once. */
@Injectable()
export class Statistics {
  private readonly counting = bulkhead(AT_ONCE, WAITING);

  constructor(private readonly repository: StatsRepository) {}

  /**
   * @param merchantIds null: every merchant
   * @throws Problem `service-unavailable` where it takes too long, or too many ask
   */
  async report(period: StatsPeriod, merchantIds: readonly string[] | null) {
    try {
      return await this.counting.execute(async () => {
        const counts = await this.repository.counts(period, merchantIds);
        const times = await this.repository.times(period, merchantIds);
        return toReport(period, counts, times);
      });
    } catch (error) {
      if (error instanceof BulkheadRejectedError) {
        throw unavailable('Too many ask for statistics right now', error);
      }
      if (isTooSlow(error)) {
        throw unavailable('Counting takes too long; ask for a shorter time', error);
      }
      throw error;
    }
  }
}

function isTooSlow(error: unknown): boolean {
  const cause = error instanceof Problem ? error.cause : null;
  return (cause as { code?: unknown } | null)?.code === CANCELLED;
}

function unavailable(detail: string, cause: unknown): Problem {
  return new Problem(ServiceUnavailable, detail, { headers: { 'retry-after': '5' }, cause });
}
