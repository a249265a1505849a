import { writeFile } from 'node:fs/promises';
import type { OpenApiDocument } from '../../src/openapi/openapi';
import { clientTypes } from './client-types';
import { errorsPage } from './errors-page';
import { readContract } from './read-contract';

/** What is generated from the contract and checked in; tests hold it against what runs. */
const GENERATED: Readonly<Record<string, (document: OpenApiDocument) => string>> = {
  'docs/openapi.json': (document) => `${JSON.stringify(document, null, 2)}\n`,
  'docs/errors.md': errorsPage,
  'packages/client/src/contract.ts': clientTypes,
};

void write();

async function write(): Promise<void> {
  const document = await readContract();
  for (const [file, make] of Object.entries(GENERATED)) {
    await writeFile(file, make(document));
    process.stdout.write(`wrote ${file}\n`);
  }
  // Libraries behind the modules leave timers behind.
  process.exit(0);
}
