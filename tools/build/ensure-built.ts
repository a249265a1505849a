import { existsSync } from 'node:fs';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnLeashed } from '../process/leashed-process';
import { CLONE_FOLDER, localFolder } from '../state/local-folder';
import { takeLock } from '../state/lock';

/** Something that is built, as the root of the clone sees it. */
interface Build {
  title: string;
  /** Short, for its files. */
  name: string;
  arguments: readonly string[];
  output: string;
  /** Files, and folders with all that is in them. */
  sources: readonly string[];
}

const SERVICE: Build = {
  title: 'the service',
  name: 'service',
  arguments: ['run', '--silent', 'build'],
  output: 'dist',
  sources: [
    'nest-cli.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'src',
    'web',
    // The console reads the live stream as the client does.
    'packages/client/src',
  ],
};

/** What packages are built of, beside their package.json and tsconfig.json. */
const PACKAGES = {
  client: ['src'],
  button: ['src', 'playground', 'vite.config.mts'],
};

function packageBuild(name: keyof typeof PACKAGES): Build {
  const folder = `packages/${name}`;
  const own = ['package.json', 'tsconfig.json', ...PACKAGES[name]];
  const files = own.map((file) => `${folder}/${file}`);
  return {
    title: `@ipay-connect/${name}`,
    name,
    arguments: ['run', '--silent', 'build', '-w', folder],
    output: `${folder}/dist`,
    sources: ['package-lock.json', 'tsconfig.json', ...files],
  };
}

const LOOK_AGAIN_MS = 100;

/** Builds the service and its pages, unless `dist/` is whole and as new as its sources. */
export function ensureBuilt(onStep: (step: string) => void): Promise<void> {
  return ensure(SERVICE, onStep);
}

/** The same for a package of `packages/`. */
export function ensurePackageBuilt(
  name: keyof typeof PACKAGES,
  onStep: (step: string) => void,
): Promise<void> {
  return ensure(packageBuild(name), onStep);
}

async function ensure(build: Build, onStep: (step: string) => void): Promise<void> {
  const lockFile = join(await localFolder('build'), `${build.name}.lock`);
  // Whoever else builds the same right now does it for all.
  let lock = await takeLock(lockFile);
  while (!lock) {
    await sleep(LOOK_AGAIN_MS);
    lock = await takeLock(lockFile);
  }
  try {
    await buildWhereStale(build, onStep);
  } finally {
    await lock.release();
  }
}

async function buildWhereStale(build: Build, onStep: (step: string) => void): Promise<void> {
  const startedAt = new Date();
  // Written when a build has finished; any other build removes it together with the whole folder.
  const stamp = join(CLONE_FOLDER, build.output, '.complete');
  if (existsSync(stamp) && (await stat(stamp)).mtime > (await newest(build.sources))) return;
  onStep(`Building ${build.title}`);
  const logFile = join(await localFolder('build'), `${build.name}.log`);
  const running = await spawnLeashed('npm', build.arguments, {
    env: process.env,
    cwd: CLONE_FOLDER,
    logFile,
    endSignal: 'SIGTERM',
    graceMs: 5000,
  });
  const exit = await running.exited;
  if (exit !== 'exit code 0') {
    throw new Error(`The build failed (${exit}):\n${(await readFile(logFile, 'utf8')).trimEnd()}`);
  }
  await writeFile(stamp, '');
  // What was changed while the build ran may not be in it.
  await utimes(stamp, startedAt, startedAt);
}

async function newest(sources: readonly string[]): Promise<Date> {
  const times = await Promise.all(
    sources.map(async (name) => {
      const path = join(CLONE_FOLDER, name);
      const own = await stat(path);
      if (!own.isDirectory()) return [own.mtimeMs];
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      return Promise.all(
        files.map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs),
      );
    }),
  );
  return new Date(Math.max(...times.flat()));
}
