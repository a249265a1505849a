import type { Redis } from 'ioredis';
import { isFollowed, startAll, stopAll, untilTrue, type RedisFleet } from './redis-fleet';
import { startServer, type LocalRedis } from './redis-server';
import { IN_MEMORY } from './start-redis';

const MASTER = 'mymaster';
const REPLICAS = 2;
const SENTINELS = 3;
const QUORUM = 2;
/** Characters that a URL gives a meaning of their own. */
const PASSWORD = 'data:p@ss/1';
const SENTINEL_PASSWORD = 'watch&p@ss?2';
const DOWN_AFTER_MS = 1_500;

/** Starts a master with two replicas, and three Sentinels, which have a password of their own. */
export async function startSentinel(): Promise<RedisFleet> {
  const settings = [...IN_MEMORY, '--masterauth', PASSWORD];
  const master = () => startServer({ password: PASSWORD, settings });
  const replica = ([first]: readonly LocalRedis[]) =>
    startServer({
      password: PASSWORD,
      settings: [...settings, '--replicaof', '127.0.0.1', String(first?.port)],
    });
  const sentinel = ([first]: readonly LocalRedis[]) => startOneSentinel(first?.port ?? 0);
  const all = await startAll([
    master,
    ...Array<typeof replica>(REPLICAS).fill(replica),
    ...Array<typeof sentinel>(SENTINELS).fill(sentinel),
  ]);
  const servers = all.slice(0, -SENTINELS);
  const sentinels = all.slice(-SENTINELS);

  const masterOf = async () => {
    const [, port] = await Promise.any(sentinels.map((one) => one.ask(masterAddress)));
    const found = servers.find((server) => String(server.port) === port);
    if (!found) throw new Error('The Sentinels name a master that is none of ours');
    return found;
  };
  const seesAll = async (one: LocalRedis) => {
    const info = await one.ask((client) => client.info('sentinel'));
    return info.includes(`status=ok`) && info.includes(`slaves=${REPLICAS},sentinels=${SENTINELS}`);
  };
  try {
    await untilTrue('replicas', async () => isFollowed(await masterOf(), REPLICAS));
    await untilTrue('Sentinels', async () =>
      (await Promise.all(sentinels.map(seesAll))).every(Boolean),
    );
  } catch (error) {
    await stopAll(all);
    throw error;
  }

  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const watch = encodeURIComponent(SENTINEL_PASSWORD);
  return {
    url: `redis+sentinel://:${encodeURIComponent(PASSWORD)}@${hosts}/${MASTER}/0?sentinel_password=${watch}`,
    masterOf,
    stop: () => stopAll(all),
  };
}

async function masterAddress(client: Redis): Promise<[host: string, port: string]> {
  return (await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER)) as [string, string];
}

function startOneSentinel(masterPort: number): Promise<LocalRedis> {
  return startServer({
    password: SENTINEL_PASSWORD,
    settings: ['--sentinel'],
    config: [
      `sentinel monitor ${MASTER} 127.0.0.1 ${masterPort} ${QUORUM}`,
      `sentinel auth-pass ${MASTER} ${PASSWORD}`,
      `sentinel down-after-milliseconds ${MASTER} ${DOWN_AFTER_MS}`,
      `sentinel failover-timeout ${MASTER} 10000`,
      `sentinel sentinel-pass ${SENTINEL_PASSWORD}`,
    ],
  });
}
