import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../process/free-port';
import { spawnLeashed, type LeashedProcess } from '../process/leashed-process';
import { localFolder } from '../state/local-folder';
import { locateRedis } from './redis-binary';

/** A Redis server of our own on 127.0.0.1, empty at the start. It ends with this process. */
export interface LocalRedis {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** Resolves when the server has ended, with how. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

export interface RedisOptions {
  /** Start on this port instead of a free one: for a server that comes back where it was. */
  port?: number;
}

const START_LIMIT_MS = 10_000;

/**
 * Starts a Redis as BullMQ needs it: no key is ever evicted. Nothing is written to disk.
 *
 * @throws where there is no Redis to be had (one line that says what to install) or it does not start
 */
export async function startRedis(options: RedisOptions = {}): Promise<LocalRedis> {
  const binary = await locateRedis();
  const folder = await localFolder('redis');
  const port = options.port ?? (await freePort());
  const logFile = join(folder, `${String(port)}.log`);
  const server = await spawnLeashed(
    binary.file,
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'],
    ],
    {
      env: { PATH: process.env.PATH, LD_LIBRARY_PATH: binary.libraryFolders.join(':') },
      logFile,
      endSignal: 'SIGTERM',
      graceMs: 5000,
    },
  );
  if (!(await answers(server, port))) {
    await server.stop();
    const log = await readFile(logFile, 'utf8');
    throw new Error(`Redis did not start (${await server.exited}):\n${log}`);
  }
  return {
    pid: server.pid,
    port,
    url: `redis://127.0.0.1:${String(port)}`,
    exited: server.exited,
    async stop() {
      await server.stop();
      await rm(logFile, { force: true });
    },
  };
}

/** Tries again and again, until it answers, has ended, or took too long. */
async function answers(server: LeashedProcess, port: number): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  const client = new Redis(port, '127.0.0.1', {
    maxRetriesPerRequest: null,
    retryStrategy: () => (server.isRunning() && Date.now() < deadline ? 20 : null),
  });
  // A refused connection is no news: the ping below waits for one that holds.
  client.on('error', () => undefined);
  try {
    await client.ping();
    await client.quit();
    return true;
  } catch {
    return false;
  }
}
