import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { OpenApiDocument } from '../../src/openapi/openapi';
import { CLONE_FOLDER } from '../state/local-folder';

const GENERATOR = join(CLONE_FOLDER, 'node_modules/openapi-typescript/bin/cli.js');

/** The types that the client is written against: the whole contract, by openapi-typescript. */
export function clientTypes(document: OpenApiDocument): string {
  // What has a default may be left out of a request.
  return execFileSync(process.execPath, [GENERATOR, '--default-non-nullable=false'], {
    input: JSON.stringify(document),
    encoding: 'utf8',
  });
}
