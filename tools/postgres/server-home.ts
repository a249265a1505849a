import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  lstat,
  lutimes,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CLONE_FOLDER, isErrno, localFolder } from '../state/local-folder';
import { locateBinaries } from './binaries';
import { serverAccount, type ServerAccount } from './server-account';

/** A place the server's account can enter, for its binaries and for the clusters' data. */
export interface ServerHome {
  /** Holds one folder per cluster. */
  folder: string;
  /** `initdb` and `postgres`. */
  binFolder: string;
  majorVersion: number;
  account: ServerAccount | undefined;
}

/** Others may pass through a folder of ours, but not look around in it; whatever the umask says. */
export const ENTER_ONLY = 0o711;

/**
 * Opens this clone's home for Postgres servers.
 *
 * An ordinary user's server runs in place: data in `.local/postgres`, binaries in `node_modules`.
 * Root's server runs as another account, which may not be able to enter the clone; for that one a
 * folder of this clone's own in /var/tmp holds the data and a copy of the binaries.
 */
export async function openServerHome(onStep: (step: string) => void): Promise<ServerHome> {
  const account = await serverAccount();
  const binaries = await locateBinaries();
  const majorVersion = Number.parseInt(binaries.version, 10);
  if (account === undefined) {
    const folder = await localFolder('postgres');
    return { folder, binFolder: join(binaries.folder, 'bin'), majorVersion, account };
  }
  await removeAbandonedHomes();
  const folder = await ownFolderInVarTmp();
  await keepFromAging(folder);
  const copy = join(folder, `postgresql-${binaries.version}`);
  if (!existsSync(copy)) {
    onStep('Copying Postgres to where its account can run it');
    await copyForEverybody(binaries.folder, copy);
  }
  return { folder, binFolder: join(copy, 'bin'), majorVersion, account };
}

/**
 * /var/tmp is everybody's: the folder counts only if it is a real one, root's, and nobody else can
 * write to it. (Its sticky bit keeps others from replacing it afterwards.)
 */
async function ownFolderInVarTmp(): Promise<string> {
  const clone = await realpath(CLONE_FOLDER);
  const mark = createHash('sha256').update(clone).digest('hex').slice(0, 12);
  const folder = join(VAR_TMP, `${PREFIX}${mark}`);
  try {
    await mkdir(folder);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  }
  if (!(await belongsToRoot(folder))) {
    throw new Error(`${folder} was not made by this program: look at it and remove it.`);
  }
  await chmod(folder, ENTER_ONLY);
  await writeFile(join(folder, OWNER_FILE), clone);
  return folder;
}

const VAR_TMP = '/var/tmp';
const PREFIX = 'ipay-connect-';
/** Names the clone that a home was made for. */
const OWNER_FILE = 'clone';

async function belongsToRoot(folder: string): Promise<boolean> {
  const found = await lstat(folder);
  return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
}

/** Removes the homes of clones that are no more; nobody else would. */
async function removeAbandonedHomes(): Promise<void> {
  for (const name of await readdir(VAR_TMP)) {
    const home = join(VAR_TMP, name);
    // Another process may be removing it at this moment.
    if (!name.startsWith(PREFIX) || !(await belongsToRoot(home).catch(() => false))) continue;
    const clone = await readFile(join(home, OWNER_FILE), 'utf8').catch(() => undefined);
    if (clone && !existsSync(clone)) await rm(home, { recursive: true, force: true });
  }
}

/** systemd-tmpfiles deletes what lay unused in /var/tmp for 30 days, file by file. */
async function keepFromAging(folder: string): Promise<void> {
  const now = new Date();
  for (const name of await readdir(folder, { recursive: true })) {
    // A running server removes files of its own meanwhile.
    await lutimes(join(folder, name), now, now).catch(() => undefined);
  }
}

async function copyForEverybody(from: string, to: string): Promise<void> {
  const unfinished = `${to}.${String(process.pid)}`;
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true });
  await promisify(execFile)('chmod', ['-R', 'a+rX,go-w', unfinished]);
  try {
    await rename(unfinished, to);
  } catch (error) {
    // Another process of this clone was faster.
    if (!isErrno(error, 'ENOTEMPTY')) throw error;
    await rm(unfinished, { recursive: true });
  }
}
