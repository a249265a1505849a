import { execFileSync } from 'node:child_process';

/** The types that the client is written against. */
export const CLIENT_TYPES = 'packages/client/src/contract.ts';

/** Made of the checked-in document by openapi-typescript. */
export function clientTypes(): string {
  const generator = require.resolve('openapi-typescript/bin/cli.js');
  return execFileSync(process.execPath, [generator, 'docs/openapi.json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
