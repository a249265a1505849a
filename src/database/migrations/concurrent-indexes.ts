import type { QueryRunner } from 'typeorm';

/** Name of an index → what it is on. */
export type Indexes = Readonly<Record<string, string>>;

/**
 * Builds indexes while the table is written to, which `CONCURRENTLY` is for; that knows no
 * transaction, so the migration has none. An index that was begun and not finished is there, and
 * good for nothing: it is begun anew.
 */
export async function buildIndexes(
  runner: QueryRunner,
  table: string,
  indexes: Indexes,
): Promise<void> {
  await removeIndexes(runner, indexes);
  for (const [name, definition] of Object.entries(indexes)) {
    await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${table} ${definition}`);
  }
}

export async function removeIndexes(runner: QueryRunner, indexes: Indexes): Promise<void> {
  for (const name of Object.keys(indexes)) {
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  }
}
