import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { chromium, type Browser } from 'playwright-core';

import { localFolder } from '../../tools/state/local-folder';

const execute = promisify(execFile);

/** Apt and dpkg say much and must not ask. */
function run(command: string, args: string[], cwd?: string): Promise<{ stdout: string }> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return execute(command, args, { env, maxBuffer: 64 * 1024 * 1024, ...(cwd && { cwd }) });
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const UNPACKED = 'usr/lib/chromium/chromium';

/** A headless browser that keeps to itself: nothing is fetched that a test did not ask for. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium with an empty profile. `provideChromium` has run before. */
export async function launchChromium(): Promise<Browser> {
  const { file, env } = await locateChromium();
  return chromium.launch({
    executablePath: file,
    args: FLAGS,
    env: { ...process.env, ...env },
  });
}

/**
 * Makes sure that there is a Chromium: the system's own, else Debian's package, installed where
 * root asks, else unpacked beside the clone without being root.
 *
 * @throws one line that says what to install
 */
export async function provideChromium(): Promise<void> {
  try {
    if (findOnPath() !== undefined || existsSync(await unpackedFile())) return;
    if (process.getuid?.() === 0) await install();
    else await unpack();
  } catch (error) {
    throw new Error('Chromium is needed for the browser tests: install `chromium`.', {
      cause: error,
    });
  }
}

interface Found {
  file: string;
  /** Where an unpacked one finds what it brought along. */
  env: Record<string, string>;
}

async function locateChromium(): Promise<Found> {
  const file = findOnPath();
  if (file !== undefined) return { file, env: {} };
  const root = await unpackedRoot();
  const folders = ['usr/lib', 'lib'].map((name) => join(root, name)).filter((f) => existsSync(f));
  const libraries = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder)).filter((n) => n.endsWith('-gnu')).map((n) => join(folder, n)),
    ),
  );
  const bringsFonts = existsSync(join(root, 'etc/fonts/fonts.conf'));
  return {
    file: join(root, UNPACKED),
    env: {
      LD_LIBRARY_PATH: libraries.flat().join(':'),
      ...(bringsFonts && { FONTCONFIG_SYSROOT: root }),
    },
  };
}

function findOnPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(':');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) =>
    existsSync(file),
  );
}

async function unpackedRoot(): Promise<string> {
  return join(await localFolder('chromium'), 'root');
}

async function unpackedFile(): Promise<string> {
  return join(await unpackedRoot(), UNPACKED);
}

async function install(): Promise<void> {
  const command = ['install', '-y', '--no-install-recommends', 'chromium'];
  try {
    await run('apt-get', command);
  } catch {
    // A fresh system has no package lists yet.
    await run('apt-get', ['update']);
    await run('apt-get', command);
  }
}

async function unpack(): Promise<void> {
  const root = await unpackedRoot();
  const work = await mkdtemp(`${root}-`);
  try {
    const lists = join(work, 'lists');
    const cache = join(work, 'cache');
    await mkdir(lists);
    // Package lists and downloads of our own, by our own account: apt's may not enter the clone.
    const own = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`];
    const options = [...own, '-o', 'APT::Sandbox::User='];
    await run('apt-get', [...options, 'update']);
    const simulation = ['install', '--simulate', '--no-install-recommends', 'chromium'];
    const { stdout } = await run('apt-get', [...options, ...simulation]);
    const packages = [...stdout.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => name ?? []);
    await run('apt-get', [...options, 'download', ...packages], work);
    const unpacked = join(work, 'root');
    for (const file of await readdir(work)) {
      if (file.endsWith('.deb')) await run('dpkg', ['-x', join(work, file), unpacked]);
    }
    await rename(unpacked, root);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
