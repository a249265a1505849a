import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';

export interface LeashOptions {
  /** The whole environment of the child; nothing is inherited. */
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Its standard output and error go to this file, which is emptied first. */
  logFile: string;
  /** What asks it to end in order. */
  endSignal: NodeJS.Signals;
  /** How long it may take to end before it is killed. */
  graceMs: number;
  /** Run as this account (only root can). */
  account?: { uid: number; gid: number } | undefined;
}

/** A child process that ends when this process ends, even by `kill -9`. */
export interface LeashedProcess {
  readonly pid: number;
  /** Resolves when it has ended, with how: `exit code 1`, `signal SIGKILL`. */
  readonly exited: Promise<string>;
  isRunning(): boolean;
  /** Asks it to end, kills it after the grace period, resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a child process on a leash. Ctrl-C in a terminal does not reach it (it has a session of
 * its own), so that whoever started it decides the order in which things end.
 *
 * @throws the system's error where the command cannot be started
 */
export async function spawnLeashed(
  command: string,
  args: readonly string[],
  options: LeashOptions,
): Promise<LeashedProcess> {
  const [file, ...leash] = leashCommand(options.endSignal);
  const log = openSync(options.logFile, 'w', 0o600);
  const child = spawn(file ?? command, file ? [...leash, command, ...args] : args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', log, log],
    detached: true,
    ...options.account,
  });
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
    });
  });
  await once(child, 'spawn');
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command} has no process id`);
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    exited,
    isRunning,
    async stop() {
      if (!isRunning()) return;
      child.kill(options.endSignal);
      const killer = setTimeout(() => child.kill('SIGKILL'), options.graceMs);
      await exited;
      clearTimeout(killer);
    },
  };
}

/**
 * Linux can signal a child when its parent dies; `setpriv` (util-linux, on every Debian) asks for
 * that and then becomes the command, so the child keeps its own pid. Elsewhere there is no leash,
 * and a child orphaned by `kill -9` is found at the next start.
 */
function leashCommand(endSignal: NodeJS.Signals): string[] {
  const leash = (signal: string): string[] => ['--pdeathsig', signal.replace(/^SIG/, ''), '--'];
  leashSupported ??= spawnSync(LEASH, [...leash('SIGTERM'), 'true']).status === 0;
  return leashSupported ? [LEASH, ...leash(endSignal)] : [];
}
const LEASH = 'setpriv';
let leashSupported: boolean | undefined;
