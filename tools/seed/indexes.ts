import { type Client } from 'pg';

interface Definition {
  name: string;
  definition: string;
  isConstraint: boolean;
}

const DEFINITIONS = `
  SELECT i.relname AS name, c.oid IS NOT NULL AS "isConstraint",
    COALESCE(pg_get_constraintdef(c.oid), pg_get_indexdef(i.oid)) AS definition
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
  LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.contype IN ('p', 'u')
  WHERE x.indrelid = $1::regclass`;

/** Fills a table that has no indexes meanwhile; then they are there as before. */
export async function withoutIndexes(
  client: Client,
  table: string,
  onStep: (step: string) => void,
  fill: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<Definition>(DEFINITIONS, [table]);
  for (const { name, isConstraint } of rows) {
    await client.query(
      isConstraint ? `ALTER TABLE ${table} DROP CONSTRAINT ${name}` : `DROP INDEX ${name}`,
    );
  }
  await fill();
  for (const { name, definition, isConstraint } of rows) {
    onStep(`Building ${name}`);
    await client.query(
      isConstraint ? `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}` : definition,
    );
  }
}
