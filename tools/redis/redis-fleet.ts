import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalRedis } from './redis-server';

/** Several servers that stand in for each other. */
export interface RedisFleet {
  /** For `REDIS_URL`. */
  readonly url: string;
  /** The server that writes what belongs to this key now. @throws while there is none */
  masterOf(key: string): Promise<LocalRedis>;
  stop(): Promise<void>;
}

/** Starts one after the other; what has been started is stopped where a later one fails. */
export async function startAll<T extends Pick<LocalRedis, 'stop'>>(
  starts: readonly ((before: readonly T[]) => Promise<T>)[],
): Promise<T[]> {
  const started: T[] = [];
  try {
    for (const start of starts) started.push(await start(started));
    return started;
  } catch (error) {
    await stopAll(started);
    throw error;
  }
}

export async function stopAll(servers: readonly Pick<LocalRedis, 'stop'>[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}

const FLEET_LIMIT_MS = 30_000;

/** @throws when the servers have not found each other in time */
export async function untilTrue(what: string, look: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + FLEET_LIMIT_MS;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error(`Redis has no ${what} after ${FLEET_LIMIT_MS} ms`);
    await sleep(50);
  }
}

/** Both sides say that all there is has been copied. */
export async function isFollowed(master: LocalRedis, replicas: number): Promise<boolean> {
  const replication = await master.ask((client) => client.info('replication'));
  return [...replication.matchAll(/^slave\d+:.*state=online/gm)].length >= replicas;
}
