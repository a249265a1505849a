import { Pool as PostgresPool } from 'pg';
import { Pool as HttpPool } from 'undici';
import type { Endings } from '../../tools/demo/endings';

/** An order as the loop has it in hand, before anybody looks at the clock. */
export interface KnownOrder {
  merchantId: string;
  id: string;
  gatewayOrderId: string;
}

interface StatusAnswer {
  statusCode: number;
  status: string;
  transactionId: string;
}

/** What a check of an order that was paid has to leave in its row, in one durable statement. */
const UPDATE = {
  name: 'floor.paid',
  text: `
    UPDATE orders SET state = 'paid', state_since = now(), version = version + 1,
      gateway_status_code = $3, gateway_status = $4, transaction_id = $5, paid_at = now(),
      gateway_checked_at = now(), gateway_checks = gateway_checks + 1, updated_at = now()
    WHERE merchant_id = $1 AND id = $2 AND version = 2`,
};

/**
 * The floor: asks iPay and updates the order, so many at once, and nothing else. No lease, no queue,
 * no timeline, no judgement, no limits.
 */
export class BareLoop {
  private readonly gateway: HttpPool;
  private readonly postgres: PostgresPool;

  constructor(
    { gatewayUrl, databaseUrl }: { gatewayUrl: string; databaseUrl: string },
    private readonly concurrency: number,
    endings: Endings,
  ) {
    this.gateway = new HttpPool(gatewayUrl, { connections: concurrency });
    // As many as a process of the service has by default.
    this.postgres = new PostgresPool({ connectionString: databaseUrl, max: 10 });
    endings.add(async () => {
      await Promise.all([this.gateway.close(), this.postgres.end()]);
    });
  }

  async run(orders: readonly KnownOrder[]): Promise<void> {
    const left = orders.values();
    const work = async (): Promise<void> => {
      for (const order of left) await this.check(order);
    };
    await Promise.all(Array.from({ length: this.concurrency }, work));
  }

  private async check({ merchantId, id, gatewayOrderId }: KnownOrder): Promise<void> {
    const { body } = await this.gateway.request({
      method: 'GET',
      path: `/order/${gatewayOrderId}/status`,
      headers: { authorization: 'Bearer bench-key-of-the-floor' },
    });
    const { statusCode, status, transactionId } = (await body.json()) as StatusAnswer;
    const values = [merchantId, id, statusCode, status, transactionId];
    await this.postgres.query({ ...UPDATE, values });
  }
}
