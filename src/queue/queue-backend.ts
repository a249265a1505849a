import { setTimeout } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { RedisOptions } from 'ioredis';
import {
  Queue,
  RedisConnection,
  Worker,
  createIORedisClient,
  createPostgresBackend,
  createRedisBackend,
  type BackendFactory,
  type ConnectionOptions,
  type Processor,
  type QueueOptions,
  type RedisQueueBackend,
  type WorkerOptions,
} from 'bullmq';
import type { Config } from '../config/config';
import type { RedisAddress } from '../config/redis-address';
import { connectRedis } from '../redis/connect-redis';

/** Plenty for handing jobs over; the work itself uses the service's own pool. */
const POSTGRES_CONNECTIONS = 4;

/** Between attempts to reach a Redis that is away. */
const RECONNECT_AFTER_MS = 1_000;
const TO_CONNECT_MS = 200;

/** After a failed connection; BullMQ's own 15 s would keep a worker that closes waiting as long. */
const RETRY_AFTER_MS = 1_000;

/**
 * Where the queue lives: Redis under `REDIS_URL`, else a schema of its own in the service's
 * Postgres. `QUEUE_PREFIX` names the schema, or the hash tag that keeps a Redis Cluster together.
 */
export function queueOptions(config: Config): QueueOptions {
  if (config.redis === null) {
    const connection = {
      connectionString: config.databaseUrl,
      schema: config.queuePrefix,
      max: POSTGRES_CONNECTIONS,
      application_name: 'ipay-connect queue',
    };
    return { connection };
  }
  return { prefix: `{${config.queuePrefix}}`, connection: { address: config.redis } };
}

/** BullMQ's own way of connecting knows a single server and Sentinel, but no Cluster. */
RedisConnection.clientFactory = ({ address, ...options }) =>
  createIORedisClient(connectRedis(address as RedisAddress, options as RedisOptions));

function isPostgres(connection: ConnectionOptions): boolean {
  return 'connectionString' in connection;
}

/** BullMQ's types know one backend at a time; which one it is, the connection decides. */
type AnyBackend = BackendFactory<RedisQueueBackend>;

function backendOf(connection: ConnectionOptions): AnyBackend {
  return isPostgres(connection)
    ? (createPostgresBackend as unknown as AnyBackend)
    : createRedisBackend;
}

/**
 * Whether a lost Redis is still waited for. Commands outlast a lost connection, so a queue or worker
 * that closes while Redis is away would otherwise wait for its return.
 */
class Hope {
  private isGivenUp = false;
  /** When the next attempt to connect has begun. */
  private triedAt = 0;

  /** @param enableOfflineQueue whether commands wait for a connection that is away */
  of(connection: ConnectionOptions, enableOfflineQueue: boolean): ConnectionOptions {
    if (isPostgres(connection)) return connection;
    return { ...connection, enableOfflineQueue, retryStrategy: () => this.retryIn() };
  }

  /** ioredis cannot be closed between two attempts: this resolves when there is none ahead. */
  async giveUp(): Promise<void> {
    this.isGivenUp = true;
    const waitMs = this.triedAt - Date.now();
    if (waitMs > 0) await setTimeout(waitMs);
  }

  private retryIn(): number | null {
    if (this.isGivenUp) return null;
    this.triedAt = Date.now() + RECONNECT_AFTER_MS + TO_CONNECT_MS;
    return RECONNECT_AFTER_MS;
  }
}

/**
 * BullMQ keeps a first connection to Postgres that failed for ever, and its worker spins on it. A
 * process that cannot reach its queue in Postgres has not started; one in Redis may come later.
 */
export async function firstContact(one: Queue | Worker): Promise<void> {
  if (isPostgres(one.opts.connection)) await one.waitUntilReady();
}

/** BullMQ's queue over whichever backend its connection names. */
export class BackedQueue extends Queue {
  private readonly logger = new Logger(BackedQueue.name);
  private readonly hope: Hope;

  constructor(name: string, options: QueueOptions) {
    const hope = new Hope();
    // Nobody waits for a queue that is away: the dispatcher carries on without it.
    const connection = hope.of(options.connection, false);
    super(name, { ...options, connection }, backendOf(connection));
    this.hope = hope;
    // Whoever adds a job is told by that job; this is the connection on its own account.
    this.on('error', (error) => {
      this.logger.debug({ err: error }, 'the connection to the queue has trouble');
    });
  }

  override async close(): Promise<void> {
    await this.hope.giveUp();
    await super.close();
  }
}

/** BullMQ's worker over whichever backend its connection names. */
export class BackedWorker extends Worker {
  private readonly hope: Hope;

  constructor(name: string, processor: Processor, options: WorkerOptions) {
    const hope = new Hope();
    const connection = hope.of(options.connection, true);
    super(
      name,
      processor,
      { runRetryDelay: RETRY_AFTER_MS, ...options, connection, autorun: false },
      backendOf(connection),
    );
    this.hope = hope;
  }

  /** Takes jobs from now on. @throws when the queue is in Postgres and cannot be reached */
  async begin(): Promise<void> {
    await firstContact(this);
    this.run().catch((error: unknown) => this.emit('error', error as Error));
  }

  override async close(force?: boolean): Promise<void> {
    await this.hope.giveUp();
    await super.close(force);
  }
}
