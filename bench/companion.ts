import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endings } from '../tools/demo/endings';
import { freePort } from '../tools/process/free-port';
import { spawnLeashed } from '../tools/process/leashed-process';
import { CLONE_FOLDER, localFolder } from '../tools/state/local-folder';
import { say } from './house';

const START_LIMIT_MS = 30_000;

/** Whatever stands beside the service: a process of its own, so that nobody else's work slows it. */
export async function startCompanion(
  name: 'floor' | 'gateway' | 'sandbox' | 'status-gateway',
  settings: readonly string[],
  endings: Endings,
): Promise<string> {
  say(`Starting the ${name}`);
  const port = await freePort();
  const logFile = join(await localFolder('bench'), `${name}.log`);
  const script = join(CLONE_FOLDER, 'bench', name, 'main.ts');
  const running = await spawnLeashed(
    process.execPath,
    ['--import', 'tsx', script, String(port), ...settings],
    { env: { NODE_ENV: 'production' }, logFile, endSignal: 'SIGTERM', graceMs: 1_000 },
  );
  endings.add(() => running.stop());
  const giveUpAt = Date.now() + START_LIMIT_MS;
  while (!(await listensOn(port))) {
    if (!running.isRunning() || Date.now() > giveUpAt) {
      throw new Error(`The ${name} did not start, see ${logFile}`);
    }
    await sleep(50);
  }
  return `http://127.0.0.1:${port}`;
}

/** The least code that does what the service does. @returns its address */
export function startFloor(
  databaseUrl: string,
  gatewayUrl: string,
  endings: Endings,
): Promise<string> {
  return startCompanion('floor', [databaseUrl, gatewayUrl], endings);
}

/** An iPay that takes every order. @returns its base address */
export function startGateway(answerMs: number, endings: Endings): Promise<string> {
  return startCompanion('gateway', [String(answerMs)], endings);
}

function listensOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.end();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
