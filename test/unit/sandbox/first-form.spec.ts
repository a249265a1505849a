import { walkAsBuyer } from '../../../src/sandbox/buyer';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';

const KEY = 'first-form-key';
const ORDER = {
  amount: 120,
  referenceId: 'abcd1234',
  description: 'Buy x, y, z from XYZ.com',
  successCallbackUrl: 'https://xyz.com/success/reference/abcd1234',
  failureCallbackUrl: 'https://xyz.com/failure/reference/abcd1234',
  cancelCallbackUrl: 'https://xyz.com/cancel/reference/abcd1234',
};

describe('the sandbox over HTTP', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ merchants: [{ name: 'Shop', apiKey: KEY }] });
  });
  afterEach(() => sandbox.close());

  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${sandbox.gatewayUrl}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    });
  const create = (order: object = ORDER) =>
    call('/order', { method: 'POST', body: JSON.stringify(order) });

  it('takes a payment', async () => {
    const placed = await (await create()).json();
    expect(placed).toEqual({
      message: 'Order placed successfully',
      orderId: expect.stringMatching(/^IPAY-\d{8}$/),
      paymentUrl: `127.0.0.1:${sandbox.port}/pay/${placed.orderId}`,
      referenceId: 'abcd1234',
    });
    await expect(walkAsBuyer(placed.paymentUrl)).resolves.toBe(ORDER.successCallbackUrl);
    const status = await (await call(`/order/${placed.orderId}/status`)).json();
    expect(status).toMatchObject({ statusCode: 200, status: 'Successfully paid' });
    expect((await create()).status).toBe(409);
    expect(sandbox.ledger().entries.map((entry) => entry.kind)).toEqual([
      'order-accepted',
      'payment',
    ]);
  });

  it('hangs after accepting', async () => {
    sandbox.addFault({ kind: 'hang', operation: 'create', when: 'after', times: 1 });
    await expect(
      fetch(`${sandbox.gatewayUrl}/order`, {
        method: 'POST',
        body: JSON.stringify(ORDER),
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(100),
      }),
    ).rejects.toThrow();
    expect(sandbox.ledger().orders).toHaveLength(1);
  });
});
