import fc from 'fast-check';
import { Conformity } from '../support/conformity';
import { checkedInContract } from '../support/contract';
import { requestsOf } from '../support/requests-of';
import { ADMIN_TOKEN, orderBody, startWorld, type World } from '../support/service';

const CONTRACT = checkedInContract();
const RUNS = 60;
/** A stream answers until it is closed; it has tests of its own. */
const ENDLESS = ['streamOrders'];
/** What the others need is changed last, and taken away at the very end. */
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const OPERATIONS = Object.entries(CONTRACT.paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { operationId }]) => !ENDLESS.includes(operationId))
      .map(([method, { operationId }]) => ({ operationId, method, path })),
  )
  .sort((a, b) => METHODS.indexOf(a.method) - METHODS.indexOf(b.method));

let world: World;
let known: Record<string, string[]>;
let sound: string[];
let unsound: (string | null)[];
const conformity = new Conformity(CONTRACT);

beforeAll(async () => {
  world = await startWorld({ environment: { RATE_LIMIT_PER_MINUTE: '1000000' } });
  const merchant = await world.createMerchant();
  const orders = await Promise.all(
    [orderBody(), orderBody(), orderBody()].map((body) =>
      world.api.post(`/v1/merchants/${merchant.id}/orders`, body),
    ),
  );
  const issue = async (merchants: unknown, scopes: string[]) =>
    (await world.api.post('/v1/tokens', { name: 'fuzz', scopes, merchants })).body;
  const all = ['merchants:read', 'orders:read', 'orders:write', 'webhooks:write', 'tokens:write'];
  const [one, reader, spare] = await Promise.all([
    issue([merchant.id], all),
    issue('*', ['orders:read']),
    issue('*', ['orders:read']),
  ]);
  const webhooks = await Promise.all(
    [`/v1/merchants/${merchant.id}/webhooks`, '/v1/webhooks'].map((address) =>
      world.api.post(address, { url: 'https://platform.invalid/hook' }),
    ),
  );
  known = {
    merchant: [merchant.id],
    order: orders.map(({ body }) => body.id),
    referenceId: orders.map(({ body }) => body.referenceId),
    orderId: orders.map(({ body }) => body.gateway.orderId),
    token: [spare.id],
    webhook: webhooks.map(({ body }) => body.id),
    delivery: ['dlv_01k8r3fdxve7hsk0ybzr4qvbn5'],
    returnToken: ['nothing'],
  };
  sound = [ADMIN_TOKEN, one.token];
  unsound = [...sound, reader.token, 'ipc_wrong', null];
}, 60_000);
afterAll(() => world.stop());

describe('whatever is sent, the service answers as its contract says', () => {
  it.each(OPERATIONS)(
    '$operationId',
    async ({ method, path }) => {
      await fc.assert(
        fc.asyncProperty(
          requestsOf(CONTRACT, path, method, known),
          fc.nat(),
          async ({ isCareful, path: address, headers, body }, pick) => {
            const tokens = isCareful ? sound : unsound;
            const token = tokens[pick % tokens.length] ?? null;
            const answer = await world.api.send(method.toUpperCase(), address, body, {
              token,
              headers,
            });
            expect({
              objections: conformity.objectionsTo(path, method, answer),
              status: answer.status,
              body: answer.body,
            }).toMatchObject({ objections: [] });
            expect(answer.status).not.toBe(500);
          },
        ),
        { numRuns: RUNS },
      );
    },
    30_000,
  );
});
