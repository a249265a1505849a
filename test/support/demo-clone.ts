import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureBuilt } from '../../tools/build/ensure-built';
import { CLONE_FOLDER } from '../../tools/state/local-folder';
import { eventually } from './service';

const START_LIMIT_MS = 120_000;
const run = promisify(execFile);

const FOLDERS = ['src', 'tools', 'web', 'packages', 'dist'];
const FILES = [
  'nest-cli.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

/** `npm run demo`, running. */
export interface Demo {
  process: ChildProcess;
  output: () => string;
}

/** The demo keeps its state in its clone, so each test file has a clone of its own. */
export class DemoClone {
  private constructor(private readonly folder: string) {}

  static async make(): Promise<DemoClone> {
    await ensureBuilt(() => undefined);
    const folder = await mkdtemp(join(tmpdir(), 'demo-'));
    for (const name of [...FOLDERS, ...FILES]) {
      const copy = { recursive: true, preserveTimestamps: true };
      await cp(join(CLONE_FOLDER, name), join(folder, name), copy);
    }
    await symlink(join(CLONE_FOLDER, 'node_modules'), join(folder, 'node_modules'));
    return new DemoClone(folder);
  }

  start(args: string[] = [], environment: NodeJS.ProcessEnv = {}): Demo {
    const demo = spawn('npm', ['run', '--silent', 'demo', '--', ...args], {
      cwd: this.folder,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [demo.stdout, demo.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    return { process: demo, output: () => output };
  }

  /** Runs a command as the demo's report tells people to. @throws where the demo is not up */
  async inSecondTerminal(command: string): Promise<string> {
    const script = `. .local/demo/env && ${command}`;
    return (await run('sh', ['-c', script], { cwd: this.folder })).stdout;
  }

  /** The token that the demo's report names a file for. */
  async adminToken(): Promise<string> {
    const text = await readFile(join(this.folder, '.local', 'demo', 'state.json'), 'utf8');
    return (JSON.parse(text) as { adminToken: string }).adminToken;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

export async function exitCodeOf({ process: demo }: Demo): Promise<number | null> {
  if (demo.exitCode === null && demo.signalCode === null) await once(demo, 'exit');
  return demo.exitCode;
}

/** Until it has printed the addresses to open. */
export async function untilUp(demo: Demo): Promise<void> {
  await eventually(() => demo.output().includes('Ctrl-C ends everything'), {
    withinMs: START_LIMIT_MS,
    what: 'the demo',
  });
}
