import { ENVIRONMENTS } from '../config/environment';
import { formatAmount } from '../gateway';
import { toTypedId } from '../http/typed-id';
import { isEndedUnpaid, type OrderState } from '../orders';
import { TIME_ZONE, type StatsPeriod } from './stats-period';
import type { StatisticsReport } from './stats-schema';
import type { CountedOrders, PaidTimes } from './stats.repository';

/** Statistics on the wire. Play money and real money are never added up. */
export function toReport(
  period: StatsPeriod,
  counts: readonly CountedOrders[],
  times: readonly PaidTimes[],
  countedAt: Date,
): StatisticsReport {
  const { from, to, bucket, starts } = period;
  const counted = new Map<string, CountedOrders[]>();
  for (const row of counts) {
    const rows = counted.get(keyOf(row));
    if (rows) rows.push(row);
    else counted.set(keyOf(row), [row]);
  }
  const timed = new Map(times.map((row) => [keyOf(row), row]));
  const figures = (key: string) => toFigures(counted.get(key) ?? [], timed.get(key));
  return {
    from,
    to,
    countedAt,
    bucket,
    timeZone: TIME_ZONE,
    environments: ENVIRONMENTS.map((environment) => {
      const own = counts.filter((row) => row.environment === environment);
      const merchantIds = new Set(own.flatMap(({ merchantId }) => merchantId ?? []));
      const total = own.filter((row) => row.bucket !== null);
      const none = { environment, merchantId: null, bucket: null };
      return {
        environment,
        ...toFigures(total, timed.get(keyOf(none))),
        merchants: [...merchantIds]
          .map((merchantId) => ({
            merchantId: toTypedId('mrc', merchantId),
            ...figures(keyOf({ ...none, merchantId })),
          }))
          .sort((one, other) => other.count - one.count),
        buckets: starts.map((start) => ({
          start,
          ...figures(keyOf({ ...none, bucket: start })),
        })),
      };
    }),
  };
}

function keyOf({
  environment,
  merchantId,
  bucket,
}: Pick<PaidTimes, 'environment' | 'merchantId' | 'bucket'>): string {
  return `${environment} ${merchantId ?? bucket?.toISOString() ?? 'total'}`;
}

function toFigures(rows: readonly CountedOrders[], times: PaidTimes | undefined) {
  const states = new Map<OrderState, { count: number; amountMinor: bigint }>();
  for (const { state, orders, amountMinor } of rows) {
    const { count, amountMinor: sum } = states.get(state) ?? { count: 0, amountMinor: 0n };
    states.set(state, { count: count + Number(orders), amountMinor: sum + BigInt(amountMinor) });
  }
  const all = [...states.values()];
  const paid = states.get('paid')?.count ?? 0;
  const unpaid = [...states].reduce(
    (sum, [state, { count }]) => sum + (isEndedUnpaid(state) ? count : 0),
    0,
  );
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    amount: formatAmount(all.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)),
    states: Object.fromEntries(
      [...states].map(([state, { count, amountMinor }]) => [
        state,
        { count, amount: formatAmount(amountMinor) },
      ]),
    ),
    /** Paid of those that have ended at iPay; null where none has. */
    successRate: paid + unpaid === 0 ? null : Number((paid / (paid + unpaid)).toFixed(4)),
    timeToPaid: times
      ? {
          p50Ms: Math.round(times.percentilesMs[0]),
          p95Ms: Math.round(times.percentilesMs[1]),
        }
      : null,
  };
}
