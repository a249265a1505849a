import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import { Config } from '../config/config';
import type { RedisAddress } from '../config/redis-address';
import { Problem } from '../http/problem';
import { connectRedis, type RedisClient } from '../redis/connect-redis';
import { RateLimited } from './access.problems';
import type { Caller } from './caller';

const WINDOW_SECONDS = 60;
const POLICY = 'per-minute';
const REDIS_TIMEOUT_MS = 250;
/** So long every request may have to wait for its timeout; then the connection counts as lost. */
const SILENCE_MS = 1_000;

/**
 * So many requests a minute for each token, counted by all instances together over Redis. Without
 * Redis, or while it is away, each instance counts for itself.
 */
@Injectable()
export class RateLimits implements OnApplicationShutdown {
  private readonly logger = new Logger(RateLimits.name);
  private readonly redis: RedisClient | null;
  private readonly limiter: RateLimiterAbstract;

  constructor(private readonly config: Config) {
    const own = new RateLimiterMemory({
      points: config.rateLimitPerMinute,
      duration: WINDOW_SECONDS,
    });
    this.redis = config.redis === null ? null : connect(config.redis);
    // The limiter counts by itself meanwhile; a listener keeps the event from ending the process.
    this.redis?.on('error', (error: Error) => {
      this.logger.debug({ err: error }, 'rate limits are counted by this instance alone');
    });
    this.limiter = this.redis
      ? new RateLimiterRedis({
          storeClient: this.redis,
          // No hash tag: the tokens are spread over the masters of a Cluster.
          keyPrefix: `${config.queuePrefix}:rate`,
          points: config.rateLimitPerMinute,
          duration: WINDOW_SECONDS,
          insuranceLimiter: own,
        })
      : own;
  }

  /** Counts a request and tells the caller how many are left. @throws Problem `rate-limited` */
  async count(caller: Caller, reply: FastifyReply): Promise<void> {
    try {
      this.tell(reply, await this.limiter.consume(caller.tokenId ?? 'admin'));
    } catch (outcome) {
      if (!(outcome instanceof RateLimiterRes)) throw outcome;
      this.tell(reply, outcome);
      throw new Problem(RateLimited, `At most ${this.config.rateLimitPerMinute} a minute`, {
        headers: { 'retry-after': String(seconds(outcome)) },
      });
    }
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }

  private tell(reply: FastifyReply, outcome: RateLimiterRes): void {
    void reply.headers({
      'ratelimit-policy': `"${POLICY}";q=${this.config.rateLimitPerMinute};w=${WINDOW_SECONDS}`,
      ratelimit: `"${POLICY}";r=${Math.max(0, outcome.remainingPoints)};t=${seconds(outcome)}`,
    });
  }
}

function connect(address: RedisAddress): RedisClient {
  return connectRedis(address, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: REDIS_TIMEOUT_MS,
    socketTimeout: SILENCE_MS,
  });
}

/** Until the window begins anew, at least one. */
function seconds({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}
