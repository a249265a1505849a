import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { startPostgres } from '../../../tools/postgres/start-postgres';
import { CLONE_FOLDER } from '../../../tools/state/local-folder';
import { isGone } from '../../support/process-table';
import { eventually } from '../../support/service';

interface Held {
  pid: number;
  logFile: string;
  url: string;
}

async function ask(url: string, question: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(question);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

// Each test makes clusters anew, which takes a second or two on a busy machine.
jest.setTimeout(60_000);

describe('a Postgres of our own', () => {
  it('is a whole one: UTF-8, sorted alike everywhere, only here, only with the password', async () => {
    const postgres = await startPostgres();
    const url = postgres.databaseUrl('postgres');
    const setting = (name: string) => ask(url, `SELECT current_setting('${name}') AS answer`);

    expect(await setting('server_encoding')).toBe('UTF8');
    expect(await setting('listen_addresses')).toBe('127.0.0.1');
    expect(await setting('synchronous_commit')).toBe('on');
    expect(await ask(url, `SELECT upper('ñ') < upper('z') AS answer`)).toBe(false);
    await expect(ask(url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toThrow(/password/);

    await postgres.stop();
    expect(isGone(postgres.pid)).toBe(true);
    expect(existsSync(dirname(postgres.logFile))).toBe(false);
  });

  it('ends with whoever started it, even by kill -9, and the next start clears up', async () => {
    const holder = spawn(
      process.execPath,
      ['--import', 'tsx', join(CLONE_FOLDER, 'test/fixtures/hold-postgres.ts')],
      { cwd: CLONE_FOLDER, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(createInterface(holder.stdout), 'line')) as [string];
    const held = JSON.parse(line) as Held;
    expect(await ask(held.url, 'SELECT 1 AS answer')).toBe(1);

    holder.kill('SIGKILL');
    await eventually(() => isGone(held.pid), { what: 'the end of the orphaned Postgres' });

    const next = await startPostgres();
    expect(existsSync(dirname(held.logFile))).toBe(false);
    await next.stop();
  });
});
