import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { localFolder, readJson, writePrivateJson } from '../state/local-folder';

/** This clone's own secrets for the demo, and what it made with them. */
export interface DemoState {
  encryptionKeys: string;
  adminToken: string;
  shop?: ShopState;
}

/** The demo's merchant, with its key at the sandbox, which forgets it at each end. */
export interface ShopState {
  merchantId: string;
  apiKey: string;
  returnSecret: string;
  token: string;
  webhook: { id: string; secret: string };
}

/** Reads what an earlier start left, or draws new secrets; readable by their owner only. */
export async function openDemoState(): Promise<DemoState> {
  const known = await readJson<DemoState>(await stateFile());
  if (known !== undefined) return known;
  const fresh: DemoState = {
    encryptionKeys: `demo:${randomBytes(32).toString('base64')}`,
    adminToken: randomBytes(32).toString('hex'),
  };
  await saveDemoState(fresh);
  return fresh;
}

export async function saveDemoState(state: DemoState): Promise<void> {
  await writePrivateJson(await stateFile(), state);
}

async function stateFile(): Promise<string> {
  return join(await localFolder('demo'), 'state.json');
}
