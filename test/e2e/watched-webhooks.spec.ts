import { fromTypedId } from '../../src/http/typed-id';
import { expectProblem, fieldsOf } from '../support/problem';
import { answer, Receiver } from '../support/receiver';
import { Api, eventually, startWorld, type World } from '../support/service';

const PATH = '/v1/ops/webhooks';

let world: World;
/** Two merchants and a token that sees the first one only. */
let mine: string;
let theirs: string;
let some: Api;
let receiver: Receiver;

beforeAll(async () => {
  world = await startWorld({ environment: { WEBHOOK_ALLOW_LOOPBACK: 'true' } });
  receiver = await new Receiver().start();
  mine = (await world.createMerchant()).id;
  theirs = (await world.createMerchant()).id;
  some = await apiFor([mine]);
}, 60_000);
afterEach(async () => {
  receiver.behaviour = answer(204);
  await world.sql('DELETE FROM webhook_deliveries');
  await world.sql('DELETE FROM webhook_endpoints');
});
afterAll(async () => {
  await world.stop();
  await receiver.stop();
});

async function apiFor(merchants: string[] | '*', scopes = ['webhooks:read']): Promise<Api> {
  const issued = await world.api.post('/v1/tokens', { name: 'Console', scopes, merchants });
  return new Api(world.url, issued.body.token);
}

async function register(merchant: string | null, fields: object = {}): Promise<any> {
  const owner = merchant === null ? '/v1' : `/v1/merchants/${merchant}`;
  const { status, body } = await world.api.post(`${owner}/webhooks`, {
    url: receiver.url,
    ...fields,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { ...body, path: `${owner}/webhooks/${body.id}` };
}

async function list(query = '', api: Api = world.api): Promise<any[]> {
  const { status, body } = await api.get(PATH + query);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.data;
}

const idsIn = (data: any[]) => data.map(({ id }) => id);
const set = ({ id }: any, columns: string) =>
  world.sql(`UPDATE webhook_endpoints SET ${columns} WHERE id = $1`, [fromTypedId('whk', id)]);

/** The same endpoint in the list, once it is as it should be. */
const shown = (webhook: any, is: (listed: any) => boolean) =>
  eventually(async () => {
    const listed = (await list()).find(({ id }) => id === webhook.id);
    return listed && is(listed) && listed;
  });

it('tells of each endpoint what its owner is told, and how it does', async () => {
  const webhook = await register(mine, { description: 'Shop', events: ['order.paid'] });
  const [fresh] = await list();
  const { secret, path, ...asRead } = webhook;
  expect(fresh).toEqual({
    ...asRead,
    state: 'working',
    backlog: { waiting: 0, oldestDueAt: null },
    lastAttempt: null,
  });
  expect(JSON.stringify(await list())).not.toContain(secret);

  await world.api.post(`${path}/test`);
  const told = await shown(webhook, ({ lastAttempt }) => lastAttempt !== null);
  expect(told).toMatchObject({ state: 'working', backlog: { waiting: 0 } });
  const [delivery] = (await world.api.get(`${path}/deliveries`)).body.data;
  expect(delivery.lastAttempt).toEqual({ ...told.lastAttempt, answer: '' });
  expect(told.lastAttempt).toMatchObject({ status: 204, error: null });
});

it('says what waits, and the attempt that was made last, whichever delivery it was of', async () => {
  const webhook = await register(null);
  await world.api.post(`${webhook.path}/test`);
  await shown(webhook, ({ lastAttempt }) => lastAttempt?.status === 204);
  receiver.behaviour = answer(503, 'closed');
  await world.api.post(`${webhook.path}/test`);
  await world.api.post(`${webhook.path}/test`);
  const failing = await shown(
    webhook,
    ({ state, backlog }) => state === 'failing' && backlog.waiting === 2,
  );
  expect(failing).toMatchObject({
    merchantId: null,
    lastAttempt: { status: 503, error: 'answered 503' },
    failingSince: expect.stringMatching(/Z$/),
  });
  expect(Date.parse(failing.backlog.oldestDueAt)).toBeGreaterThan(Date.now() - 60_000);

  // The oldest again, and it arrives: that is the last word of the receiver now.
  receiver.behaviour = answer(204);
  const { data } = (await world.api.get(`${webhook.path}/deliveries`)).body;
  await world.api.post(`${webhook.path}/deliveries/${data.at(-1).id}/redeliver`);
  await shown(webhook, ({ state, lastAttempt }) => {
    return state === 'working' && lastAttempt.status === 204;
  });
});

it('leaves the row that all deliveries share alone while they end as before', async () => {
  const webhook = await register(null);
  const deliver = async (): Promise<void> => {
    const { id } = (await world.api.post(`${webhook.path}/test`)).body;
    await eventually(async () => {
      const { data } = (await world.api.get(`${webhook.path}/deliveries`)).body;
      return data.find((one: any) => one.id === id)?.state === 'delivered';
    });
  };
  await deliver();
  const [{ lastAttempt }] = await list();
  const noted = () => world.sql('SELECT last_attempt_at FROM webhook_endpoints');
  const before = await noted();
  await deliver();
  expect(await noted()).toEqual(before);
  await set(webhook, `last_attempt_at = now() - interval '11 seconds'`);
  await deliver();
  const [later] = await list();
  expect(Date.parse(later.lastAttempt.at)).toBeGreaterThan(Date.parse(lastAttempt.at));
});

it('counts a thousand, and no more', async () => {
  const { id } = await register(mine);
  await set({ id }, 'enabled = false');
  await world.sql(
    `INSERT INTO webhook_deliveries (endpoint_id, id, event_id, type, next_attempt_at)
     SELECT $1, new_uuid_v7(), gen_random_uuid(), 'order.paid', now() + n * interval '1 hour'
     FROM generate_series(-2, 1500) n`,
    [fromTypedId('whk', id)],
  );
  const [{ backlog }] = await list();
  expect(backlog.waiting).toBe(1_000);
  const agoMs = Date.now() - Date.parse(backlog.oldestDueAt);
  expect(Math.abs(agoMs - 2 * 3_600_000)).toBeLessThan(60_000);
});

describe('in the order in which they need somebody', () => {
  let byState: Record<string, any[]>;
  let inOrder: string[];

  beforeEach(async () => {
    const make = async (columns?: string): Promise<any[]> => {
      const made = [await register(mine), await register(theirs), await register(null)];
      if (columns !== undefined) for (const one of made) await set(one, columns);
      return made;
    };
    byState = {
      byHand: await make('enabled = false'),
      failing: await make('failing_since = now()'),
      working: await make(),
      gone: await make(`enabled = false, disabled_reason = 'gone', failing_since = now()`),
      // Enabled again, it starts afresh; who has disabled it himself since has said so.
      again: await make(`enabled = true, disabled_reason = NULL`),
      givenUp: await make(`enabled = false, disabled_reason = 'failing'`),
    };
    const { byHand, failing, working, gone, again, givenUp } = byState;
    inOrder = [failing, [gone, givenUp], [working, again], byHand].flatMap((group) =>
      idsIn(group!.flat()).reverse(),
    );
  });

  it('failing, disabled by the service, working, disabled by hand; each newest first', async () => {
    expect(idsIn(await list())).toEqual(inOrder);
  });

  it.each([1, 2, 5, 17, 18])('page by page of %i, without gap or repeat', async (limit) => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { status, body } = await world.api.get(`${PATH}?limit=${limit}${cursor}`);
      expect(status).toBe(200);
      expect(body.data.length).toBeLessThanOrEqual(limit);
      seen.push(...idsIn(body.data));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(inOrder);
  });

  it('narrowed to a state', async () => {
    const { byHand, failing, working, gone, again, givenUp } = byState;
    const of = (...groups: (any[] | undefined)[]) =>
      groups.flatMap((group) => idsIn(group ?? [])).sort();
    const inState = async (state: string) => {
      const data = await list(`?state=${state}`);
      expect(new Set(data.map((one) => one.state))).toEqual(new Set([state]));
      return idsIn(data).sort();
    };
    expect(await inState('failing')).toEqual(of(failing));
    expect(await inState('working')).toEqual(of(working, again));
    expect(await inState('disabled')).toEqual(of(gone, givenUp, byHand));
  });

  it('for who sees some merchants only, theirs; the platform’s are for who sees all', async () => {
    const owners = async (query: string, api: Api) => [
      ...new Set((await list(query, api)).map(({ merchantId }) => merchantId)),
    ];
    expect(await owners('', some)).toEqual([mine]);
    const kept = new Set(idsIn(await list(`?merchant=${mine}`)));
    expect(idsIn(await list('', some))).toEqual(inOrder.filter((id) => kept.has(id)));
    expect(await owners(`?merchant=${mine}`, world.api)).toEqual([mine]);
    // A merchant that one may not know of is no different from one that is not there.
    for (const other of [theirs, 'mrc_01h455vb4pex5vsknk084sn02q', 'nobody']) {
      expect(await list(`?merchant=${other}`, some)).toEqual([]);
    }
    const both = await apiFor([mine, theirs]);
    const first = await both.get(`${PATH}?limit=7`);
    const rest = await list(`?limit=200&cursor=${first.body.nextCursor}`, both);
    const ofBoth = [...first.body.data, ...rest];
    expect(new Set(ofBoth.map(({ merchantId }) => merchantId))).toEqual(new Set([mine, theirs]));
    expect(idsIn(ofBoth)).toEqual(inOrder.filter((id) => idsIn(ofBoth).includes(id)));
    expect(ofBoth).toHaveLength(12);
  });
});

it('refuses what it does not know, and who may not read webhooks', async () => {
  expect(fieldsOf(await world.api.get(`${PATH}?state=lost&owner=x&limit=0`))).toEqual([
    'limit',
    'owner',
    'state',
  ]);
  await register(mine);
  await register(mine);
  // A cursor of another list is none of this one.
  const { nextCursor } = (await world.api.get(`/v1/merchants/${mine}/webhooks?limit=1`)).body;
  for (const cursor of ['x', nextCursor]) {
    expectProblem(await world.api.get(`${PATH}?cursor=${cursor}`), 400, 'invalid-cursor');
  }
  const own = (await world.api.get(`${PATH}?limit=1`)).body.nextCursor;
  expectProblem(await world.api.get(`/v1/webhooks?cursor=${own}`), 400, 'invalid-cursor');
  const reader = await apiFor('*', ['orders:read']);
  expectProblem(await reader.get(PATH), 403, 'insufficient-scope');
});

it('reads what it shows, among 3,000 endpoints and their deliveries', async () => {
  const own = await startWorld({ environment: { ROLE: 'api' } });
  try {
    const { id: merchant } = await own.createMerchant();
    await own.sql(
      `INSERT INTO webhook_endpoints (id, merchant_id, url, description, events, enabled,
         failing_since, secret_ciphertext, secret_key_id, created_at)
       SELECT new_uuid_v7(), CASE WHEN n % 100 = 0 THEN $1::uuid END, 'https://x.example/', '',
         '{order.paid}', true, CASE WHEN n % 1000 = 7 THEN now() END, '', '',
         now() - n * interval '1 minute'
       FROM generate_series(1, 3000) n`,
      [fromTypedId('mrc', merchant)],
    );
    await own.sql(
      `INSERT INTO webhook_deliveries (endpoint_id, id, event_id, type, next_attempt_at,
         last_attempt_at, delivered_at)
       SELECT w.id, new_uuid_v7(), gen_random_uuid(), 'order.paid',
         CASE WHEN n = 1 THEN now() END, now() - n * interval '1 second',
         CASE WHEN n > 1 THEN now() END
       FROM webhook_endpoints w, generate_series(1, 20) n`,
    );
    await own.sql('VACUUM ANALYZE webhook_endpoints');
    await own.sql('VACUUM ANALYZE webhook_deliveries');
    const reads = async (): Promise<{ whole: number; scans: number; entries: number }> => {
      const [row] = await own.sql(
        `SELECT sum(t.seq_scan)::int AS whole, sum(i.scans)::int AS scans,
           sum(i.entries)::int AS entries
         FROM pg_stat_user_tables t CROSS JOIN LATERAL (
           SELECT sum(idx_scan) AS scans, sum(idx_tup_read) AS entries
           FROM pg_stat_user_indexes i WHERE i.relid = t.relid) i
         WHERE t.relname IN ('webhook_endpoints', 'webhook_deliveries')`,
      );
      return row;
    };
    const REPEATS = 8;
    const asked: [query: string, count: number][] = [
      ['?limit=10', 10],
      ['?state=failing', 3],
      ['?state=disabled', 0],
      [`?merchant=${merchant}`, 30],
    ];
    const before = await reads();
    const reader = await own.startAnother();
    for (const [query, count] of asked) {
      // Often enough that Postgres no longer plans for the values that are asked for.
      for (let i = 0; i < REPEATS; i += 1) {
        expect([query, (await list(query, reader.api)).length]).toEqual([query, count]);
      }
    }
    // Postgres tells of a session's reads when it ends, at the latest.
    await reader.stop();
    const rows = REPEATS * asked.reduce((sum, [, count]) => sum + count, 0);
    const after = await eventually(async () => {
      const now = await reads();
      return now.scans - before.scans >= rows && now;
    });
    expect(after.whole).toBe(before.whole);
    expect((after.entries - before.entries) / rows).toBeLessThan(10);
  } finally {
    await own.stop();
  }
}, 60_000);
