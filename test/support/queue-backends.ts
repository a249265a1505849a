import { randomBytes } from 'node:crypto';
import { startTestRedis } from './redis';

/** Where the queue of a test lives. */
export interface TestQueue {
  /** For the service. */
  readonly environment: Record<string, string>;
  stop(): Promise<void>;
}

/** Both backends, for `describe.each`. */
export const QUEUE_BACKENDS: readonly { name: string; start: () => Promise<TestQueue> }[] = [
  {
    name: 'Postgres',
    start: () => Promise.resolve({ environment: {}, stop: () => Promise.resolve() }),
  },
  {
    name: 'Redis',
    async start() {
      const redis = await startTestRedis();
      const prefix = `test_${randomBytes(6).toString('hex')}`;
      return {
        environment: { REDIS_URL: redis.url, QUEUE_PREFIX: prefix },
        stop: () => redis.stop(),
      };
    },
  },
];
