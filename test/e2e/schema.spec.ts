import { DataSource, getMetadataArgsStorage } from 'typeorm';
import '../../src/app.module';
import { migrate } from '../../src/database/migrate';
import { createDatabase, type TestDatabase } from '../support/postgres';

/**
 * The migrations make the schema, the entities describe it, and statements are built from the
 * entities: what they say must be what is there.
 */

/** What the entities need not say, because only SQL and Postgres itself rely on it. */
const UNSAID = [
  // TypeORM has no word for the direction of an index.
  /^DROP INDEX /,
  /^ALTER TABLE "\w+" DROP CONSTRAINT "\w+_check"$/,
  // The commit order of events, read by SQL only.
  /^ALTER TABLE "order_events" DROP COLUMN "xid"$/,
];

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createDatabase();
  dataSource = await connect(database);
}, 60_000);
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

function connect({ url }: TestDatabase): Promise<DataSource> {
  const entities = getMetadataArgsStorage().tables.map(({ target }) => target as never);
  return new DataSource({ type: 'postgres', url, entities }).initialize();
}

/** What TypeORM would do to make the schema what the entities say. */
async function differences(schema: DataSource): Promise<string[]> {
  const { upQueries } = await schema.driver.createSchemaBuilder().log();
  return upQueries
    .map(({ query }) => query)
    .filter((query) => !UNSAID.some((known) => known.test(query)));
}

describe('the migrated schema', () => {
  it('has a table for every entity', () => {
    const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
    expect(tables).toEqual(
      expect.arrayContaining([
        'api_tokens',
        'merchant_credentials',
        'merchants',
        'order_checks',
        'order_events',
        'orders',
      ]),
    );
  });

  it('is what the entities say', async () => {
    expect(await differences(dataSource)).toEqual([]);
  });

  it.each([
    ['a column that is missing', 'ALTER TABLE orders DROP COLUMN returned_at'],
    ['a column of another type', 'ALTER TABLE orders ALTER COLUMN version TYPE bigint'],
    ['a column that may be null', 'ALTER TABLE orders ALTER COLUMN description DROP NOT NULL'],
    ['a default that is gone', 'ALTER TABLE orders ALTER COLUMN created_at DROP DEFAULT'],
    ['a column that no entity has', 'ALTER TABLE merchants ADD COLUMN color text'],
    ['a uniqueness that is gone', 'ALTER TABLE orders DROP CONSTRAINT orders_reference'],
    ['a unique index that is gone', 'DROP INDEX orders_gateway_order'],
  ])('would be told from one with %s', async (_what, change) => {
    const other = await createDatabase();
    const changed = await connect(other);
    await changed.query(change);
    expect(await differences(changed)).not.toEqual([]);
    await changed.destroy();
    await other.drop();
  });
});

describe('a migration that was ended while it built an index', () => {
  it('is begun anew, and leaves no index that is good for nothing', async () => {
    const other = await createDatabase();
    const unfinished = await connect(other);
    await unfinished.query(`DELETE FROM migrations WHERE name LIKE 'CountedOrders%'`);
    await unfinished.query(`
      UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_counted'::regclass`);
    const run = () => migrate({ databaseUrl: other.url, databasePoolSize: 2 });
    expect((await Promise.all([run(), run(), run()])).flat()).toEqual([
      'CountedOrders1764720000000',
    ]);
    const invalid = await unfinished.query(`SELECT indexrelid FROM pg_index WHERE NOT indisvalid`);
    expect(invalid).toEqual([]);
    await unfinished.destroy();
    await other.drop();
  });
});
