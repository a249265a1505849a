import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Page } from 'playwright-core';
import { figureOfTimes, type Figure } from '../figures';

const SECONDS = 15;
const TICK_MS = 100;
/** Half of them are new, the other half are paid: 500 changes in a second. */
const AT_ONCE = 25;

/** As the service does it: the order and its timeline in one statement. */
const PLACE = {
  name: 'burst.place',
  text: `
    WITH o AS (
      INSERT INTO orders (merchant_id, id, reference_id, environment, version, state, amount_minor,
        description, success_callback_url, failure_callback_url, cancel_callback_url, metadata,
        request_hash, credential_fingerprint, create_attempts, accepted_at, gateway_order_id)
      SELECT $1, new_uuid_v7(), 'burst-' || $2 || '-' || n, 'production', 2, 'pending', 12000, 'burst',
        '', '', '', '{}', '', '', 1, now(), 'BURST-' || $2 || '-' || n
      FROM generate_series(1, $3::integer) n RETURNING *
    )
    INSERT INTO order_events
      (merchant_id, order_id, seq, id, type, cause, from_state, state, detail, snapshot)
    SELECT merchant_id, id, 2, new_uuid_v7(), 'order.pending', 'gateway-answer', 'creating',
      'pending', 'iPay accepted it', to_jsonb(o) FROM o`,
};

const PAY = {
  name: 'burst.pay',
  text: `
    WITH o AS (
      UPDATE orders SET state = 'paid', paid_at = now(), version = 3, updated_at = now()
      WHERE merchant_id = $1 AND environment = 'production' AND state = 'pending'
        AND reference_id LIKE 'burst-' || $2 || '-%' RETURNING *
    )
    INSERT INTO order_events
      (merchant_id, order_id, seq, id, type, cause, from_state, state, detail, snapshot)
    SELECT merchant_id, id, 3, new_uuid_v7(), 'order.paid', 'gateway-answer', 'pending', 'paid',
      'iPay answered', to_jsonb(o) FROM o`,
};

/**
 * The open list while 500 orders change in a second: how much of each second its thread is busy, how
 * long it takes until it draws what somebody does, and by how much its memory grows.
 */
export async function measureBurst(
  page: Page,
  database: Client,
  merchantUuid: string,
): Promise<{ figures: Figure[]; heapGrowthMb: number }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const metric = async (name: string): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find((one) => one.name === name)?.value ?? NaN;
  };
  await devtools.send('HeapProfiler.collectGarbage');
  const heapBefore = await metric('JSHeapUsedSize');
  const [busy, drawn]: [number[], number[]] = [[], []];
  const over = new AbortController();
  const writing = (async () => {
    for (let tick = 0; !over.signal.aborted; tick += 1) {
      const next = sleep(TICK_MS);
      await database.query({ ...PLACE, values: [merchantUuid, String(tick), AT_ONCE] });
      if (tick > 0) await database.query({ ...PAY, values: [merchantUuid, String(tick - 1)] });
      await next;
    }
  })();
  for (let second = 0; second < SECONDS; second += 1) {
    const [beganAt, taskBefore] = [performance.now(), await metric('TaskDuration')];
    while (performance.now() - beganAt < 1_000) {
      const askedAt = performance.now();
      await page.evaluate('new Promise(requestAnimationFrame)');
      drawn.push(performance.now() - askedAt);
      await sleep(50);
    }
    const passed = (performance.now() - beganAt) / 1_000;
    busy.push((1_000 * ((await metric('TaskDuration')) - taskBefore)) / passed);
  }
  over.abort();
  await writing;
  await devtools.send('HeapProfiler.collectGarbage');
  const heapGrowthMb = ((await metric('JSHeapUsedSize')) - heapBefore) / 2 ** 20;
  return {
    figures: [
      figureOfTimes('500 changes/s, thread of the list busy, of 1000 ms', busy),
      figureOfTimes('500 changes/s, until the list is drawn', drawn),
    ],
    heapGrowthMb: Math.round(10 * heapGrowthMb) / 10,
  };
}
