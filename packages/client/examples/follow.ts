/**
 * Follows what happens to all orders, and goes on where it was when it is started again.
 *
 *     IPAY_CONNECT_URL=… IPAY_CONNECT_TOKEN=… POSITION_FILE=position npx tsx follow.ts
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { payments } from './payments';
import { setting } from './settings';

const positionFile = setting('POSITION_FILE');

/** Whole, whenever the process dies. */
async function keep(position: string): Promise<void> {
  await writeFile(`${positionFile}.new`, position);
  await rename(`${positionFile}.new`, positionFile);
}

async function follow(): Promise<void> {
  const stop = new AbortController();
  process.once('SIGTERM', () => {
    stop.abort();
  });
  const messages = payments.follow({
    after: await readFile(positionFile, 'utf8').catch(() => undefined),
    // Told once the line below is written, so it is not written again.
    onPosition: keep,
    signal: stop.signal,
  });
  for await (const { type, data } of messages) {
    console.log(`${type} ${data.referenceId}`);
  }
}

follow().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
