import { eventually, orderBody, startWorld, type World } from '../support/service';

let world: World;
let merchant: { id: string };
beforeAll(async () => {
  world = await startWorld();
  merchant = await world.createMerchant();
}, 60_000);
afterAll(() => world.stop());

const path = (id: string, rest = '') => `/v1/merchants/${merchant.id}/orders/${id}${rest}`;

async function place() {
  const { body } = await world.api.post(`/v1/merchants/${merchant.id}/orders`, orderBody());
  return body as { id: string; gateway: { orderId: string } };
}

async function placePaid() {
  const order = await place();
  world.sandbox.changeOrder(order.gateway.orderId, { state: 'paid' });
  await world.api.post(path(order.id, '/verify'));
  return order;
}

describe('the claim on a paid order', () => {
  const claim = { by: 'order-service', claimId: 'shipment-77' };

  it('succeeds once, and again for whoever has it', async () => {
    const { id } = await placePaid();
    const first = await world.api.post(path(id, '/fulfilment'), claim);
    expect(first.status).toBe(201);
    expect(first.body.fulfilment).toEqual({ ...claim, at: expect.any(String) });
    const again = await world.api.post(path(id, '/fulfilment'), claim);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    const other = await world.api.post(path(id, '/fulfilment'), { ...claim, claimId: 'other' });
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({
      code: 'already-fulfilled',
      fulfilment: first.body.fulfilment,
    });
    const timeline = await world.api.get(path(id, '/events'));
    expect(timeline.body.data.at(-1)).toMatchObject({ type: 'order.fulfilled', actor: 'admin' });
  });

  it('has one winner among fifty at once', async () => {
    const { id } = await placePaid();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        world.api.post(path(id, '/fulfilment'), { by: 'shop', claimId: `claim-${i}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'already-fulfilled')).toHaveLength(49);
  });

  it('is refused while nothing is paid', async () => {
    const { id } = await place();
    const refused = await world.api.post(path(id, '/fulfilment'), claim);
    expect(refused.body).toMatchObject({ status: 409, code: 'not-paid', state: 'pending' });
  });

  it('is refused for play money once the merchant has gone live', async () => {
    const { id } = await placePaid();
    await world.api.put(`/v1/merchants/${merchant.id}/credentials/production`, {
      apiKey: 'production-key-0123456789',
    });
    await world.api.patch(`/v1/merchants/${merchant.id}`, { environment: 'production' });
    const refused = await world.api.post(path(id, '/fulfilment'), claim);
    expect(refused.body).toMatchObject({ status: 409, code: 'environment-mismatch' });
    await world.api.patch(`/v1/merchants/${merchant.id}`, {
      environment: 'sandbox',
      confirm: 'sandbox',
    });
  });

  it('needs both fields', async () => {
    const { id } = await placePaid();
    const refused = await world.api.post(path(id, '/fulfilment'), { by: '' });
    expect(refused.body.errors.map(({ field }: any) => field)).toEqual(['by', 'claimId']);
  });
});

describe('a read that waits', () => {
  it('answers when the end is reached, on this instance and on another', async () => {
    const other = await world.startAnother();
    const order = await place();
    const waiting = [world.api, other.api].map((api) => api.get(path(order.id, '?wait=20')));
    world.sandbox.changeOrder(order.gateway.orderId, { state: 'cancelled' });
    await world.api.post(path(order.id, '/verify'));
    for (const answer of await Promise.all(waiting)) {
      expect(answer.body).toMatchObject({ id: order.id, state: 'cancelled' });
    }
    await other.stop();
  }, 30_000);

  it('answers with what is known when its time is over', async () => {
    const order = await place();
    const started = performance.now();
    const answer = await world.api.get(path(order.id, '?wait=1'));
    expect(performance.now() - started).toBeGreaterThan(950);
    expect(answer.body.state).toBe('pending');
  });

  it('waits for a payment page alone', async () => {
    const body = orderBody();
    world.sandbox.addFault({
      kind: 'reset',
      operation: 'create',
      when: 'after',
      times: 1,
      referencePattern: String(body.referenceId),
    });
    const created = await world.api.post(`/v1/merchants/${merchant.id}/orders`, body);
    expect(created.status).toBe(202);
    const answer = await world.api.get(path(created.body.id, '?wait=20&until=payable'));
    expect(answer.body).toMatchObject({ state: 'pending', paymentUrl: expect.any(String) });
  }, 30_000);

  it('ends with the draining of its instance', async () => {
    const other = await world.startAnother();
    const order = await place();
    const waiting = other.api.get(path(order.id, '?wait=30'));
    await eventually(() => other.log.length > 0);
    const [answer] = await Promise.all([waiting, other.stop()]);
    expect(answer.body.state).toBe('pending');
  }, 15_000);

  it.each(['wait=31', 'wait=-1', 'wait=x', 'until=forever'])('refuses %s', async (query) => {
    const order = await place();
    const answer = await world.api.get(path(order.id, `?${query}`));
    expect(answer.body).toMatchObject({ status: 400, code: 'validation-failed' });
  });
});
