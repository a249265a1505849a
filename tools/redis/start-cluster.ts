import type { Redis } from 'ioredis';
import { freePort } from '../process/free-port';
import { isFollowed, startAll, stopAll, untilTrue, type RedisFleet } from './redis-fleet';
import { startServer, type LocalRedis } from './redis-server';
import { IN_MEMORY } from './start-redis';

const MASTERS = 3;
const SLOTS = 16_384;
const PASSWORD = 'data:p@ss/1';
const NODE_TIMEOUT_MS = 1_500;

interface ClusterNode extends LocalRedis {
  busPort: number;
}

/** Starts three masters that share the slots, each with a replica. */
export async function startCluster(): Promise<RedisFleet> {
  const nodes = await startAll(Array<typeof startNode>(2 * MASTERS).fill(startNode));
  try {
    await form(nodes);
  } catch (error) {
    await stopAll(nodes);
    throw error;
  }
  const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
  return {
    url: `redis+cluster://:${encodeURIComponent(PASSWORD)}@${hosts}`,
    masterOf: (key) => masterOf(nodes, key),
    stop: () => stopAll(nodes),
  };
}

async function startNode(): Promise<ClusterNode> {
  const busPort = await freePort();
  const server = await startServer({
    password: PASSWORD,
    settings: [
      ...IN_MEMORY,
      ...['--masterauth', PASSWORD, '--cluster-enabled', 'yes'],
      ...['--cluster-port', String(busPort)],
      ...['--cluster-node-timeout', String(NODE_TIMEOUT_MS)],
    ],
  });
  return { ...server, busPort };
}

/** What `redis-cli --cluster create` does. */
async function form(nodes: readonly ClusterNode[]): Promise<void> {
  const masters = nodes.slice(0, MASTERS);
  const share = Math.ceil(SLOTS / MASTERS);
  for (const [i, node] of nodes.entries()) {
    await node.ask((client) => client.cluster('SET-CONFIG-EPOCH', i + 1));
  }
  for (const [i, master] of masters.entries()) {
    const last = Math.min(SLOTS, (i + 1) * share) - 1;
    await master.ask((client) => client.cluster('ADDSLOTSRANGE', i * share, last));
  }
  for (const { port, busPort } of nodes.slice(1)) {
    const address = ['127.0.0.1', String(port), String(busPort)];
    await nodes[0]?.ask((client) => client.call('CLUSTER', 'MEET', ...address));
  }
  await untilTrue('acquaintance', () =>
    every(nodes, async (client) =>
      (await client.cluster('INFO')).includes(`known_nodes:${nodes.length}`),
    ),
  );
  for (const [i, node] of nodes.slice(MASTERS).entries()) {
    const id = await masters[i]?.ask((client) => client.cluster('MYID'));
    await node.ask((client) => client.cluster('REPLICATE', String(id)));
  }
  await untilTrue('cluster', () =>
    every(nodes, async (client) => (await client.cluster('INFO')).includes('cluster_state:ok')),
  );
  await untilTrue('replicas', async () =>
    (await Promise.all(masters.map((master) => isFollowed(master, 1)))).every(Boolean),
  );
}

async function every(
  nodes: readonly LocalRedis[],
  isTrue: (client: Redis) => Promise<boolean>,
): Promise<boolean> {
  return (await Promise.all(nodes.map((node) => node.ask(isTrue)))).every(Boolean);
}

/** The one that looks the key up. */
async function masterOf(nodes: readonly ClusterNode[], key: string): Promise<LocalRedis> {
  return Promise.any(
    nodes.map(async (node) => {
      // The others say where it has moved.
      await node.ask((client) => client.exists(key));
      return node;
    }),
  );
}
