import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside `dist/` and beside `src/`. */
const PACKAGE = join(__dirname, '../../package.json');

let version: string | undefined;

/** @throws Error where the service was deployed without its `package.json` */
export function serviceVersion(): string {
  version ??= (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
  return version;
}
