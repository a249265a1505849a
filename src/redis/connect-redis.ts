import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from '../config/redis-address';

export type RedisClient = Redis | Cluster;

/** After a failover the old primary says READONLY and the new one LOADING: connect anew, send again. */
const RECONNECT_AND_RESEND = 2;

/**
 * A machine that is gone says nothing at all: whoever waits for it gives up and looks where Redis is
 * now. Longer than BullMQ's workers wait for a job (5 s).
 */
const SILENCE_MS = 8_000;
const CONNECT_MS = 3_000;
const SENTINEL_ANSWER_MS = 2_000;
/** A Cluster's masters may change without a word to those whose commands still arrive. */
const LOOK_AT_SLOTS_MS = 5_000;

/** However it is reached, it heals by itself: after a restart, a failover, a machine lost. */
const HEALING: RedisOptions = { connectTimeout: CONNECT_MS, socketTimeout: SILENCE_MS };

/**
 * Redis wherever `REDIS_URL` says that it is. `retryStrategy` decides about every attempt to find
 * it, `maxRetriesPerRequest` how long a command is tried, also over a Cluster's redirections.
 */
export function connectRedis(address: RedisAddress, options: RedisOptions): RedisClient {
  const settled = { ...HEALING, ...options };
  switch (address.form) {
    case 'single':
      return new SteadyRedis(address.url, { ...settled, reconnectOnError });
    case 'sentinel':
      return new SteadyRedis({
        ...settled,
        ...sentinelOptions(address, options),
        reconnectOnError,
      });
    case 'cluster':
      return new SteadyCluster(address.nodes, clusterOptions(address, settled));
  }
}

function reconnectOnError({ message }: Error): false | typeof RECONNECT_AND_RESEND {
  return /READONLY|LOADING/.test(message) ? RECONNECT_AND_RESEND : false;
}

type Address<Form> = Extract<RedisAddress, { form: Form }>;

function sentinelOptions(
  { sentinels, sentinel, redis, masterName, database, isTls }: Address<'sentinel'>,
  { retryStrategy }: RedisOptions,
): RedisOptions {
  return {
    sentinels,
    name: masterName,
    db: database,
    ...redis,
    ...(sentinel.username !== undefined && { sentinelUsername: sentinel.username }),
    ...(sentinel.password !== undefined && { sentinelPassword: sentinel.password }),
    sentinelCommandTimeout: SENTINEL_ANSWER_MS,
    ...(retryStrategy && { sentinelRetryStrategy: retryStrategy }),
    ...(isTls && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
  };
}

function clusterOptions({ redis, isTls }: Address<'cluster'>, settled: RedisOptions) {
  const { enableOfflineQueue = true, lazyConnect = false, retryStrategy } = settled;
  const { maxRetriesPerRequest } = settled;
  return {
    enableOfflineQueue,
    lazyConnect,
    slotsRefreshInterval: LOOK_AT_SLOTS_MS,
    ...(retryStrategy && { clusterRetryStrategy: retryStrategy }),
    ...(typeof maxRetriesPerRequest === 'number' && { maxRedirections: maxRetriesPerRequest }),
    // Certificates name hosts: they are not to be replaced by their addresses.
    ...(isTls && { dnsLookup: keepName }),
    redisOptions: { ...settled, ...redis, ...(isTls && { tls: {} }) },
  };
}

function keepName(host: string, callback: (error: null, host: string) => void): void {
  callback(null, host);
}

/**
 * ioredis begins to leave a connection anew for each READONLY of a whole batch of answers, with a
 * timer and a listener every time; once is enough.
 */
class SteadyRedis extends Redis {
  private left: Redis['stream'] | undefined;

  override disconnect(reconnect = false): void {
    if (reconnect && this.left === this.stream) return;
    if (reconnect) this.left = this.stream;
    super.disconnect(reconnect);
  }
}

/** ioredis gives connections 2 s to close. */
const END_WITHIN_MS = 2_500;

/**
 * A Cluster whose `connect` and `disconnect` always come to an end, which BullMQ's workers wait for.
 * With ioredis alone, connecting goes on for ever where a node falls silent between its slots and its
 * state, and leaving does where there is no connection: between two attempts, or while addresses are
 * looked up. BullMQ also connects at once after leaving, and the end of the old connections is not
 * the end of the new ones.
 */
class SteadyCluster extends Cluster {
  override async connect(): Promise<void> {
    if (this.status === 'disconnecting') {
      await new Promise<void>((resolve) => this.once('end', resolve));
    }
    // Else the strategy would not be asked after a failure.
    Reflect.set(this, 'manuallyClosing', false);
    let stopWatching = (): void => undefined;
    const closed = new Promise<never>((_resolve, reject) => {
      const watch = (): void => {
        if (this.status === 'close' || this.status === 'end')
          reject(new Error('Connection is closed.'));
      };
      this.on('close', watch);
      stopWatching = () => this.off('close', watch);
    });
    try {
      await Promise.race([super.connect(), closed]);
    } finally {
      stopWatching();
    }
  }

  override disconnect(reconnect = false): void {
    if (this.status === 'end') return;
    if (reconnect) {
      super.disconnect(true);
    } else if (this.status === 'reconnecting') {
      this.endWithoutConnections();
    } else {
      const late = setTimeout(() => {
        if (this.status === 'disconnecting') this.endWithoutConnections();
      }, END_WITHIN_MS);
      this.once('end', () => {
        clearTimeout(late);
      });
      super.disconnect();
    }
  }

  private endWithoutConnections(): void {
    // As before the first attempt.
    this.status = 'wait';
    super.disconnect();
  }
}
