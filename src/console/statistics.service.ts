import { Injectable } from '@nestjs/common';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import { ServiceUnavailable } from '../http/http.problems';
import { Problem } from '../http/problem';
import { SharedAnswers } from './shared-answers';
import { toPeriod, type PeriodQuery } from './stats-period';
import { toReport } from './stats-report';
import type { StatisticsReport } from './stats-schema';
import { StatsRepository } from './stats.repository';

/** Counting is heavy: it takes few of the connections that payments need. */
const AT_ONCE = 2;
const WAITING = 10;
/** Postgres: canceling statement due to statement timeout */
const CANCELLED = '57014';

/** So many orders are not counted anew for each operator who looks, but every few seconds. */
const MANY_ORDERS = 50_000;
const KEPT_MS = 5_000;

/** Figures of many orders at once. */
@Injectable()
export class Statistics {
  private readonly counting = bulkhead(AT_ONCE, WAITING);
  private readonly answers = new SharedAnswers<StatisticsReport>(({ environments }) => {
    const orders = environments.reduce((sum, { count }) => sum + count, 0);
    return orders > MANY_ORDERS ? KEPT_MS : 0;
  });

  constructor(private readonly repository: StatsRepository) {}

  /**
   * @param merchantIds null: every merchant
   * @throws Problem `validation-failed`; `service-unavailable` where it takes too long, or too many ask
   */
  async report(
    query: PeriodQuery,
    merchantIds: readonly string[] | null,
  ): Promise<StatisticsReport> {
    const { from, to, bucket } = query;
    const question = JSON.stringify([from, to, bucket, merchantIds && [...merchantIds].sort()]);
    try {
      return await this.answers.ask(question, () =>
        this.counting.execute(() => this.count(query, merchantIds)),
      );
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

  /** A period without an end ends where counting begins. */
  private async count(
    query: PeriodQuery,
    merchantIds: readonly string[] | null,
  ): Promise<StatisticsReport> {
    const countedAt = new Date();
    const period = toPeriod(query, countedAt);
    const counts = await this.repository.counts(period, merchantIds);
    const times = await this.repository.times(period, merchantIds);
    return toReport(period, counts, times, countedAt);
  }
}

function isTooSlow(error: unknown): boolean {
  const cause = error instanceof Problem ? error.cause : null;
  return (cause as { code?: unknown } | null)?.code === CANCELLED;
}

function unavailable(detail: string, cause: unknown): Problem {
  return new Problem(ServiceUnavailable, detail, { headers: { 'retry-after': '5' }, cause });
}
