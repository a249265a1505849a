import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureBuilt } from '../../../tools/build/ensure-built';
import { CLONE_FOLDER } from '../../../tools/state/local-folder';
import { descendantsOf, isGone } from '../../support/process-table';
import { eventually } from '../../support/service';

const LIMIT_MS = 120_000;
const run = promisify(execFile);

interface Demo {
  process: ChildProcess;
  output: () => string;
}

/** The demo keeps its state in its clone, so each test file has a clone of its own. */
let clone: string;

beforeAll(async () => {
  await ensureBuilt(() => undefined);
  clone = await mkdtemp(join(tmpdir(), 'demo-'));
  for (const name of ['src', 'tools', 'web', 'packages', 'dist', ...CONFIGURATION]) {
    const copy = { recursive: true, preserveTimestamps: true };
    await cp(join(CLONE_FOLDER, name), join(clone, name), copy);
  }
  await symlink(join(CLONE_FOLDER, 'node_modules'), join(clone, 'node_modules'));
}, LIMIT_MS);

const CONFIGURATION = [
  'nest-cli.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

afterAll(() => rm(clone, { recursive: true, force: true }));

function startDemo(args: string[] = [], environment: NodeJS.ProcessEnv = {}): Demo {
  const demo = spawn('npm', ['run', '--silent', 'demo', '--', ...args], {
    cwd: clone,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return { process: demo, output: () => output };
}

async function exitCodeOf({ process: demo }: Demo): Promise<number | null> {
  if (demo.exitCode === null && demo.signalCode === null) await once(demo, 'exit');
  return demo.exitCode;
}

const isUp = ({ output }: Demo): boolean => output().includes('Ctrl-C ends everything');

it(
  'takes a payment to its verified end and leaves nothing running',
  async () => {
    const demo = startDemo(['--once']);
    const exitCode = await exitCodeOf(demo);
    expect([exitCode, demo.output()]).toEqual([0, expect.stringContaining('order.paid')]);
    expect(demo.output()).toContain('Verified with iPay: paid');
    expect(demo.output()).toContain('Shipped once by demo-shop');
    expect(demo.output()).toMatch(/arrived at http:\/\/127\.0\.0\.1:\d+\/orders\/\S+\/success\./);
  },
  LIMIT_MS,
);

it(
  'stays up until it is told to end, and then ends everything it started',
  async () => {
    const demo = startDemo();
    await eventually(() => isUp(demo), { withinMs: LIMIT_MS, what: 'the demo' });
    const started = descendantsOf(demo.process.pid!);
    const inSecondTerminal = (command: string) =>
      run('sh', ['-c', `. .local/demo/env && ${command}`], { cwd: clone });
    const { stdout } = await inSecondTerminal('npm run --silent cli -- merchants:list');
    expect(JSON.parse(stdout).data).toContainEqual(expect.objectContaining({ name: 'Demo shop' }));
    demo.process.kill('SIGINT');
    expect(await exitCodeOf(demo)).toBe(0);
    expect(started.filter((pid) => !isGone(pid))).toEqual([]);
    await expect(inSecondTerminal('true')).rejects.toThrow();
  },
  LIMIT_MS,
);

it(
  'leaves nothing behind when it, or only the npm above it, is killed, and starts again',
  async () => {
    for (const victim of ['the demo', 'npm'] as const) {
      const demo = startDemo();
      await eventually(() => isUp(demo), { withinMs: LIMIT_MS, what: 'the demo' });
      const npm = demo.process.pid!;
      const started = descendantsOf(npm);
      expect(started.length).toBeGreaterThan(3);
      process.kill(victim === 'npm' ? npm : started[0]!, 'SIGKILL');
      await eventually(() => started.every(isGone), { withinMs: 30_000, what: 'the last end' });
    }
    const again = startDemo(['--once']);
    expect([await exitCodeOf(again), again.output()]).toEqual([0, expect.any(String)]);
  },
  3 * LIMIT_MS,
);

it('refuses to run where it could be taken for the real thing', async () => {
  const demo = startDemo(['--once'], { NODE_ENV: 'production' });
  expect(await exitCodeOf(demo)).toBe(1);
  expect(demo.output()).toContain('not in production');
});
