import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../process/free-port';
import { spawnLeashed, type LeashedProcess } from '../process/leashed-process';
import { CLONE_FOLDER } from '../state/local-folder';

/** The service's environment, without the ones that `startService` sets itself. */
export type ServiceSettings = Readonly<Record<string, string>>;

export interface ServiceOptions {
  settings: ServiceSettings;
  logFile: string;
}

/** One process of the built service, ready to be asked. */
export interface LocalService {
  readonly url: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when it has ended, with how. */
  readonly exited: Promise<string>;
  isRunning(): boolean;
  /** SIGTERM: it answers what it has accepted and ends. */
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;
/** More than the service's own `SHUTDOWN_TIMEOUT_MS` by default. */
const STOP_GRACE_MS = 30_000;

/** Brings the schema up, as an installation does before a new release: `node dist/migrate.js`. */
export async function migrateDatabase({ settings, logFile }: ServiceOptions): Promise<void> {
  const migration = await spawnBuilt('migrate.js', settings, logFile);
  const exit = await migration.exited;
  if (exit !== 'exit code 0') {
    throw new Error(`The migration failed (${exit}):\n${await logEnd(logFile)}`);
  }
}

/**
 * Starts one process of the built service (`node dist/main.js`) on a free port of 127.0.0.1 and
 * waits until `/health/ready` says yes.
 *
 * @throws where it ends or takes too long (the message ends with its log)
 */
export async function startService({ settings, logFile }: ServiceOptions): Promise<LocalService> {
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const service = await spawnBuilt(
    'main.js',
    { ...settings, HOST: '127.0.0.1', PORT: String(port) },
    logFile,
  );
  if (!(await readyBefore(Date.now() + START_LIMIT_MS, url, service))) {
    await service.stop();
    throw new Error(
      `The service did not start (${await service.exited}):\n${await logEnd(logFile)}`,
    );
  }
  return { ...service, url, logFile };
}

function spawnBuilt(
  file: string,
  settings: ServiceSettings,
  logFile: string,
): Promise<LeashedProcess> {
  return spawnLeashed(process.execPath, [join(CLONE_FOLDER, 'dist', file)], {
    env: { PATH: process.env.PATH, ...settings },
    // Not the clone's folder: a developer's own `.env` there is for other purposes.
    cwd: join(logFile, '..'),
    logFile,
    endSignal: 'SIGTERM',
    graceMs: STOP_GRACE_MS,
  });
}

async function readyBefore(
  deadline: number,
  url: string,
  service: LeashedProcess,
): Promise<boolean> {
  while (service.isRunning() && Date.now() < deadline) {
    if (await isReady(url)) return true;
    await sleep(50);
  }
  return false;
}

/** Asks a service whether it wants to be sent requests. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

async function logEnd(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n');
  return lines.slice(-15).join('\n');
}
