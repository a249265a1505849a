import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { localFolder } from '../../tools/state/local-folder';
import startServers from '../support/global-setup';
import { BUILD_FOLDER, CLONE_FOLDER } from '../support/processes';

/**
 * Once per run, before the first chaos test: the servers that e2e tests have too, and the service
 * built into a folder of its own, so that no other build changes it while it runs.
 */
export default async function globalSetup(): Promise<void> {
  await Promise.all([startServers(), build()]);
}

async function build(): Promise<void> {
  await localFolder('chaos');
  const tsc = join(CLONE_FOLDER, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = ['-p', join(CLONE_FOLDER, 'tsconfig.build.json'), '--outDir', BUILD_FOLDER];
  // What has not changed since the last run is not built again.
  const incremental = ['--incremental', '--tsBuildInfoFile', join(BUILD_FOLDER, '.build.json')];
  try {
    await promisify(execFile)(process.execPath, [tsc, ...project, ...incremental]);
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    throw new Error(`The service could not be built:\n${stdout ?? ''}`, { cause: error });
  }
  // Beside the build, as where it is deployed, but nameless: Jest takes two of a name for a mistake.
  const known = await readFile(join(CLONE_FOLDER, 'package.json'), 'utf8');
  const { version } = JSON.parse(known) as { version: string };
  await writeFile(join(dirname(BUILD_FOLDER), 'package.json'), JSON.stringify({ version }));
}
