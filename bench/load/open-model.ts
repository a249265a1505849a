import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Subject } from './closed-loop';

/**
 * Moments at which requests arrive, in ms from the beginning: independent of each other, so many a
 * second on the average. Every subject gets the same ones.
 */
export function arrivals(perSecond: number, seconds: number): number[] {
  const random = randomNumbers();
  const moments: number[] = [];
  let at = 0;
  for (;;) {
    at += (-Math.log(1 - random()) * 1_000) / perSecond;
    if (at >= 1_000 * seconds) return moments;
    moments.push(at);
  }
}

/**
 * Sends at these moments, whether or not what was sent before has been answered. No load generator
 * for Node does: those that keep a rate wait for a free connection, and what waits is not counted.
 *
 * @returns how long each took from the moment at which it was to be sent, in ms
 */
export async function atTheirMoments(
  moments: readonly number[],
  send: () => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  const beganAt = performance.now();
  const answers: Promise<void>[] = [];
  for (const moment of moments) {
    const early = moment - (performance.now() - beganAt);
    if (early > 0) await sleep(early);
    const answered = send().then(() => {
      times.push(performance.now() - beganAt - moment);
    });
    // Seen below; until then a failure has somebody who waits for it.
    answered.catch(() => undefined);
    answers.push(answered);
  }
  await Promise.all(answers);
  return times;
}

/** How long the answers take when requests come so often. @throws where one is not as it should be */
export async function latencies(
  { url, next, status }: Subject,
  moments: readonly number[],
): Promise<number[]> {
  const pool = new Pool(url);
  try {
    return await atTheirMoments(moments, async () => {
      const { statusCode, body } = await pool.request(next());
      await body.dump();
      if (statusCode !== status) throw new Error(`${url} answered ${statusCode}, not ${status}`);
    });
  } finally {
    await pool.close();
  }
}

/** Below 1, always the same ones (mulberry32). */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
