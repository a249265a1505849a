import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrate';
import { migrateQueue } from '../../src/queue/migrate-queue';
import { startPostgres } from '../../tools/postgres/start-postgres';

/** A database of a test's own: migrated, empty, seen by nobody else. */
export interface TestDatabase {
  readonly url: string;
  /** Ends every session in it and removes it. */
  drop(): Promise<void>;
}

/** The Postgres of one test run. */
export interface TestPostgres {
  stop(): Promise<void>;
}

/** How the run tells its workers where Postgres is: environment variables. */
const SERVER = 'TEST_POSTGRES_URL';
const TEMPLATE = 'TEST_POSTGRES_TEMPLATE';

/**
 * Starts the run's Postgres (with `DATABASE_URL` set: uses that one, whose user must be allowed to
 * create databases) and makes the migrated database that every test's own is copied from.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env.DATABASE_URL;
  const local = given === undefined ? await startPostgres({ settings: TEST_SETTINGS }) : undefined;
  const server = given ?? local?.databaseUrl('postgres') ?? '';
  const template = `template_${randomBytes(6).toString('hex')}`;

  await execute(server, `CREATE DATABASE ${template}`);
  const templateUrl = databaseUrl(server, template);
  await migrate({ databaseUrl: templateUrl, databasePoolSize: 2 });
  await migrateQueue({ databaseUrl: templateUrl, redis: null, queuePrefix: 'ipay_connect' });
  // Somebody connected to a template would make copying it fail.
  await execute(server, `ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);

  process.env[SERVER] = server;
  process.env[TEMPLATE] = template;
  return {
    async stop() {
      if (local) await local.stop();
      else await execute(server, `DROP DATABASE ${template}`);
    },
  };
}

/** The tests kill processes, never the machine: what survives a power cut need not be paid for. */
const TEST_SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };

/** Copies the run's migrated database, in some tens of milliseconds. */
export async function createDatabase(): Promise<TestDatabase> {
  const server = process.env[SERVER];
  const template = process.env[TEMPLATE];
  if (server === undefined || template === undefined) {
    throw new Error('No Postgres for tests: this needs the global setup of the `e2e` project.');
  }
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: databaseUrl(server, name),
    drop: () => execute(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function execute(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
