import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The folder of this clone. */
export const CLONE_FOLDER = resolve(__dirname, '..', '..');

/** What the tools keep between runs: git-ignored, one per clone, safe to delete when nothing runs. */
export const LOCAL_FOLDER = join(CLONE_FOLDER, '.local');

/** Makes (where needed) a folder below `.local/` and returns its path. */
export async function localFolder(...names: string[]): Promise<string> {
  const folder = join(LOCAL_FOLDER, ...names);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Reads a JSON file, or returns undefined where there is none or it was cut short by a crash. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** Writes a JSON file that only its owner can read; its folder must exist or be below `.local/`. */
export async function writePrivateJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}

/**
 * True for a system error with this code, such as `ENOENT`. (Inside Jest the system's errors are
 * not `instanceof` the tests' own `Error`.)
 */
export function isErrno(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
