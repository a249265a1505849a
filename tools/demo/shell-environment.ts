import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceSettings } from '../service/start-service';
import { localFolder } from '../state/local-folder';

/** What a shell needs to play a part in the demo; `. .local/demo/env` takes it over. */
export function describeShellEnvironment(settings: ServiceSettings, sandboxUrl: string): string {
  const variables = { ...settings, SERVICE: settings.PUBLIC_BASE_URL ?? '', SANDBOX: sandboxUrl };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`)
    .join('');
}

/**
 * Writes it down, readable by its owner only: it holds the demo's secrets.
 * @returns what removes it again
 */
export async function saveShellEnvironment(text: string): Promise<() => Promise<void>> {
  const file = join(await localFolder('demo'), 'env');
  await writeFile(file, text, { mode: 0o600 });
  return () => rm(file, { force: true });
}
