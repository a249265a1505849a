import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { findOnPath, libraryFolders, unpackFromDebian } from '../debian/packages';
import { localFolder } from '../state/local-folder';

const execute = promisify(execFile);

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const UNPACKED = 'usr/lib/chromium/chromium';

/** A headless browser that keeps to itself: nothing is fetched that nobody asked for. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts Chromium with an empty profile. `provideChromium` has run before.
 * @param keepsPages whether pages that were left are kept alive for Back, as browsers of people do
 * @param fonts a configuration of fontconfig instead of the system's
 */
export async function launchChromium({
  keepsPages = false,
  fonts,
}: { keepsPages?: boolean; fonts?: string } = {}): Promise<Browser> {
  const { file, env } = await locateChromium();
  return chromium.launch({
    executablePath: file,
    args: FLAGS,
    ...(keepsPages && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    env: { ...process.env, ...env, ...(fonts !== undefined && { FONTCONFIG_FILE: fonts }) },
  });
}

/**
 * Makes sure that there is a Chromium: the system's own, else Debian's package, installed where
 * root asks, else unpacked beside the clone without being root.
 *
 * @throws one line that says what to install
 */
export async function provideChromium(): Promise<void> {
  if (findOnPath(...NAMES) !== undefined) return;
  try {
    if (process.getuid?.() === 0) await install();
    else await unpackFromDebian(['chromium'], await unpackedRoot());
  } catch (error) {
    throw new Error('Chromium is needed: install `chromium`.', { cause: error });
  }
}

interface Found {
  file: string;
  /** Where an unpacked one finds what it brought along. */
  env: Record<string, string>;
}

async function locateChromium(): Promise<Found> {
  const file = findOnPath(...NAMES);
  if (file !== undefined) return { file, env: {} };
  const root = await unpackedRoot();
  const bringsFonts = existsSync(join(root, 'etc/fonts/fonts.conf'));
  return {
    file: join(root, UNPACKED),
    env: {
      LD_LIBRARY_PATH: (await libraryFolders(root)).join(':'),
      ...(bringsFonts && { FONTCONFIG_SYSROOT: root }),
    },
  };
}

async function unpackedRoot(): Promise<string> {
  return join(await localFolder('chromium'), 'root');
}

async function install(): Promise<void> {
  try {
    await installPackage();
  } catch {
    // A fresh system has no package lists yet.
    await execute('apt-get', ['update']);
    await installPackage();
  }
}

async function installPackage(): Promise<void> {
  await execute('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
    // Apt says much and must not ask.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  });
}
