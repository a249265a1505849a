import {
  Queue,
  Worker,
  createPostgresBackend,
  createRedisBackend,
  type BackendFactory,
  type ConnectionOptions,
  type Processor,
  type QueueOptions,
  type RedisQueueBackend,
  type WorkerOptions,
} from 'bullmq';
import { Logger } from '@nestjs/common';
import type { Config } from '../config/config';

/** Plenty for handing jobs over; the work itself uses the service's own pool. */
const POSTGRES_CONNECTIONS = 4;

/** After a failover the old primary says READONLY and the new one LOADING: connect anew, send again. */
const RECONNECT_AND_RESEND = 2;

/**
 * Where the queue lives: Redis under `REDIS_URL`, else a schema of its own in the service's
 * Postgres. `QUEUE_PREFIX` names the schema, or the hash tag that keeps a Redis Cluster together.
 */
export function queueOptions(config: Config): QueueOptions {
  if (config.redisUrl === null) {
    const connection = {
      connectionString: config.databaseUrl,
      schema: config.queuePrefix,
      max: POSTGRES_CONNECTIONS,
      application_name: 'ipay-connect queue',
    };
    return { connection };
  }
  return {
    prefix: `{${config.queuePrefix}}`,
    connection: {
      url: config.redisUrl,
      // Nobody waits for a queue that is away: the dispatcher carries on without it.
      enableOfflineQueue: false,
      reconnectOnError: (error: Error) =>
        /READONLY|LOADING/.test(error.message) ? RECONNECT_AND_RESEND : false,
    },
  };
}

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

/** BullMQ's queue over whichever backend its connection names. */
export class BackedQueue extends Queue {
  private readonly logger = new Logger(BackedQueue.name);

  constructor(name: string, options: QueueOptions) {
    super(name, options, backendOf(options.connection));
    // Whoever adds a job is told by that job; this is the connection on its own account.
    this.on('error', (error) => {
      this.logger.debug({ err: error }, 'the connection to the queue has trouble');
    });
  }
}

/** After a failed connection; BullMQ's own 15 s would keep a worker that closes waiting as long. */
const RETRY_DELAY_MS = 1_000;

/** BullMQ's worker over whichever backend its connection names. */
export class BackedWorker extends Worker {
  constructor(name: string, processor: Processor, options: WorkerOptions) {
    const connection = isPostgres(options.connection)
      ? options.connection
      : { ...options.connection, enableOfflineQueue: true };
    super(
      name,
      processor,
      { runRetryDelay: RETRY_DELAY_MS, ...options, connection },
      backendOf(options.connection),
    );
  }
}
