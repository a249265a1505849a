import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside `dist/` and beside `src/`. */
const PACKAGE = join(__dirname, '../../package.json');

export function serviceVersion(): string {
  return (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
}
