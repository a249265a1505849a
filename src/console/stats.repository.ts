import { Injectable } from '@nestjs/common';
import { ENVIRONMENTS, type Environment } from '../config/environment';
import { Replica } from '../database/replica';
import { ORDER_STATES, type OrderState } from '../orders';
import { MIDNIGHT, type StatsPeriod } from './stats-period';

/** Orders in one state: of a merchant where `merchantId` is given, of a bucket where `bucket` is. */
export interface CountedOrders {
  environment: Environment;
  merchantId: string | null;
  /** Where it begins. */
  bucket: Date | null;
  state: OrderState;
  orders: bigint;
  /** Poisha. */
  amountMinor: string;
}

/** From iPay's acceptance to `paid`; of an environment where neither merchant nor bucket is given. */
export interface PaidTimes {
  environment: Environment;
  merchantId: string | null;
  bucket: Date | null;
  /** p50, p95 */
  percentilesMs: [number, number];
}

/** Plain arithmetic, unlike `date_trunc` in a time zone, which takes as long as all the rest. */
const BUCKET = `date_bin($3::interval, o.created_at, '${MIDNIGHT}')`;

/** `date_part` and not `extract`, which is exact where nobody needs it, and slow. */
const TOOK = `date_part('epoch', o.paid_at - COALESCE(o.accepted_at, o.created_at)) * 1000`;

/** Every order has these; said so that the time is a range of the index that begins with them. */
const ANY = `o.environment = ANY ('{${ENVIRONMENTS.join()}}') AND o.state = ANY ('{${ORDER_STATES.join()}}')`;

/**
 * Of all merchants, and of some. What is read of an order is in the index that finds it (ADR 10):
 * whatever more is named here makes Postgres look at every order.
 */
function forMerchants(some: boolean) {
  const where = `
    WHERE ${ANY} AND o.created_at >= $1 AND o.created_at < $2
      ${some ? 'AND o.merchant_id = ANY ($4::uuid[])' : ''}`;
  const whose = some ? 'some' : 'all';
  return {
    // Counted once as fine as it gets; the sums over that are small.
    counts: {
      name: `stats.counts-of-${whose}`,
      text: `
        WITH counted AS (
          SELECT o.environment, o.merchant_id, ${BUCKET} AS bucket, o.state,
            count(*) AS orders, sum(o.amount_minor) AS amount_minor
          FROM orders o ${where}
          GROUP BY 1, 2, 3, 4
        )
        SELECT environment, merchant_id AS "merchantId", bucket, state,
          sum(orders)::bigint AS orders, sum(amount_minor)::text AS "amountMinor"
        FROM counted
        GROUP BY GROUPING SETS ((environment, merchant_id, state), (environment, bucket, state))`,
    },
    times: {
      name: `stats.times-of-${whose}`,
      text: `
        WITH paid AS (
          SELECT o.environment, o.merchant_id, ${BUCKET} AS bucket,
            ${TOOK} AS took
          FROM orders o ${where} AND o.state = 'paid'
        )
        SELECT environment, merchant_id AS "merchantId", bucket,
          percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY took) AS "percentilesMs"
        FROM paid
        GROUP BY GROUPING SETS ((environment), (environment, merchant_id), (environment, bucket))`,
    },
  };
}

const OF_ALL = forMerchants(false);
const OF_SOME = forMerchants(true);

/** Counts orders by when they were created. */
@Injectable()
export class StatsRepository {
  constructor(private readonly replica: Replica) {}

  /** @param merchantIds null: every merchant */
  counts(period: StatsPeriod, merchantIds: readonly string[] | null): Promise<CountedOrders[]> {
    const statement = (merchantIds ? OF_SOME : OF_ALL).counts;
    return this.replica.query<CountedOrders>(statement, valuesOf(period, merchantIds));
  }

  /** @param merchantIds null: every merchant */
  times(period: StatsPeriod, merchantIds: readonly string[] | null): Promise<PaidTimes[]> {
    const statement = (merchantIds ? OF_SOME : OF_ALL).times;
    return this.replica.query<PaidTimes>(statement, valuesOf(period, merchantIds));
  }
}

function valuesOf({ from, to, bucket }: StatsPeriod, merchantIds: readonly string[] | null) {
  return [from, to, `1 ${bucket}`, ...(merchantIds ? [merchantIds] : [])];
}
