import { eventually, orderBody, startWorld, type World } from '../support/service';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());

describe('a payment, from the first request to the verified end', () => {
  it('creates, is paid by the buyer, and is verified', async () => {
    const merchant = await world.createMerchant();
    const created = await world.api.post(`/v1/merchants/${merchant.id}/orders`, orderBody());
    expect(created.body).toMatchObject({ state: 'pending', payable: true });
    expect(created.status).toBe(201);
    const { gateway, id } = created.body;
    world.sandbox.changeOrder(gateway.orderId, { state: 'paid' });
    const verified = await world.api.post(`/v1/merchants/${merchant.id}/orders/${id}/verify`);
    expect(verified.body).toMatchObject({ state: 'paid', paymentUrl: expect.any(String) });
    const events = await world.api.get(`/v1/merchants/${merchant.id}/orders/${id}/events`);
    expect(events.body.data.map((event: any) => event.type)).toEqual([
      'order.creating',
      'order.pending',
      'order.paid',
    ]);
    expect(await eventually(() => true)).toBe(true);
  });
});
