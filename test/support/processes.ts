import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Pool } from 'pg';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server';
import { freePort } from '../../tools/process/free-port';
import { spawnLeashed } from '../../tools/process/leashed-process';
import { CLONE_FOLDER, LOCAL_FOLDER, localFolder } from '../../tools/state/local-folder';
import { createDatabase, type TestDatabase } from './postgres';
import { Api, environmentFor, eventually, newApiKey } from './service';

export { CLONE_FOLDER };

/** Where the global setup of the `chaos` project builds the service. */
export const BUILD_FOLDER = join(LOCAL_FOLDER, 'chaos', 'dist');

type Environment = Readonly<Record<string, string>>;

/** One process of the built service, as it runs in an installation. */
export interface ServiceProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly api: Api;
  /** Resolves when it has ended, with how: `exit code 0`, `signal SIGKILL`. */
  readonly exited: Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** `kill -9`: resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and how it ended. */
  stop(): Promise<string>;
  /** Everything it has written so far. */
  log(): Promise<string>;
  /** `kill -9`, and its log removed. */
  remove(): Promise<void>;
}

/** Starts `node main.js` and waits until it says that it is ready. */
export async function startProcess(environment: Environment): Promise<ServiceProcess> {
  const port = Number(environment.PORT) || (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const folder = await localFolder('chaos');
  const logFile = join(folder, `${randomBytes(6).toString('hex')}.log`);
  const child = await spawnLeashed(process.execPath, [join(BUILD_FOLDER, 'main.js')], {
    env: { ...environment, PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port) },
    // Not the clone's folder: a developer's own `.env` there is for other purposes.
    cwd: folder,
    logFile,
    endSignal: 'SIGTERM',
    graceMs: 30_000,
  });
  const log = () => readFile(logFile, 'utf8');
  await eventually(
    async () => {
      if (!child.isRunning()) return true;
      return (await fetch(`${url}/health/ready`)).ok;
    },
    { withinMs: 60_000, what: 'the readiness of the service' },
  );
  if (!child.isRunning()) throw new Error(`${await child.exited}:\n${await log()}`);
  const signal = (name: NodeJS.Signals): void => {
    if (child.isRunning()) process.kill(child.pid, name);
  };
  const kill = async (): Promise<void> => {
    signal('SIGKILL');
    await child.exited;
  };
  return {
    ...child,
    url,
    port,
    api: new Api(url),
    signal,
    kill,
    async stop() {
      await child.stop();
      return child.exited;
    },
    log,
    async remove() {
      await kill();
      await rm(logFile, { force: true });
    },
  };
}

/** Runs an entry point of the built service to its end. */
export async function runToEnd(
  file: 'main.js' | 'migrate.js',
  environment: Environment,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const cwd = await localFolder('chaos');
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(BUILD_FOLDER, file)],
      { env: { ...environment, PATH: process.env.PATH }, cwd, timeout: 60_000 },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, stdout, stderr });
      },
    );
  });
}

export interface TestMerchant {
  /** As the API names it. */
  id: string;
  apiKey: string;
}

/** A database and an iPay, for processes to be started over. */
export interface ProcessWorld {
  readonly database: TestDatabase;
  readonly sandbox: Sandbox;
  readonly environment: Environment;
  /** Reads the truth, beside the service. */
  sql<Row = any>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Ended with the world, if it is not gone before. */
  start(changes?: Environment): Promise<ServiceProcess>;
  /** A merchant with a key that the sandbox knows. */
  createMerchant(through: Api): Promise<TestMerchant>;
  stop(): Promise<void>;
}

export async function startProcessWorld(
  options: { environment?: Environment; sandbox?: SandboxOptions } = {},
): Promise<ProcessWorld> {
  const [database, sandbox] = await Promise.all([
    createDatabase(),
    startSandbox({ paymentUrlScheme: 'http', ...options.sandbox }),
  ]);
  const environment = { ...environmentFor(database, sandbox), ...options.environment };
  const pool = new Pool({ connectionString: database.url, max: 4 });
  const processes: ServiceProcess[] = [];
  return {
    database,
    sandbox,
    environment,
    sql: async (text, values = []) => (await pool.query(text, values)).rows,
    async start(changes = {}) {
      const started = await startProcess({ ...environment, ...changes });
      processes.push(started);
      return started;
    },
    async createMerchant(api) {
      const apiKey = newApiKey();
      sandbox.addMerchant('Test shop', apiKey);
      const answer = await api.post('/v1/merchants', { name: 'Test shop', apiKey });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return { id: answer.body.id, apiKey };
    },
    async stop() {
      await Promise.all(processes.map((started) => started.remove()));
      await pool.end();
      await sandbox.close();
      await database.drop();
    },
  };
}
