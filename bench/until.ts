import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

const LOOK_AGAIN_MS = 50;
const LIMIT_MS = 120_000;

/** @param question has a column `done` @throws where that does not become true */
export async function until(database: Client, question: string): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const { rows } = await database.query<{ done: boolean | null }>(question);
    if (rows[0]?.done) return;
    if (Date.now() > deadline) throw new Error(`Not within ${LIMIT_MS} ms: ${question}`);
    await sleep(LOOK_AGAIN_MS);
  }
}
