import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath, libraryFolders, unpackFromDebian } from '../../../tools/debian/packages';
import { localFolder } from '../../../tools/state/local-folder';

/** What the pages type that a bare Debian may lack; each is a package of the same name. */
const COMMANDS = ['curl', 'openssl'];

/**
 * Makes sure that there are the commands that the pages use: the system's own, else Debian's
 * packages, unpacked beside the clone without being root.
 *
 * @returns the PATH that has them
 * @throws one line that says what to install
 */
export async function provideCommands(): Promise<string> {
  const path = process.env.PATH ?? '';
  const missing = COMMANDS.filter((name) => findOnPath(name) === undefined);
  if (missing.length === 0) return path;
  const folder = await localFolder('commands');
  const root = join(folder, 'root');
  try {
    await unpackFromDebian(COMMANDS, root);
  } catch (error) {
    const names = missing.join(' and ');
    throw new Error(`The guides' commands need ${names}: install them.`, { cause: error });
  }
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const libraries = (await libraryFolders(root)).join(':');
  for (const name of missing) {
    // Their libraries are theirs alone: other commands of the shell have the system's.
    const script = `#!/bin/sh\nLD_LIBRARY_PATH='${libraries}' exec '${root}/usr/bin/${name}' "$@"\n`;
    await writeFile(join(bin, name), script, { mode: 0o755 });
  }
  return `${bin}:${path}`;
}
