import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { Replica } from '../database/replica';

/** As the alarms have it; due work waits for a second or so where all is well. */
export const OVERDUE_AFTER_SECONDS = 60;
const overdue = (due: string) => `${due} < now() - interval '${OVERDUE_AFTER_SECONDS} seconds'`;

/** What is stuck, and what soon will be. */
export interface Backlogs {
  flaggedOrders: number;
  flaggedMerchants: number;
  oldestFlagAt: Date | null;
  openChecks: number;
  overdueChecks: number;
  oldestCheckAt: Date | null;
  oldestCheckMerchantId: string | null;
  oldestCheckOrderId: string | null;
  waitingDeliveries: number;
  overdueDeliveries: number;
  oldestDeliveryAt: Date | null;
  failingEndpoints: number;
  disabledEndpoints: number;
}

/** The server as a whole. */
export interface DatabaseServer {
  at: Date;
  connections: number;
  maxConnections: number;
}

/**
 * Follows the work that is open, not the history: of orders and deliveries only what partial indexes
 * hold is read, and of checks there are as many as there are open orders.
 */
const BACKLOGS = {
  name: 'overview.backlogs',
  text: `
    SELECT flagged.*, checks.*, oldest.*, deliveries.*, endpoints.*
    FROM (
      SELECT count(*)::float8 AS "flaggedOrders",
        count(DISTINCT merchant_id)::float8 AS "flaggedMerchants",
        min(attention_since) AS "oldestFlagAt"
      FROM orders WHERE attention_reason IS NOT NULL
    ) flagged
    CROSS JOIN (
      SELECT count(*)::float8 AS "openChecks",
        count(*) FILTER (WHERE ${overdue('next_at')})::float8 AS "overdueChecks"
      FROM order_checks
    ) checks
    LEFT JOIN (
      SELECT next_at AS "oldestCheckAt", merchant_id AS "oldestCheckMerchantId",
        order_id AS "oldestCheckOrderId"
      FROM order_checks WHERE next_at <= now() ORDER BY next_at LIMIT 1
    ) oldest ON true
    CROSS JOIN (
      SELECT count(*)::float8 AS "waitingDeliveries",
        count(*) FILTER (WHERE ${overdue('d.next_attempt_at')})::float8 AS "overdueDeliveries",
        min(d.next_attempt_at) FILTER (WHERE d.next_attempt_at <= now()) AS "oldestDeliveryAt"
      FROM webhook_deliveries d JOIN webhook_endpoints w ON w.id = d.endpoint_id AND w.enabled
      WHERE d.next_attempt_at IS NOT NULL
    ) deliveries
    CROSS JOIN (
      SELECT count(*) FILTER (WHERE enabled AND failing_since IS NOT NULL)::float8
          AS "failingEndpoints",
        count(*) FILTER (WHERE NOT enabled AND disabled_reason IS NOT NULL)::float8
          AS "disabledEndpoints"
      FROM webhook_endpoints
    ) endpoints`,
};

/** What every user of the server may read: the sessions themselves are not for everybody. */
const SERVER = {
  name: 'overview.server',
  text: `
    SELECT now() AS at, (SELECT sum(numbackends) FROM pg_stat_database)::float8 AS connections,
      current_setting('max_connections')::float8 AS "maxConnections"`,
};

/** Reads whether anything is stuck. From the primary: it would be no use a little behind. */
@Injectable()
export class OverviewRepository {
  constructor(
    private readonly database: Database,
    private readonly standby: Replica,
  ) {}

  /** As this process sees it; null where there is none. */
  get replica(): { isUsed: boolean; behindSeconds: number | null } | null {
    const { isConfigured, isUsed, behindSeconds } = this.standby;
    return isConfigured ? { isUsed, behindSeconds } : null;
  }

  async backlogs(): Promise<Backlogs> {
    const [row] = await this.database.query<Backlogs & Record<string, unknown>>(BACKLOGS);
    if (!row) throw new Error('counting gave nothing');
    return row;
  }

  async server(): Promise<DatabaseServer> {
    const [row] = await this.database.query<DatabaseServer & Record<string, unknown>>(SERVER);
    if (!row) throw new Error('Postgres said nothing of itself');
    return row;
  }
}
