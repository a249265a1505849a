import { join } from 'node:path';
import { findOnPath, libraryFolders, unpackFromDebian } from '../debian/packages';
import { localFolder } from '../state/local-folder';

/** A Redis server to start, with the libraries it brings where the system does not have them. */
export interface RedisBinary {
  file: string;
  libraryFolders: string[];
}

/**
 * Finds Redis or Valkey on the PATH, else fetches Debian's package, once per clone.
 *
 * @throws one line that says what to install
 */
export async function locateRedis(): Promise<RedisBinary> {
  const installed = findOnPath('redis-server', 'valkey-server');
  if (installed !== undefined) return { file: installed, libraryFolders: [] };
  const root = join(await localFolder('redis'), 'root');
  try {
    await unpackFromDebian(['redis-server'], root);
  } catch (error) {
    throw new Error(
      'Redis is needed: install `redis-server` or `valkey-server`, or set REDIS_URL.',
      { cause: error },
    );
  }
  return { file: join(root, 'usr/bin/redis-server'), libraryFolders: await libraryFolders(root) };
}
