import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Apt and dpkg say much. */
function run(command: string, args: string[], cwd?: string): Promise<{ stdout: string }> {
  return execute(command, args, { maxBuffer: 64 * 1024 * 1024, ...(cwd !== undefined && { cwd }) });
}

/** Finds the first of these programs that is on the PATH. */
export function findOnPath(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(':');
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => existsSync(file));
}

/**
 * Downloads Debian packages, with everything they need that is missing on this system, and unpacks
 * them into a folder, once: without being root and without installing anything.
 */
export async function unpackFromDebian(packages: string[], root: string): Promise<void> {
  if (existsSync(root)) return;
  await mkdir(dirname(root), { recursive: true });
  const work = await mkdtemp(`${root}.`);
  try {
    await downloadPackages(packages, work);
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

async function downloadPackages(packages: string[], work: string): Promise<void> {
  try {
    await download(packages, work, []);
  } catch {
    // A fresh system has no package lists yet: read them into a folder of our own.
    const [lists, cache] = [join(work, 'lists'), join(work, 'cache')];
    for (const folder of [lists, join(cache, 'archives')]) {
      await mkdir(join(folder, 'partial'), { recursive: true });
    }
    const options = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`];
    await run('apt-get', [...options, ...UNSANDBOXED, 'update']);
    await download(packages, work, options);
  }
}

/** apt's own account for downloads may not be able to enter the clone. */
const UNSANDBOXED = ['-o', 'APT::Sandbox::User='];

async function download(packages: string[], work: string, options: string[]): Promise<void> {
  const simulation = ['install', '--simulate', '--no-install-recommends', ...packages];
  const { stdout } = await run('apt-get', [...options, ...simulation]);
  const missing = [...stdout.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => name ?? []);
  await run('apt-get', [...options, ...UNSANDBOXED, 'download', ...missing], work);
}

/** The folders for `LD_LIBRARY_PATH` of what was unpacked. */
export async function libraryFolders(root: string): Promise<string[]> {
  const folders = ['usr/lib', 'lib'].map((name) => join(root, name)).filter((f) => existsSync(f));
  const entries = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder)).filter((n) => n.endsWith('-gnu')).map((n) => join(folder, n)),
    ),
  );
  return entries.flat();
}
