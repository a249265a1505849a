import type { Redis } from 'ioredis';
import { connectRedis } from '../../src/redis/connect-redis';
import type { LocalRedis } from '../../tools/redis/redis-server';
import { startRedis } from '../../tools/redis/start-redis';

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
