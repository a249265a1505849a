import { startRedis } from '../../tools/redis/start-redis';

/** A Redis for one test file. */
export interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts an empty Redis; with `REDIS_URL` set: uses that one, shared with others, so give every
 * test its own `QUEUE_PREFIX`. Tests that kill or stop Redis start one of their own (`startRedis`).
 */
export async function startTestRedis(): Promise<TestRedis> {
  const given = process.env.REDIS_URL;
  return given === undefined ? startRedis() : { url: given, stop: () => Promise.resolve() };
}
