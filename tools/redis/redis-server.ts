import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../process/free-port';
import { spawnLeashed, type LeashedProcess } from '../process/leashed-process';
import { localFolder } from '../state/local-folder';
import { locateRedis } from './redis-binary';

/** A Redis server of our own on 127.0.0.1. It ends with this process. */
export interface LocalRedis {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** Resolves when the server has ended, with how. */
  readonly exited: Promise<string>;
  /** Asks it something, over a connection that is closed again. */
  ask<T>(question: (client: Redis) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Start on this port instead of a free one: for a server that comes back where it was. */
  port?: number;
  password?: string;
  /** What comes on its command line beside port, address and folder. */
  settings: readonly string[];
  /** Its configuration file, which a Sentinel needs to write to. */
  config?: readonly string[];
}

const START_LIMIT_MS = 10_000;
const ANSWER_LIMIT_MS = 10_000;

/** @throws where there is no Redis to be had (one line that says what to install) or it does not start */
export async function startServer(options: ServerOptions): Promise<LocalRedis> {
  const binary = await locateRedis();
  const { password, config } = options;
  const port = options.port ?? (await freePort());
  const folder = await emptyFolder(port);
  const logFile = join(folder, 'server.log');
  const configFile = join(folder, 'server.conf');
  if (config) await writeFile(configFile, `${config.join('\n')}\n`);
  const server = await spawnLeashed(
    binary.file,
    [
      ...(config ? [configFile] : []),
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...(password === undefined ? [] : ['--requirepass', password]),
      ...options.settings,
    ],
    {
      env: { PATH: process.env.PATH, LD_LIBRARY_PATH: binary.libraryFolders.join(':') },
      logFile,
      endSignal: 'SIGTERM',
      graceMs: 5000,
    },
  );
  const credentials = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  const url = `redis://${credentials}127.0.0.1:${String(port)}`;
  if (!(await answers(server, url))) {
    await server.stop();
    const log = await readFile(logFile, 'utf8');
    throw new Error(`Redis did not start (${await server.exited}):\n${log}`);
  }
  return {
    pid: server.pid,
    port,
    url,
    exited: server.exited,
    ask: (question) => askServer(url, question),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A server reads at its start what another one of its folder has left. */
async function emptyFolder(port: number): Promise<string> {
  const folder = await localFolder('redis', String(port));
  await rm(folder, { recursive: true });
  return localFolder('redis', String(port));
}

/** Tries again and again, until it answers, has ended, or took too long. */
async function answers(server: LeashedProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  const client = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: () => (server.isRunning() && Date.now() < deadline ? 20 : null),
  });
  // A refused connection is no news: the ping below waits for one that holds.
  client.on('error', () => undefined);
  try {
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    // A Sentinel does not know QUIT.
    client.disconnect();
  }
}

async function askServer<T>(url: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { retryStrategy: () => null, commandTimeout: ANSWER_LIMIT_MS });
  // The question itself fails as well.
  client.on('error', () => undefined);
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}
