import { startServer, type LocalRedis, type ServerOptions } from './redis-server';

/** As BullMQ needs it: no key is ever evicted. Nothing is written to disk. */
export const IN_MEMORY = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];

/**
 * Starts a Redis that is empty.
 *
 * @throws where there is no Redis to be had (one line that says what to install) or it does not start
 */
export function startRedis(options: Pick<ServerOptions, 'port'> = {}): Promise<LocalRedis> {
  return startServer({ ...options, settings: IN_MEMORY });
}
