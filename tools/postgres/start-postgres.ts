import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { endOrphan } from '../process/end-orphan';
import { freePort } from '../process/free-port';
import { spawnLeashed, type LeashedProcess } from '../process/leashed-process';
import { localFolder, readJson, writePrivateJson } from '../state/local-folder';
import { takeLock, type Lock } from '../state/lock';
import { ENTER_ONLY, openServerHome, type ServerHome } from './server-home';

export interface PostgresOptions {
  /**
   * The cluster's name within this clone; its data, port and password are kept for the next start.
   * Left out: a cluster for this run only, deleted by `stop()`.
   */
  name?: string;
  /** Server settings (`-c`) beyond the defaults. */
  settings?: Record<string, string>;
  /** Told in words what is being done, before it is done. */
  onStep?: (step: string) => void;
}

/** A Postgres server of our own on 127.0.0.1. It ends with this process, even by `kill -9`. */
export interface LocalPostgres {
  readonly pid: number;
  readonly port: number;
  /** Its log, emptied at each start. */
  readonly logFile: string;
  /** Resolves when the server has ended, with how. */
  readonly exited: Promise<string>;
  /** The address of one of its databases, for its superuser. */
  databaseUrl(database: string): string;
  /** Ends every session, stops the server, and deletes a cluster without a name. */
  stop(): Promise<void>;
}

/** What is kept of a cluster beside its data. */
interface ClusterState {
  port: number;
  password: string;
}

interface Cluster {
  home: ServerHome;
  /** Holds `data` and `server.log`. */
  folder: string;
  data: string;
  stateFile: string;
}

const SUPERUSER = 'postgres';
const START_LIMIT_MS = 60_000;
/** A fast shutdown writes a checkpoint; on a slow disk that takes its time. */
const STOP_GRACE_MS = 20_000;
const TEMPORARY = /^run-[0-9a-f]+\.lock$/;

/**
 * Starts a real Postgres, from the npm registry alone: as root or as an ordinary user, in any
 * folder. The first start of a cluster makes it (about a second), later ones find it.
 *
 * @throws where another process of this clone runs the cluster of that name, or Postgres does not
 *   start (the message ends with its log)
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<LocalPostgres> {
  const onStep = options.onStep ?? (() => undefined);
  const stateFolder = await localFolder('postgres');
  const home = await openServerHome(onStep);
  if (options.name === undefined) await removeLeftovers(home, stateFolder);

  const name = options.name ?? `run-${randomBytes(6).toString('hex')}`;
  const lock = await takeLock(join(stateFolder, `${name}.lock`));
  if (lock === undefined) {
    throw new Error(`The Postgres \`${name}\` of this clone is in use by another running process.`);
  }
  const cluster = clusterOf(home, stateFolder, name);
  try {
    await endOrphanedServer(cluster);
    const state = (await readInitialised(cluster)) ?? (await initialise(cluster, onStep));
    onStep('Starting Postgres');
    const { server, port } = await startServer(cluster, state, options.settings ?? {});
    return describe(cluster, lock, server, { ...state, port }, options.name === undefined);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function clusterOf(home: ServerHome, stateFolder: string, name: string): Cluster {
  const folder = join(home.folder, name);
  return { home, folder, data: join(folder, 'data'), stateFile: join(stateFolder, `${name}.json`) };
}

function describe(
  cluster: Cluster,
  lock: Lock,
  server: LeashedProcess,
  state: ClusterState,
  temporary: boolean,
): LocalPostgres {
  return {
    pid: server.pid,
    port: state.port,
    logFile: join(cluster.folder, 'server.log'),
    exited: server.exited,
    databaseUrl: (database) => urlOf(state, database),
    async stop() {
      await server.stop();
      if (temporary) await removeCluster(cluster);
      await lock.release();
    },
  };
}

function urlOf({ password, port }: ClusterState, database: string): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${String(port)}/${database}`;
}

/** What is known of a cluster that is there and of this version. */
async function readInitialised(cluster: Cluster): Promise<ClusterState | undefined> {
  const versionFile = join(cluster.data, 'PG_VERSION');
  if (!existsSync(versionFile)) return undefined;
  const version = Number.parseInt(await readFile(versionFile, 'utf8'), 10);
  if (version !== cluster.home.majorVersion) return undefined;
  return readJson<ClusterState>(cluster.stateFile);
}

/** Makes the cluster anew. It gets its name only when it is whole. */
async function initialise(cluster: Cluster, onStep: (step: string) => void): Promise<ClusterState> {
  onStep('Making a Postgres cluster');
  const { account, binFolder } = cluster.home;
  const unfinished = `${cluster.data}.unfinished`;
  const passwordFile = join(cluster.folder, 'password');
  const state = { port: await freePort(), password: randomBytes(24).toString('hex') };

  await rm(cluster.folder, { recursive: true, force: true });
  await mkdir(cluster.folder, { recursive: true });
  await chmod(cluster.folder, ENTER_ONLY);
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, state.password, { mode: 0o600 });
  if (account) {
    await chown(unfinished, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const initdb = await spawnLeashed(
    join(binFolder, 'initdb'),
    [
      ...['-D', unfinished, '-U', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      // Sorting and case rules of Postgres' own: the same everywhere, whatever locales there are.
      ...['--encoding', 'UTF8', '--no-locale'],
      ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ],
    serverProcess(cluster, 'SIGTERM', 'initdb.log'),
  );
  const exit = await initdb.exited;
  if (exit !== 'exit code 0') {
    throw new Error(`initdb failed (${exit}):\n${await logEnd(cluster, 'initdb.log')}`);
  }
  await rm(passwordFile);
  await writePrivateJson(cluster.stateFile, state);
  await rename(unfinished, cluster.data);
  return state;
}

/** Starts the server and waits until it answers; on another port where the known one is taken. */
async function startServer(
  cluster: Cluster,
  state: ClusterState,
  settings: Record<string, string>,
): Promise<{ server: LeashedProcess; port: number }> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const port = await freePort(state.port);
    if (port !== state.port) await writePrivateJson(cluster.stateFile, { ...state, port });
    const server = await spawnLeashed(
      join(cluster.home.binFolder, 'postgres'),
      ['-D', cluster.data, ...settingArguments({ ...settings, port: String(port) })],
      // SIGINT is Postgres' fast shutdown: it ends the sessions instead of waiting for them.
      serverProcess(cluster, 'SIGINT', 'server.log'),
    );
    if (await answersBefore(deadline, urlOf({ ...state, port }, 'postgres'), server)) {
      return { server, port };
    }
    await server.stop();
    const log = await logEnd(cluster, 'server.log');
    // The port was taken in between, or processes of a killed server are still ending.
    if (Date.now() > deadline || !log.includes('in use')) {
      throw new Error(`Postgres did not start (${await server.exited}):\n${log}`);
    }
    await sleep(100);
  }
}

function settingArguments(settings: Record<string, string>): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    // The path of a socket in a deep clone would be too long.
    unix_socket_directories: '',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function serverProcess(cluster: Cluster, endSignal: NodeJS.Signals, log: string) {
  return {
    // Nothing of the caller's environment (PGDATA, LC_ALL, …) changes what the server does.
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    cwd: cluster.folder,
    logFile: join(cluster.folder, log),
    endSignal,
    graceMs: STOP_GRACE_MS,
    account: cluster.home.account,
  };
}

async function answersBefore(
  deadline: number,
  url: string,
  server: LeashedProcess,
): Promise<boolean> {
  while (server.isRunning() && Date.now() < deadline) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await sleep(25);
    }
  }
  return false;
}

async function logEnd(cluster: Cluster, log: string): Promise<string> {
  const lines = (await readFile(join(cluster.folder, log), 'utf8')).trimEnd().split('\n');
  return lines.slice(-15).join('\n');
}

/** Ends a server that still runs on this cluster although the process that started it is gone. */
async function endOrphanedServer(cluster: Cluster): Promise<void> {
  const pidFile = join(cluster.data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(await readFile(pidFile, 'utf8'), 10);
  await endOrphan(pid, cluster.data, 'SIGINT', STOP_GRACE_MS);
  // Left by a server that was killed; Postgres would take any process of that number for it.
  await rm(pidFile, { force: true });
}

/** Removes the temporary clusters of runs that were killed. */
async function removeLeftovers(home: ServerHome, stateFolder: string): Promise<void> {
  for (const file of await readdir(stateFolder)) {
    if (!TEMPORARY.test(file)) continue;
    const lock = await takeLock(join(stateFolder, file));
    if (lock === undefined) continue;
    const cluster = clusterOf(home, stateFolder, file.slice(0, -'.lock'.length));
    await endOrphanedServer(cluster);
    await removeCluster(cluster);
    await lock.release();
  }
}

async function removeCluster(cluster: Cluster): Promise<void> {
  await rm(cluster.folder, { recursive: true, force: true });
  await rm(cluster.stateFile, { force: true });
}
