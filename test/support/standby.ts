import { execFile } from 'node:child_process';
import { chown, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { openServerHome } from '../../tools/postgres/server-home';
import type { LocalPostgres } from '../../tools/postgres/start-postgres';
import { freePort } from '../../tools/process/free-port';
import { spawnLeashed } from '../../tools/process/leashed-process';
import { eventually } from './service';

/** A hot standby that streams from a Postgres of a test's own. */
export interface Standby {
  /** The address of one of its databases, for the primary's superuser. */
  databaseUrl(database: string): string;
  /** Receives, and shows nothing new until `resume()`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Before the primary's own `stop()`, which removes its data. */
  stop(): Promise<void>;
}

/** Copies a running primary as `pg_basebackup` does, which npm's Postgres comes without. */
export async function startStandby(primary: LocalPostgres): Promise<Standby> {
  const { account, binFolder } = await openServerHome(() => undefined);
  const folder = dirname(primary.logFile);
  const data = join(folder, 'standby');
  const superuser = new Client({ connectionString: primary.databaseUrl('postgres') });
  await superuser.connect();
  try {
    await superuser.query(`SELECT pg_backup_start('standby', fast => true)`);
    await promisify(execFile)('cp', ['-a', join(folder, 'data'), data]);
    const { rows } = await superuser.query<{ labelfile: string }>(
      'SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)',
    );
    await rm(join(data, 'postmaster.pid'));
    await rm(join(data, 'postmaster.opts'));
    for (const [name, content] of [
      ['backup_label', rows[0]?.labelfile ?? ''],
      ['standby.signal', ''],
    ] as const) {
      await writeFile(join(data, name), content);
      if (account) await chown(join(data, name), account.uid, account.gid);
    }
  } finally {
    await superuser.end();
  }

  const port = await freePort();
  const server = await spawnLeashed(
    join(binFolder, 'postgres'),
    [
      ...['-D', data, '-c', `port=${String(port)}`, '-c', 'listen_addresses=127.0.0.1'],
      ...['-c', 'unix_socket_directories=', '-c', 'fsync=off'],
      ...['-c', `primary_conninfo=${primary.databaseUrl('postgres')}`],
    ],
    {
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      cwd: folder,
      logFile: join(folder, 'standby.log'),
      endSignal: 'SIGINT',
      graceMs: 20_000,
      account,
    },
  );
  const databaseUrl = (database: string): string => {
    const url = new URL(primary.databaseUrl(database));
    url.port = String(port);
    return url.href;
  };
  const ask = async (question: string): Promise<unknown> => {
    const client = new Client({ connectionString: databaseUrl('postgres') });
    await client.connect();
    try {
      const { rows } = await client.query<{ answer: unknown }>(question);
      return rows[0]?.answer;
    } finally {
      await client.end();
    }
  };
  await eventually(() => ask('SELECT pg_is_in_recovery() AS answer'), {
    withinMs: 30_000,
    what: 'a standby that answers',
  });
  return {
    databaseUrl,
    async pause() {
      await ask('SELECT pg_wal_replay_pause()');
      await eventually(async () => {
        return (await ask('SELECT pg_get_wal_replay_pause_state() AS answer')) === 'paused';
      });
    },
    async resume() {
      await ask('SELECT pg_wal_replay_resume()');
    },
    stop: () => server.stop(),
  };
}
