import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { localFolder } from '../state/local-folder';

const run = promisify(execFile);

/** A Redis server to start, with the libraries it brings where the system does not have them. */
export interface RedisBinary {
  file: string;
  libraryFolders: string[];
}

/**
 * Finds Redis or Valkey on the PATH; else fetches Debian's package, without being root and without
 * installing anything, once per clone.
 *
 * @throws one line that says what to install
 */
export async function locateRedis(): Promise<RedisBinary> {
  for (const name of ['redis-server', 'valkey-server']) {
    const file = findOnPath(name);
    if (file !== undefined) return { file, libraryFolders: [] };
  }
  const cache = await localFolder('redis');
  const root = join(cache, 'root');
  if (!existsSync(root)) {
    try {
      await fetchFromDebian(cache, root);
    } catch (error) {
      throw new Error(
        'Redis is needed: install `redis-server` or `valkey-server`, or set REDIS_URL.',
        { cause: error },
      );
    }
  }
  return { file: join(root, 'usr/bin/redis-server'), libraryFolders: await librariesIn(root) };
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(':');
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** Downloads `redis-server` and what it needs that is missing here, and unpacks it all into `root`. */
async function fetchFromDebian(cache: string, root: string): Promise<void> {
  const work = await mkdtemp(join(cache, 'fetch-'));
  try {
    await downloadPackages(work);
    const unpacked = join(work, 'root');
    for (const file of await readdir(work)) {
      if (file.endsWith('.deb')) await run('dpkg', ['-x', join(work, file), unpacked]);
    }
    await rename(unpacked, root);
  } catch (error) {
    // Another process of this clone may have been faster.
    if (!existsSync(root)) throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function downloadPackages(work: string): Promise<void> {
  try {
    await download(work, []);
  } catch {
    // A fresh system has no package lists yet: read them into a folder of our own.
    const lists = join(work, 'lists');
    const options = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${join(work, 'cache')}`];
    await run('apt-get', [...options, ...UNSANDBOXED, 'update']);
    await download(work, options);
  }
}

/** apt's own account for downloads may not be able to enter the clone. */
const UNSANDBOXED = ['-o', 'APT::Sandbox::User='];

async function download(work: string, options: string[]): Promise<void> {
  const simulation = ['install', '--simulate', '--no-install-recommends', 'redis-server'];
  const { stdout } = await run('apt-get', [...options, ...simulation]);
  const packages = [...stdout.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => name ?? []);
  await run('apt-get', [...options, ...UNSANDBOXED, 'download', ...packages], { cwd: work });
}

/** Debian keeps libraries in `usr/lib/<architecture>` (and some older ones in `lib/<architecture>`). */
async function librariesIn(root: string): Promise<string[]> {
  const folders = ['usr/lib', 'lib'].map((name) => join(root, name)).filter((f) => existsSync(f));
  const entries = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder)).filter((n) => n.endsWith('-gnu')).map((n) => join(folder, n)),
    ),
  );
  return entries.flat();
}
