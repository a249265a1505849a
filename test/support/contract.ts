import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenApiDocument } from '../../src/openapi/openapi';

const CLONE = join(__dirname, '../..');

/** A checked-in file, from the root of the clone. */
export function checkedIn(name: string): string {
  return readFileSync(join(CLONE, name), 'utf8');
}

/** The checked-in contract. */
export function checkedInContract(): OpenApiDocument {
  return JSON.parse(checkedIn('docs/openapi.json')) as OpenApiDocument;
}
