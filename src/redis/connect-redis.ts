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
  const { enableOfflineQueue = true, retryStrategy, maxRetriesPerRequest } = settled;
  return {
    enableOfflineQueue,
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

/**
 * BullMQ disconnects a Cluster that is away and connects it anew, at once. ioredis takes the end of
 * the old connections for that of the new ones, tries no more after the first failure, and never
 * tells the end of what was between two attempts.
 */
class SteadyCluster extends Cluster {
  override async connect(): Promise<void> {
    if (this.status === 'disconnecting') {
      await new Promise<void>((resolve) => this.once('end', resolve));
    }
    Reflect.set(this, 'manuallyClosing', false);
    await super.connect();
  }

  override disconnect(reconnect = false): void {
    if (this.status === 'end') return;
    // As before the first attempt: there is nothing to close.
    if (this.status === 'reconnecting' && !reconnect) this.status = 'wait';
    super.disconnect(reconnect);
  }
}
