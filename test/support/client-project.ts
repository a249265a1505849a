import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePackageBuilt } from '../../tools/build/ensure-built';
import { CLONE_FOLDER } from '../../tools/state/local-folder';

export const CLIENT_FOLDER = join(CLONE_FOLDER, 'packages/client');

/** A platform's own project, outside of the clone, with nothing but the client installed. */
export interface ClientProject {
  readonly folder: string;
  /** The client's `package.json`. */
  readonly manifest: Record<string, any>;
  remove(): Promise<void>;
}

export async function createClientProject(): Promise<ClientProject> {
  await ensurePackageBuilt('client', () => undefined);
  const folder = await mkdtemp(join(tmpdir(), 'client-'));
  const manifest = JSON.parse(await readFile(join(CLIENT_FOLDER, 'package.json'), 'utf8'));
  for (const name of ['package.json', ...manifest.files]) {
    const installed = join(folder, 'node_modules', manifest.name, name);
    await cp(join(CLIENT_FOLDER, name), installed, { recursive: true });
  }
  return { folder, manifest, remove: () => rm(folder, { recursive: true, force: true }) };
}
