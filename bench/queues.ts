import type { Client } from 'pg';
import type { Endings } from '../tools/demo/endings';
import { startRedis } from '../tools/redis/start-redis';
import type { ServiceSettings } from '../tools/service/start-service';

/** Where the queue of a worker lives. */
export interface Queue {
  name: 'Postgres' | 'Redis';
  settings: ServiceSettings;
  /** Loses every job. */
  empty(): Promise<void>;
}

/** Both, empty; the one in Postgres shares the server with the orders, as a small installation does. */
export async function openQueues(database: Client, endings: Endings): Promise<Queue[]> {
  const redis = await startRedis();
  endings.add(() => redis.stop());
  return [
    {
      name: 'Postgres',
      settings: {},
      async empty() {
        await database.query('DELETE FROM ipay_connect.job');
      },
    },
    {
      name: 'Redis',
      settings: { REDIS_URL: redis.url },
      async empty() {
        await redis.ask((client) => client.flushall());
      },
    },
  ];
}
