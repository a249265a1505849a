import { existsSync } from 'node:fs';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnLeashed } from '../process/leashed-process';
import { CLONE_FOLDER, localFolder } from '../state/local-folder';

/** Written when a build has finished; any other build removes it together with all of `dist/`. */
const STAMP = join(CLONE_FOLDER, 'dist', '.complete');

/** Runs `npm run build`, unless what is in `dist/` is whole and as new as its sources. */
export async function ensureBuilt(onStep: (step: string) => void): Promise<void> {
  const startedAt = new Date();
  if (existsSync(STAMP) && (await stat(STAMP)).mtime > (await newestSource())) return;
  onStep('Building the service');
  const logFile = join(await localFolder('build'), 'build.log');
  const build = await spawnLeashed('npm', ['run', '--silent', 'build'], {
    env: process.env,
    cwd: CLONE_FOLDER,
    logFile,
    endSignal: 'SIGTERM',
    graceMs: 5000,
  });
  const exit = await build.exited;
  if (exit !== 'exit code 0') {
    throw new Error(`The build failed (${exit}):\n${(await readFile(logFile, 'utf8')).trimEnd()}`);
  }
  await writeFile(STAMP, '');
  // What was changed while the build ran may not be in it.
  await utimes(STAMP, startedAt, startedAt);
}

async function newestSource(): Promise<Date> {
  const names = ['nest-cli.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
  const files = names.map((name) => join(CLONE_FOLDER, name));
  const options = { recursive: true, withFileTypes: true } as const;
  for (const folder of ['src', 'web', 'packages/client/src']) {
    for (const entry of await readdir(join(CLONE_FOLDER, folder), options)) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
    }
  }
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  return new Date(Math.max(...times));
}
