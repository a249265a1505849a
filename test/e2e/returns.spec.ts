import { createHmac } from 'node:crypto';
import { Client } from 'pg';
import { fromTypedId } from '../../src/http/typed-id';
import { ReturnAddresses } from '../../src/orders';
import {
  eventually,
  orderBody,
  startWorld,
  type Answer,
  type TestService,
  type World,
} from '../support/service';

const PATIENCE_MS = 3_000;
const QUIET_MS = 3_000;
/** What this machine may need beside the waiting itself. */
const SLACK_MS = 1_500;

let world: World;
let merchant: { id: string; returnSecret: string };

beforeAll(async () => {
  world = await startWorld({
    environment: {
      // Nobody asks by the schedule: every question of these tests comes of a hit.
      ROLE: 'api',
      PUBLIC_BASE_URL: 'https://pay.example.com',
      IPAY_TIMEOUT_MS: '10000',
    },
  });
  merchant = await world.createMerchant();
}, 60_000);
afterEach(() => {
  world.sandbox.clearFaults();
});
afterAll(() => world.stop());

type Outcome = 'success' | 'failure' | 'cancel';

interface PlacedOrder {
  id: string;
  body: any;
  /** iPay's own id. */
  gatewayOrderId: string;
  /** The address that iPay was given, without its origin. */
  path(outcome: Outcome): string;
}

async function place(fields: object = {}): Promise<PlacedOrder> {
  const body = orderBody(fields);
  const answer = await world.api.post(`/v1/merchants/${merchant.id}/orders`, body);
  expect(answer.status).toBe(201);
  const gatewayOrderId = answer.body.gateway.orderId;
  const atGateway = world.sandbox.order(gatewayOrderId)!;
  const urls = {
    success: atGateway.successCallbackUrl,
    failure: atGateway.failureCallbackUrl,
    cancel: atGateway.cancelCallbackUrl,
  };
  return {
    id: answer.body.id,
    body,
    gatewayOrderId,
    path: (outcome) => new URL(urls[outcome]).pathname,
  };
}

/** The path of an order that iPay never took. */
async function pathOf(referenceId: unknown, outcome: Outcome): Promise<string> {
  const order = await eventually(async () => {
    const text = 'SELECT merchant_id, id FROM orders WHERE reference_id = $1';
    return (await world.sql(text, [referenceId]))[0];
  });
  const token = world.app
    .get(ReturnAddresses, { strict: false })
    .tokenFor(order.merchant_id, order.id);
  return `/return/${token}/${outcome}`;
}

const comeBack = (
  path: string,
  headers: Record<string, string> = {},
  { api }: TestService = world,
): Promise<Answer> => api.get(path, { token: null, headers });

const questions = (referenceId: unknown): number =>
  world.sandbox.ledger({ referenceId: String(referenceId) }).references[0]
    ?.statusQuestionsReceived ?? 0;

const eventTypes = async (id: string): Promise<string[]> => {
  const path = `/v1/merchants/${merchant.id}/orders/${id}/events`;
  const { body } = await world.api.get(path);
  return body.data.map(({ type }: { type: string }) => type);
};

const stateOf = async (id: string): Promise<string> =>
  (await world.api.get(`/v1/merchants/${merchant.id}/orders/${id}`)).body.state;

function expectPrivate({ headers }: Answer): void {
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
}

function expectPage(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.headers.get('location')).toBeNull();
  expect(Buffer.byteLength(answer.body)).toBeLessThan(10_000);
  expectPrivate(answer);
}

function expectConfirming(answer: Answer): void {
  expectPage(answer, 200);
  expect(answer.body).toContain('Confirming your payment…');
  expect(answer.body).toContain('http-equiv="refresh"');
}

/** The redirect's target, whose signed parameters are checked and taken off. */
function expectRedirect(answer: Answer, order: { id: string; body: any }, state: string): string {
  expect(answer.status).toBe(303);
  expectPrivate(answer);
  const url = new URL(answer.headers.get('location')!);
  const names = ['ipay_order', 'ipay_reference', 'ipay_state', 'ipay_timestamp', 'ipay_signature'];
  const [id, reference, told, timestamp, signature] = names.map((name) => {
    expect(url.searchParams.getAll(name)).toHaveLength(1);
    return url.searchParams.get(name)!;
  });
  expect([id, reference, told]).toEqual([order.id, order.body.referenceId, state]);
  expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(30);
  const text = ['ipay-return-v1', id, reference, told, timestamp].join('\n');
  const expected = createHmac('sha256', merchant.returnSecret).update(text).digest('base64url');
  expect(signature).toBe(expected);
  for (const name of names) url.searchParams.delete(name);
  return url.href;
}

describe('a return leads where the gateway says, whatever the address claims', () => {
  it.each([
    ['paid', 'failure', 'successCallbackUrl'],
    ['cancelled', 'success', 'cancelCallbackUrl'],
    ['failed', 'success', 'failureCallbackUrl'],
    ['expired', 'cancel', 'failureCallbackUrl'],
  ] as const)('%s, claimed %s: to the %s', async (state, claimed, target) => {
    const order = await place();
    world.sandbox.changeOrder(order.gatewayOrderId, { state });
    const answer = await comeBack(order.path(claimed));
    expect(expectRedirect(answer, order, state)).toBe(order.body[target]);
    const again = await comeBack(order.path('success'));
    expect(expectRedirect(again, order, state)).toBe(order.body[target]);
    expect(questions(order.body.referenceId)).toBe(1);
    expect(await eventTypes(order.id)).toEqual([
      'order.creating',
      'order.pending',
      'order.returned',
      `order.${state}`,
    ]);
  });

  it('a refused order goes to the failure URL, and nothing is asked', async () => {
    const body = orderBody();
    world.sandbox.addFault({ kind: 'refuse', status: 422, operation: 'create', times: 1 });
    const { body: problem } = await world.api.post(`/v1/merchants/${merchant.id}/orders`, body);
    const answer = await comeBack(await pathOf(body.referenceId, 'success'));
    const order = { id: problem.orderId, body };
    expect(expectRedirect(answer, order, 'rejected')).toBe(body.failureCallbackUrl);
    expect(questions(body.referenceId)).toBe(0);
  });

  it('a paid order is not asked about again', async () => {
    const order = await place();
    world.sandbox.changeOrder(order.gatewayOrderId, { state: 'paid' });
    await comeBack(order.path('success'));
    await world.sql(
      `UPDATE orders SET gateway_checked_at = now() - interval '1 hour' WHERE id = $1`,
      [fromTypedId('ord', order.id)],
    );
    world.sandbox.addFault({ kind: 'hang', operation: 'status' });
    expectRedirect(await comeBack(order.path('cancel')), order, 'paid');
    expect(questions(order.body.referenceId)).toBe(1);
  });

  it('finds late money on the way', async () => {
    const order = await place();
    world.sandbox.changeOrder(order.gatewayOrderId, { state: 'expired' });
    expectRedirect(await comeBack(order.path('failure')), order, 'expired');
    world.sandbox.changeOrder(order.gatewayOrderId, { state: 'paid' });
    const paid = await eventually(async () => {
      const answer = await comeBack(order.path('failure'));
      return answer.headers.get('location')?.includes('ipay_state=paid') && answer;
    });
    expect(expectRedirect(paid, order, 'paid')).toBe(order.body.successCallbackUrl);
  });

  it('keeps the parameters and the fragment of the platform, and replaces forged ones', async () => {
    const order = await place({
      successCallbackUrl: 'https://xyz.com/done?a=b%20c+d&ipay_state=paid&flag#/thanks',
      failureCallbackUrl: 'https://xyz.com/no?ipay_state=paid&ipay%5Fsignature=x&lang=bn',
    });
    world.sandbox.changeOrder(order.gatewayOrderId, { state: 'paid' });
    const { headers } = await comeBack(order.path('success'));
    expect(headers.get('location')).toMatch(
      /^https:\/\/xyz\.com\/done\?a=b%20c\+d&flag&ipay_order=ord_\w+&.*#\/thanks$/,
    );
    const failing = await place({ failureCallbackUrl: order.body.failureCallbackUrl });
    world.sandbox.changeOrder(failing.gatewayOrderId, { state: 'failed' });
    const failed = expectRedirect(await comeBack(failing.path('success')), failing, 'failed');
    expect(failed).toBe('https://xyz.com/no?lang=bn');
  });

  it('without an address of ours, iPay gets the platform’s own', async () => {
    const { api } = await world.startAnother({ PUBLIC_BASE_URL: '' });
    const body = orderBody({ successCallbackUrl: 'https://xyz.com/success?a=b%20c#d' });
    const answer = await api.post(`/v1/merchants/${merchant.id}/orders`, body);
    const atGateway = world.sandbox.order(answer.body.gateway.orderId);
    const { successCallbackUrl, failureCallbackUrl, cancelCallbackUrl } = body;
    expect(atGateway).toMatchObject({ successCallbackUrl, failureCallbackUrl, cancelCallbackUrl });
  });
});

describe('while nothing is certain', () => {
  it('a forged success shows the page, changes nothing, and moves on once it is paid', async () => {
    const order = await place({ amount: 123_456.78 });
    const forged = await comeBack(order.path('success'));
    expectConfirming(forged);
    expect(forged.body).toContain('৳1,23,456.78');
    expect(forged.body).toContain(order.body.referenceId);
    expect(await stateOf(order.id)).toBe('pending');

    world.sandbox.changeOrder(order.gatewayOrderId, { state: 'paid' });
    const moved = await eventually(async () => {
      const answer = await comeBack(order.path('success'));
      return answer.status === 303 && answer;
    });
    expect(expectRedirect(moved, order, 'paid')).toBe(order.body.successCallbackUrl);
  });

  it('a gateway that hangs keeps nobody waiting', async () => {
    const order = await place();
    world.sandbox.addFault({ kind: 'hang', operation: 'status' });
    const startedAt = performance.now();
    expectConfirming(await comeBack(order.path('success')));
    expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS + SLACK_MS);
  });

  it('a gateway that hangs keeps nobody from the end that is known', async () => {
    const order = await place();
    world.sandbox.changeOrder(order.gatewayOrderId, { state: 'cancelled' });
    await comeBack(order.path('cancel'));
    await world.sql(
      `UPDATE orders SET gateway_checked_at = now() - interval '1 hour' WHERE id = $1`,
      [fromTypedId('ord', order.id)],
    );
    await world.sql(`UPDATE order_checks SET asked_at = NULL WHERE order_id = $1`, [
      fromTypedId('ord', order.id),
    ]);
    world.sandbox.addFault({ kind: 'hang', operation: 'status' });
    const startedAt = performance.now();
    const answer = await comeBack(order.path('success'));
    expect(expectRedirect(answer, order, 'cancelled')).toBe(order.body.cancelCallbackUrl);
    expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS + SLACK_MS);
    expect(questions(order.body.referenceId)).toBe(2);
  });

  it('a hit waits for the answer to a question that is under way elsewhere', async () => {
    const other = await world.startAnother();
    const order = await place();
    world.sandbox.changeOrder(order.gatewayOrderId, { state: 'paid' });
    world.sandbox.addFault({ kind: 'delay', delayMs: 1_000, operation: 'status' });
    const asking = comeBack(order.path('success'));
    await eventually(() => questions(order.body.referenceId) === 1);
    expectRedirect(await comeBack(order.path('success'), {}, other), order, 'paid');
    expectRedirect(await asking, order, 'paid');
    expect(questions(order.body.referenceId)).toBe(1);
  });

  it('a buyer can be back before the create is known to be accepted', async () => {
    const body = orderBody();
    world.sandbox.addFault({ kind: 'hang', ms: 3_500, operation: 'create', times: 1 });
    const creating = world.api.post(`/v1/merchants/${merchant.id}/orders`, body);
    const path = await pathOf(body.referenceId, 'success');
    expectConfirming(await comeBack(path));
    expect(questions(body.referenceId)).toBe(0);

    expect((await creating).body.state).toBe('creating');
    const [atGateway] = await eventually(async () => {
      expectConfirming(await comeBack(path));
      const { orders } = world.sandbox.ledger({ referenceId: String(body.referenceId) });
      return orders.length === 1 && orders;
    });
    world.sandbox.changeOrder(atGateway!.orderId, { state: 'paid' });
    await eventually(async () => (await comeBack(path)).status === 303);
  }, 20_000);

  it('stops after a minute, and says who will be told', async () => {
    const order = await place({ cancelCallbackUrl: 'https://shop.example.com/cancel?cart=7' });
    expectConfirming(await comeBack(order.path('cancel')));
    const age = (interval: string) =>
      world.sql(
        `UPDATE order_events SET at = at - $2::interval
          WHERE order_id = $1 AND type = 'order.returned'`,
        [fromTypedId('ord', order.id), interval],
      );
    await age('55 seconds');
    expectConfirming(await comeBack(order.path('cancel')));
    await age('5 seconds');
    const stopped = await comeBack(order.path('cancel'));
    expectPage(stopped, 200);
    expect(stopped.body).not.toContain('http-equiv="refresh"');
    expect(stopped.body).toContain('the shop will be told');
    expect(stopped.body).toContain('href="https://shop.example.com"');

    const inBangla = await comeBack(`${order.path('cancel')}?lang=bn`);
    expect(inBangla.body).toContain('দোকানকে জানানো হবে');
    // Whoever went on paying, and comes back later, is waited with anew.
    await age('10 minutes');
    expectConfirming(await comeBack(order.path('success')));
  });

  it('speaks Bangla to whoever asks for it', async () => {
    const order = await place({ amount: 123_456.78 });
    const page = await comeBack(order.path('success'), { 'accept-language': 'bn-BD,bn;q=0.9,en' });
    expectConfirming(page);
    expect(page.headers.get('content-language')).toBe('bn');
    expect(page.body).toContain('<h1>আপনার পেমেন্ট নিশ্চিত করা হচ্ছে…</h1>');
    expect(page.body).toContain('৳১,২৩,৪৫৬.৭৮');
    const chosen = await comeBack(`${order.path('success')}?lang=en`, { 'accept-language': 'bn' });
    expect(chosen.headers.get('content-language')).toBe('en');
  });

  it('shows a hostile reference as text', async () => {
    const referenceId = '"><script>alert(1)</script><img src=x>';
    const order = await place({ referenceId });
    const { body } = await comeBack(order.path('success'));
    expect(body).toContain('&quot;&gt;&lt;script&gt;alert(1)');
    expect(body).not.toMatch(/<script|<img/);
  });
});

describe('hits without end', () => {
  it('200 at once on two instances make one question and one row', async () => {
    const other = await world.startAnother();
    const order = await place();
    const startedAt = performance.now();
    const hits = Array.from({ length: 200 }, (_, i) =>
      comeBack(order.path('success'), {}, i % 2 === 0 ? world : other),
    );
    for (const answer of await Promise.all(hits)) expectConfirming(answer);
    // One, unless this machine is so busy that the hits arrive over more than three seconds.
    const most = 1 + Math.floor((performance.now() - startedAt) / QUIET_MS);
    const asked = questions(order.body.referenceId);
    expect(asked).toBeGreaterThanOrEqual(1);
    expect(asked).toBeLessThanOrEqual(most);
    const [, , ...rows] = await eventTypes(order.id);
    expect(rows).toEqual(rows.map((_, i) => (i % 2 === 0 ? 'order.returned' : 'order.checked')));
    expect(rows).toHaveLength(2 * asked);
  }, 20_000);

  it('one hit after the other makes a question every three seconds at most', async () => {
    const order = await place();
    await eventually(
      async () => {
        await Promise.all([
          comeBack(order.path('success')),
          comeBack(order.path('failure')),
          world.api.send('HEAD', order.path('cancel'), undefined, { token: null }),
        ]);
        return questions(order.body.referenceId) === 3;
      },
      { withinMs: 15_000 },
    );
    const { references } = world.sandbox.ledger({ referenceId: order.body.referenceId });
    const asked = references[0]!.requests
      .filter(({ operation }) => operation !== 'create')
      .map(({ at }) => Date.parse(at));
    for (const [i, at] of asked.slice(1).entries()) {
      expect(at - asked[i]!).toBeGreaterThanOrEqual(QUIET_MS - 100);
    }
    const rows = await eventTypes(order.id);
    expect(rows.filter((type) => type === 'order.returned')).toHaveLength(3);
  }, 20_000);

  it('HEAD answers as GET does, without a body', async () => {
    const order = await place();
    world.sandbox.changeOrder(order.gatewayOrderId, { state: 'paid' });
    const answer = await world.api.send('HEAD', order.path('success'), undefined, { token: null });
    expectRedirect(answer, order, 'paid');
    expect(answer.body).toBe('');
    expect(questions(order.body.referenceId)).toBe(1);
  });
});

describe('an address that was not made here', () => {
  it('is the same plain page for all, and nothing is asked', async () => {
    const order = await place();
    const [, , token = ''] = order.path('success').split('/');
    const unknownOrder = world.app
      .get(ReturnAddresses, { strict: false })
      .tokenFor(fromTypedId('mrc', merchant.id)!, fromTypedId('mrc', merchant.id)!);
    const forged = [
      `/return/${token}/paid`,
      `/return/${token}/SUCCESS`,
      `/return/${token}/success/`,
      `/return/${token}/__proto__`,
      `/return/${token}`,
      `/return/${token.slice(0, -1)}/success`,
      `/return/${token}A/success`,
      `/return/${token}=/success`,
      `/return/${token.toUpperCase()}/success`,
      `/return/${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}/success`,
      `/return/${unknownOrder}/success`,
      `/return/${order.id}/success`,
      `/return/${'A'.repeat(64)}/success`,
      `/return/${'A'.repeat(7_000)}/success`,
      '/return/%00/success',
      '/return/%3Cscript%3Ealert(1)%3C%2Fscript%3E/success',
      '/return/https:%2F%2Fevil.example%2F/success?to=https://evil.example',
      '/return/..%2F..%2Fv1/success',
      '/return/',
    ];
    const pages = new Set<string>();
    for (const path of forged) {
      const answer = await comeBack(path);
      expectPage(answer, 404);
      pages.add(answer.body);
    }
    expect(pages.size).toBe(1);
    expect(questions(order.body.referenceId)).toBe(0);
    expect(await stateOf(order.id)).toBe('pending');
  });

  it('opens no order of another merchant', async () => {
    const [mine, theirs] = [await place(), await place()];
    const bytes = (order: PlacedOrder) =>
      Buffer.from(order.path('success').split('/')[2]!, 'base64url');
    const crossed = Buffer.concat([bytes(mine).subarray(0, 32), bytes(theirs).subarray(32)]);
    expectPage(await comeBack(`/return/${crossed.toString('base64url')}/success`), 404);
  });
});

it('says plainly that we are in trouble while Postgres does not answer', async () => {
  const order = await place();
  const operator = new Client({ connectionString: world.database.url });
  await operator.connect();
  try {
    await operator.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
    const answer = await comeBack(order.path('success'), { 'accept-language': 'bn' });
    expectPage(answer, 503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.body).toContain('We cannot check your payment right now');
    expect(answer.body).toContain('http-equiv="refresh"');
  } finally {
    await operator.end();
  }
  expectConfirming(await comeBack(order.path('success')));
}, 20_000);
