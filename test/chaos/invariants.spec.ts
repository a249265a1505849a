import { Client } from 'pg';
import { InvariantChecker } from '../support/invariants';
import { orderBody, startWorld, type World } from '../support/service';

/** A checker that cannot fail proves nothing: each rule is broken once, and must be missed. */

interface Merchant {
  id: string;
  apiKey: string;
}

let world: World;
let client: Client;
let merchant: Merchant;
let other: Merchant;
let pendingId: string;
let paidId: string;
let pendingReference: string;

beforeAll(async () => {
  world = await startWorld();
  client = new Client({ connectionString: world.database.url });
  await client.connect();
  [merchant, other] = [await world.createMerchant(), await world.createMerchant()];
  const body = orderBody();
  pendingReference = String(body.referenceId);
  await create(merchant, body);
  const paid = await create(merchant, orderBody());
  world.sandbox.changeOrder(paid.gateway.orderId, { state: 'paid' });
  await world.api.post(`/v1/merchants/${merchant.id}/orders/${paid.id}/verify`);
  await create(other, orderBody());
  [pendingId, paidId] = await Promise.all([idOf('pending'), idOf('paid')]);
}, 60_000);
afterAll(async () => {
  await client.end();
  await world.stop();
});

async function create({ id }: Merchant, body: object): Promise<any> {
  const answer = await world.api.post(`/v1/merchants/${id}/orders`, body);
  expect(answer.status).toBe(201);
  return answer.body;
}

async function idOf(state: string): Promise<string> {
  const [row] = await world.sql('SELECT id FROM orders WHERE state = $1 ORDER BY created_at', [
    state,
  ]);
  return row.id;
}

const newChecker = (): InvariantChecker =>
  new InvariantChecker({
    sql: async (text, values = []) => (await client.query(text, values)).rows,
    sandbox: world.sandbox,
    merchants: [merchant, other],
  });

/** What the checker says of a wrong that is undone afterwards. */
async function whatIsSaidOf(
  wrong: string,
  values: unknown[] = [],
  options: { settled?: boolean; checker?: InvariantChecker } = {},
): Promise<string[]> {
  await client.query('BEGIN');
  try {
    await client.query(wrong.replaceAll(':pending', `'${pendingId}'`), values);
    return await (options.checker ?? newChecker()).violations(options);
  } finally {
    await client.query('ROLLBACK');
  }
}

describe('the checker of the invariants', () => {
  it('has nothing to say of a world that is as it must be', async () => {
    expect(await newChecker().violations({ settled: true })).toEqual([]);
  });

  it.each([
    ['a second order under a reference', 'one order per reference'],
    ['a gateway order that belongs to two orders', 'one gateway order per order'],
  ])('misses nothing: %s', async (_what, rule) => {
    const said = await whatIsSaidOf(`
      ALTER TABLE orders DROP CONSTRAINT orders_reference;
      DROP INDEX orders_gateway_order;
      CREATE TEMP TABLE twin ON COMMIT DROP AS SELECT * FROM orders WHERE id = :pending;
      UPDATE twin SET id = gen_random_uuid();
      INSERT INTO orders SELECT * FROM twin`);
    expect(said).toContainEqual(expect.stringMatching(`^${rule}: .*2`));
  });

  it.each([
    [
      'an order of the gateway that nobody here knows',
      `DELETE FROM orders WHERE id = :pending`,
      'write first: iPay knows .*, Postgres does not',
    ],
    [
      'an order that names a gateway order of another reference',
      `UPDATE orders SET gateway_order_id = 'IPAY-00000000' WHERE id = :pending`,
      'one gateway order per order: .* is not IPAY-00000000 there',
    ],
    [
      "an order in another merchant's hands",
      `UPDATE orders AS o SET merchant_id = (SELECT p.merchant_id FROM orders p
         WHERE p.merchant_id <> o.merchant_id LIMIT 1) WHERE id = :pending`,
      'write first: iPay knows',
    ],
    [
      'paid here and not there',
      `UPDATE orders SET state = 'paid', paid_at = now() WHERE id = :pending`,
      'paid here, so paid there: .* is not',
    ],
    [
      'another amount than there',
      `UPDATE orders SET amount_minor = amount_minor + 1 WHERE id = :pending`,
      'amounts: .* is 12001 here, 12000 there',
    ],
    [
      'an open order that nobody will ask about',
      `DELETE FROM order_checks WHERE order_id = :pending`,
      'open work: .* is pending and nobody will ask about it',
    ],
    [
      'a check that is overdue',
      `UPDATE order_checks SET next_at = now() - interval '61 seconds' WHERE order_id = :pending`,
      'open work: the check of .* is overdue',
    ],
    [
      'a check without its order',
      `INSERT INTO order_checks (merchant_id, order_id, next_at)
         VALUES (gen_random_uuid(), gen_random_uuid(), now())`,
      'open work: .* is gone and has a check',
    ],
    [
      'a change without its row',
      `UPDATE orders SET version = version + 1 WHERE id = :pending`,
      'timeline: .* has version 3 and rows 1,2',
    ],
    [
      'a row without its change',
      `INSERT INTO order_events (merchant_id, order_id, seq, id, type, cause, from_state, state,
         detail) SELECT merchant_id, id, 3, gen_random_uuid(), 'order.checked', 'api', state, state,
         '' FROM orders WHERE id = :pending`,
      'timeline: .* has version 2 and rows 1,2,3',
    ],
    [
      'a gap in the timeline',
      `UPDATE order_events SET seq = 3 WHERE seq = 2 AND order_id = :pending`,
      'timeline: .* has version 2 and rows 1,3',
    ],
    [
      'a state that no row tells of',
      `UPDATE orders SET state = 'expired' WHERE id = :pending`,
      'timeline: .* is expired, its last row says pending',
    ],
    [
      'a row that does not go on from the last one',
      `UPDATE order_events SET from_state = 'error' WHERE seq = 2 AND order_id = :pending`,
      'timeline: row 2 of .* goes on from error',
    ],
    [
      'rows without an order',
      `INSERT INTO order_events (merchant_id, order_id, seq, id, type, cause, state, detail)
         VALUES (gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid(), 'x', 'api', 'x', '')`,
      'timeline: .* has rows and no order',
    ],
  ])('misses nothing: %s', async (_what, wrong, sentence) => {
    expect(await whatIsSaidOf(wrong)).toContainEqual(expect.stringMatching(`^${sentence}`));
  });

  it.each([
    ['becomes something else', `UPDATE orders SET state = 'failed' WHERE id = $1`],
    ['gets another transaction', `UPDATE orders SET transaction_id = 'x' WHERE id = $1`],
    ['gets another time', `UPDATE orders SET paid_at = now() WHERE id = $1`],
    ['goes away', `DELETE FROM orders WHERE id = $1`],
  ])('misses nothing: what was paid %s', async (_what, wrong) => {
    const checker = newChecker();
    expect(await checker.violations()).toEqual([]);
    const said = await whatIsSaidOf(wrong, [paidId], { checker });
    expect(said).toContainEqual(expect.stringMatching(`^paid never changes: ${paidId}`));
  });

  it('misses nothing: a row that leads away from paid', async () => {
    const said = await whatIsSaidOf(
      `INSERT INTO order_events (merchant_id, order_id, seq, id, type, cause, from_state, state,
         detail) SELECT merchant_id, id, version + 1, gen_random_uuid(), 'order.failed', 'api',
         'paid', 'failed', '' FROM orders WHERE id = $1`,
      [paidId],
    );
    expect(said).toContainEqual(expect.stringMatching('became failed in row 4'));
  });

  it('misses nothing: paid there and, faults over, not here', async () => {
    const wrong = `UPDATE orders SET state = 'pending', paid_at = NULL WHERE id = $1`;
    expect(await whatIsSaidOf(wrong, [paidId], { settled: true })).toContainEqual(
      expect.stringMatching('^paid there, so paid here: .* is pending'),
    );
  });

  it('misses nothing: a second gateway order for one order', async () => {
    const { entries, orders } = world.sandbox.ledger();
    const first = entries.find(({ referenceId }) => referenceId === pendingReference)!;
    const sandbox = {
      merchants: () => world.sandbox.merchants(),
      ledger: () => ({
        entries: [...entries, { ...first, orderId: 'IPAY-2' }],
        orders,
        references: [],
      }),
    };
    const sql = async (text: string) => (await client.query(text)).rows;
    const checker = new InvariantChecker({ sql, sandbox, merchants: [merchant, other] });
    expect(await checker.violations()).toEqual([
      expect.stringMatching(`^one gateway order per order: .*${first.orderId},IPAY-2$`),
    ]);
  });

  it("misses nothing: one merchant's orders seen by another", async () => {
    const { body } = await world.api.post('/v1/tokens', {
      name: 'one shop',
      scopes: ['orders:read'],
      merchants: [other.id],
    });
    const visitor = { url: world.url, merchant: other.id, token: body.token };
    expect(await newChecker().leaks(visitor)).toEqual([]);
    const { token } = (
      await world.api.post('/v1/tokens', {
        name: 'every shop',
        scopes: ['orders:read'],
        merchants: '*',
      })
    ).body;
    const said = await newChecker().leaks({ ...visitor, token });
    expect(said).toContainEqual(expect.stringMatching('/explain answers 200'));
    expect(said).toContainEqual(expect.stringMatching('/by-reference/.* answers 200'));
    expect(said).toContainEqual(expect.stringMatching("is in another merchant's list"));
  });
});
