import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Cluster, Redis } from 'ioredis';
import { connectRedis } from '../../src/redis/connect-redis';
import type { LocalRedis } from '../../tools/redis/redis-server';
import { startRedis } from '../../tools/redis/start-redis';
import { eventually } from '../support/service';

describe('a connection to Redis', () => {
  let server: LocalRedis;
  let client: Redis;
  beforeAll(async () => {
    server = await startRedis();
    client = connectRedis({ form: 'single', url: server.url }, {}) as Redis;
    await client.ping();
  }, 60_000);
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  it('that says READONLY to many commands at once is left once, and they are sent again', async () => {
    await server.ask((other) => other.replicaof('127.0.0.1', 1));
    const { stream } = client;
    const listeners = stream.listenerCount('close');
    const closed = new Promise<number>((resolve) => {
      stream.prependOnceListener('close', () => {
        resolve(stream.listenerCount('close') - listeners);
      });
    });
    const written = Array.from({ length: 30 }, (_, i) => client.set(`key-${i}`, i));
    // The one that ends the wait for an orderly close.
    expect(await closed).toBe(1);
    await server.ask((other) => other.replicaof('NO', 'ONE'));
    expect(await Promise.all(written)).toEqual(Array(30).fill('OK'));
  });
});

describe('a connection to a Redis Cluster', () => {
  /** Tells its slots, but the first time it is asked for its state it breaks the connection. */
  async function startStammering(): Promise<Server> {
    let isFirst = true;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        for (const [, words] of chunk.toString().matchAll(/\*\d+\r\n((?:\$\d+\r\n.*\r\n)+)/g)) {
          const command = words!
            .replace(/\$\d+\r\n/g, '')
            .trim()
            .replaceAll('\r\n', ' ')
            .toLowerCase();
          if (command === 'cluster info' && isFirst) {
            isFirst = false;
            socket.destroy();
            return;
          }
          const { port } = server.address() as AddressInfo;
          const answers: Record<string, string> = {
            'cluster slots': `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:${port}\r\n`,
            'cluster info': '+cluster_state:ok\r\n',
            info: '+loading:0\r\n',
          };
          socket.write(answers[command] ?? '+OK\r\n');
        }
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }

  it('whose node breaks off before it has told its state fails, and is tried again', async () => {
    const server = await startStammering();
    const { port } = server.address() as AddressInfo;
    const client = connectRedis(
      { form: 'cluster', nodes: [{ host: '127.0.0.1', port }], redis: {}, isTls: false },
      { lazyConnect: true, retryStrategy: () => 50 },
    ) as Cluster;
    client.on('error', () => undefined);
    try {
      await expect(client.connect()).rejects.toThrow('Connection is closed.');
      await eventually(() => client.status === 'ready');
    } finally {
      const ended = once(client, 'end');
      client.disconnect();
      await ended;
      server.close();
    }
  });

  it('that is away can be left between two attempts, and connected anew at once', async () => {
    const server = await startStammering();
    const { port } = server.address() as AddressInfo;
    server.close();
    const client = connectRedis(
      { form: 'cluster', nodes: [{ host: '127.0.0.1', port }], redis: {}, isTls: false },
      { retryStrategy: () => 60_000 },
    ) as Cluster;
    client.on('error', () => undefined);
    await eventually(() => client.status === 'reconnecting');
    client.disconnect();
    await expect(client.connect()).rejects.toThrow();
    // The strategy is asked, as after any other failure.
    await eventually(() => client.status === 'reconnecting');
    const ended = once(client, 'end');
    client.disconnect();
    await ended;
  });
});
