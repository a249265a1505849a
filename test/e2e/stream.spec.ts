import type { Socket } from 'node:net';
import { Client } from 'pg';
import { comparePositions, decodePosition } from '../../src/console/stream-position';
import { fromTypedId } from '../../src/http/typed-id';
import {
  type Api,
  eventually,
  orderBody,
  startWorld,
  type TestService,
  type World,
} from '../support/service';
import { openStream, requestStream, type EventReader } from '../support/stream';

const HEARTBEAT_MS = 15_000;
/** What this machine may need beside the waiting itself. */
const SLACK_MS = 3_000;
const MAX_PER_TOKEN = 10;

let world: World;
let mine: string;
let theirs: string;
const readers: EventReader[] = [];

beforeAll(async () => {
  // Nobody asks by the schedule: the only events are those of these tests.
  world = await startWorld({ environment: { ROLE: 'api' } });
  mine = (await world.createMerchant({ name: 'Mine' })).id;
  theirs = (await world.createMerchant({ name: 'Theirs' })).id;
}, 60_000);
beforeEach(settled);
afterEach(async () => {
  for (const reader of readers.splice(0)) {
    reader.close();
    await reader.ended;
  }
});
afterAll(() => world.stop());

async function open(
  service: Pick<TestService, 'url'>,
  options?: Parameters<typeof openStream>[1],
): Promise<EventReader> {
  const reader = await openStream(service.url, options);
  readers.push(reader);
  return reader;
}

/**
 * Whatever is still being written anywhere in the cluster, in other tests' databases too, holds back
 * what was committed after it began: a new stream would hear that as news.
 */
async function settled(): Promise<void> {
  const text = `
    SELECT coalesce(bool_and(xid::text::bigint <
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        + (SELECT xid_offset FROM order_event_clock)), true) AS "isSettled"
    FROM order_events`;
  await eventually(async () => (await world.sql(text))[0].isSettled, { what: 'a settled past' });
}

async function place(merchant = mine, by: Api = world.api): Promise<string> {
  const answer = await by.post(`/v1/merchants/${merchant}/orders`, orderBody());
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.id;
}

async function issue(fields: object = {}): Promise<{ id: string; token: string }> {
  const answer = await world.api.post('/v1/tokens', {
    name: 'A dashboard',
    scopes: ['orders:read'],
    merchants: [mine],
    ...fields,
  });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

const ordersOf = (reader: EventReader): string[] => reader.events.map(({ body }) => body.data.id);

function received(reader: EventReader, count: number): Promise<unknown> {
  return eventually(() => reader.events.length >= count, {
    withinMs: 20_000,
    what: `${count} events (${reader.events.length} so far)`,
  });
}

/** What every sequence of events, from however many streams, has to be. */
function expectInOrder(events: readonly { id: string }[]): void {
  const positions = events.map(({ id }) => decodePosition(id));
  positions.slice(1).forEach((position, i) => {
    expect(comparePositions(positions[i]!, position)).toBeLessThan(0);
  });
}

let written = 1_000;

/** Writes events beside the service, in a transaction of the test's own. */
async function writeEvents(client: Pick<Client, 'query'>, merchant: string, count: number) {
  await client.query(
    `INSERT INTO order_events
       (merchant_id, order_id, seq, id, type, cause, from_state, state, detail, snapshot)
     SELECT o.merchant_id, o.id, n + $3, new_uuid_v7(), 'order.attention', 'operator', o.state,
       o.state, 'by the test', to_jsonb(o) || jsonb_build_object(
         'version', n + $3, 'metadata', jsonb_build_object('filling', repeat('x', 4000)))
     FROM (SELECT * FROM orders WHERE merchant_id = $1 ORDER BY created_at LIMIT 1) o,
       generate_series(1, $2::integer) n`,
    [fromTypedId('mrc', merchant), count, written],
  );
  written += count;
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: world.database.url });
  await client.connect();
  return client;
}

describe('what is heard', () => {
  it('every told change from now on, as its webhook tells it', async () => {
    const before = await place();
    await settled();
    const reader = await open(world, { headers: { 'x-request-id': 'a-stream' } });
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': 'a-stream',
    });
    const order = await place();
    await received(reader, 1);
    const [event] = reader.events;
    expect(event).toMatchObject({
      type: 'order.pending',
      body: { type: 'order.pending', data: { id: order, merchantId: mine, state: 'pending' } },
    });
    const read = await world.api.get(`/v1/merchants/${mine}/orders/${order}`);
    // When iPay is asked next is no part of what happened.
    read.body.gateway.nextCheckAt = null;
    expect(event!.body.data).toEqual(read.body);
    expect(ordersOf(reader)).not.toContain(before);
    expect(reader.retryMs).toBeGreaterThan(0);
  });

  it('only of the merchants that the token sees', async () => {
    const { token } = await issue();
    const reader = await open(world, { token });
    await place(theirs);
    const order = await place(mine);
    await received(reader, 1);
    expect(ordersOf(reader)).toEqual([order]);
    const resumed = await open(world, { token, lastEventId: readers[0]!.lastEventId });
    await place(theirs);
    const next = await place(mine);
    await received(resumed, 1);
    expect(ordersOf(resumed)).toEqual([next]);
  });

  it('only of one merchant, where that is asked for', async () => {
    const reader = await open(world, { path: `/v1/orders/stream?merchant=${theirs}` });
    await place(mine);
    const order = await place(theirs);
    await received(reader, 1);
    expect(ordersOf(reader)).toEqual([order]);
  });

  it('and a sign of life every 15 seconds, which tells where the stream is', async () => {
    const { token } = await issue();
    const reader = await open(world, { token });
    const { lastEventId } = reader;
    await place(theirs);
    await eventually(() => reader.comments.length > 0, { withinMs: HEARTBEAT_MS + SLACK_MS });
    expect(reader.events).toEqual([]);
    // What others see has moved on, and so has the place to resume at.
    await eventually(() => reader.lastEventId !== lastEventId);
  }, 30_000);
});

describe('who is refused', () => {
  async function refusal(options: Parameters<typeof requestStream>[1]) {
    const answer = await world.api.get(options?.path ?? '/v1/orders/stream', {
      ...(options?.token && { token: options.token }),
      headers: options?.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId },
    });
    return [answer.status, answer.body.code];
  }

  it('who sends an id that is not of this stream', async () => {
    const reader = await open(world);
    await eventually(() => reader.lastEventId);
    const id = reader.lastEventId;
    for (const lastEventId of ['x', id.slice(1), `${id}A`, `_${id.slice(1)}`, '1', 'null']) {
      expect(await refusal({ lastEventId })).toEqual([400, 'invalid-cursor']);
    }
  });

  it('who may not read orders', async () => {
    const { token } = await issue({ scopes: ['merchants:read'] });
    expect(await refusal({ token })).toEqual([403, 'insufficient-scope']);
  });

  it('who asks for a merchant that does not exist for them', async () => {
    const { token } = await issue();
    for (const merchant of [theirs, 'mrc_x', 'mrc_01h455vb4pex5vsknk084sn02q']) {
      const path = `/v1/orders/stream?merchant=${merchant}`;
      expect(await refusal({ path, token })).toEqual([404, 'merchant-not-found']);
    }
    const path = '/v1/orders/stream?merchant=mrc_01h455vb4pex5vsknk084sn02q';
    expect(await refusal({ path })).toEqual([404, 'merchant-not-found']);
  });

  it('who has too many open; one that closes makes room', async () => {
    const { token } = await issue();
    const opened = await Promise.all(
      Array.from({ length: MAX_PER_TOKEN }, () => open(world, { token })),
    );
    const answer = await world.api.get('/v1/orders/stream', { token });
    expect([answer.status, answer.body.code]).toEqual([429, 'too-many-streams']);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    opened[0]!.close();
    await eventually(async () => {
      const { status, reader } = await requestStream(world.url, { token });
      reader.close();
      return status === 200;
    });
  });

  it('a question for the headers alone is answered, and ends', async () => {
    const { token } = await issue();
    for (let i = 0; i <= MAX_PER_TOKEN; i += 1) {
      const { status, body } = await world.api.send('HEAD', '/v1/orders/stream', undefined, {
        token,
      });
      expect([status, body]).toEqual([200, '']);
    }
  });
});

describe('in the order of commits', () => {
  it('waits for a transaction that is still open, and skips nothing of it', async () => {
    await place();
    const reader = await open(world);
    const late = await connect();
    try {
      await late.query('BEGIN');
      await writeEvents(late, mine, 2);
      const order = await place();
      // The loop has looked since, and has not told of what may not be the next.
      const [{ placedAt }] = await world.sql('SELECT clock_timestamp() AS "placedAt"');
      await eventually(
        async () =>
          (
            await world.sql(
              `SELECT FROM pg_stat_activity WHERE datname = current_database()
               AND query LIKE '%e.snapshot END AS snapshot%' AND pid <> pg_backend_pid()
               AND query_start > $1 AND state = 'idle'`,
              [placedAt],
            )
          ).length > 0,
      );
      expect(reader.events).toEqual([]);
      await late.query('COMMIT');
      await received(reader, 3);
      expect(reader.events.map(({ type }) => type)).toEqual([
        'order.attention',
        'order.attention',
        'order.pending',
      ]);
      expect(ordersOf(reader)[2]).toBe(order);
      expectInOrder(reader.events);
    } finally {
      await late.end();
    }
  });

  it('and never tells of what was rolled back', async () => {
    const reader = await open(world);
    const failing = await connect();
    await failing.query('BEGIN');
    await writeEvents(failing, mine, 1);
    await failing.query('ROLLBACK');
    await failing.end();
    const order = await place();
    await received(reader, 1);
    expect(ordersOf(reader)).toEqual([order]);
  });
});

describe('resuming', () => {
  it('goes on without gap or repeat, at another instance, while orders are placed', async () => {
    const another = await world.startAnother();
    const services = [world, another];
    const ORDERS = 120;
    const heard: EventReader[] = [];
    let reader = await open(world);
    const witness = await open(another);
    const load = { isOver: false };
    const placed: string[] = [];
    const placing = Promise.all(
      [0, 1, 2, 3].map(async (lane) => {
        for (let i = 0; i < ORDERS / 4; i += 1) {
          placed.push(await place(mine, services[(i + lane) % 2]!.api));
        }
      }),
    ).finally(() => (load.isOver = true));
    for (let turn = 1; !load.isOver; turn += 1) {
      const seen = reader.events.length;
      await eventually(() => load.isOver || reader.events.length > seen + 5);
      reader.close();
      await reader.ended;
      heard.push(reader);
      reader = await open(services[turn % 2]!, { lastEventId: reader.lastEventId });
    }
    await placing;
    heard.push(reader);
    const all = () => heard.flatMap(({ events }) => events);
    await eventually(() => all().length >= ORDERS, { withinMs: 20_000 });
    await received(witness, ORDERS);
    expect(heard.length).toBeGreaterThan(2);
    expectInOrder(all());
    expect(all().map(({ id }) => id)).toEqual(witness.events.map(({ id }) => id));
    expect(new Set(all().map(({ body }) => body.data.id))).toEqual(new Set(placed));
    expect(all()).toHaveLength(ORDERS);
  }, 60_000);

  it('loses nothing when an instance is cut off, though nothing had been heard there', async () => {
    const another = await world.startAnother();
    const reader = await open(another);
    await eventually(() => reader.lastEventId);
    another.app.getHttpServer().closeAllConnections();
    await reader.ended;
    const missed = await place();
    const resumed = await open(world, { lastEventId: reader.lastEventId });
    await received(resumed, 1);
    expect(ordersOf(resumed)).toEqual([missed]);
  });

  it('reads on from long ago in pages, in order, and then hears what is new', async () => {
    await place();
    const reader = await open(world);
    await eventually(() => reader.lastEventId);
    reader.close();
    const client = await connect();
    await writeEvents(client, mine, 700);
    await client.end();
    const resumed = await open(world, { lastEventId: reader.lastEventId });
    await received(resumed, 700);
    const order = await place();
    await received(resumed, 701);
    expectInOrder(resumed.events);
    expect(ordersOf(resumed).at(-1)).toBe(order);
    expect(resumed.events).toHaveLength(701);
  });
});

describe('after a restore', () => {
  const AHEAD = 10n ** 12n;

  /** As in a cluster that has counted to so much. */
  async function countFrom(offset: bigint): Promise<void> {
    await world.sql('UPDATE order_event_clock SET xid_offset = $1', [offset]);
    await world.sql(`ALTER TABLE order_events ALTER COLUMN xid
      SET DEFAULT ((pg_current_xact_id()::text::bigint + ${offset})::text::xid8)`);
  }

  it('into a cluster that counts from anew, goes on without gap or repeat', async () => {
    await countFrom(AHEAD);
    const reader = await open(world);
    const heard = await place();
    await received(reader, 1);
    reader.close();
    const missed = await place();
    // The dump says nothing of the cluster it came from.
    await countFrom(0n);
    const restored = await world.startAnother();
    const next = await place(mine, restored.api);
    const resumed = await open(restored, { lastEventId: reader.lastEventId });
    await received(resumed, 2);
    const last = await place(mine, restored.api);
    await received(resumed, 3);
    expect(ordersOf(resumed)).toEqual([missed, next, last]);
    expect(ordersOf(resumed)).not.toContain(heard);
    expectInOrder([...reader.events, ...resumed.events]);
  });

  it('that lost the event the reader was at, goes on by time and leaves nothing out', async () => {
    const reader = await open(world);
    const lost = await place();
    await received(reader, 1);
    reader.close();
    await world.sql('DELETE FROM order_events WHERE order_id = $1', [fromTypedId('ord', lost)]);
    const next = await place();
    const resumed = await open(world, { lastEventId: reader.lastEventId });
    await eventually(() => ordersOf(resumed).includes(next));
    expectInOrder(resumed.events);
  });
});

describe('a reader that does not read', () => {
  const EVENTS = 4_000;

  it('costs bounded memory, harms nobody, and hears everything once it reads again', async () => {
    const another = await world.startAnother();
    const sockets: Socket[] = [];
    another.app.getHttpServer().on('connection', (socket: Socket) => sockets.push(socket));
    const slow = await open(another);
    slow.pause();
    const quick = await open(another);
    const client = await connect();
    await writeEvents(client, mine, EVENTS);
    await client.end();
    let largest = 0;
    await eventually(
      () => {
        largest = Math.max(largest, ...sockets.map(({ writableLength }) => writableLength));
        return quick.events.length >= EVENTS;
      },
      { withinMs: 30_000 },
    );
    // 4 KB and more for each event: what the slow one has not taken is not waiting here.
    expect(largest).toBeLessThan(1024 * 1024);
    expect(slow.events.length).toBeLessThan(EVENTS);
    slow.resume();
    await received(slow, EVENTS);
    expect(slow.events.map(({ id }) => id)).toEqual(quick.events.map(({ id }) => id));
    const order = await place();
    await received(slow, EVENTS + 1);
    expect(ordersOf(slow).at(-1)).toBe(order);
  }, 90_000);
});

describe('the end', () => {
  const REVOKED_WITHIN_MS = 5_000;

  it('comes within five seconds of the token’s', async () => {
    const revoked = await issue();
    const expiring = await issue({ expiresAt: new Date(Date.now() + 2_000).toISOString() });
    const kept = await issue();
    const [first, second, third] = await Promise.all(
      [revoked, expiring, kept].map(({ token }) => open(world, { token })),
    );
    await world.api.delete(`/v1/tokens/${revoked.id}`);
    const revokedAt = Date.now();
    await first!.ended;
    expect(Date.now() - revokedAt).toBeLessThan(REVOKED_WITHIN_MS + SLACK_MS / 2);
    await second!.ended;
    expect(Date.now() - revokedAt).toBeLessThan(2_000 + REVOKED_WITHIN_MS + SLACK_MS / 2);
    expect(third!.isEnded).toBe(false);
    expect(first!.comments.at(-1)).toMatch(/token/);
  }, 20_000);

  it('comes at once when the instance goes, for a reader that does not read, too', async () => {
    const another = await world.startAnother();
    const [reader, stuck] = [await open(another), await open(another)];
    stuck.pause();
    const client = await connect();
    await writeEvents(client, mine, 4_000);
    await client.end();
    await received(reader, 4_000);
    const began = Date.now();
    await another.stop();
    expect(Date.now() - began).toBeLessThan(SLACK_MS);
    await reader.ended;
    expect(reader.comments.at(-1)).toMatch(/going away/);
  }, 60_000);
});
