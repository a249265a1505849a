import { z } from 'zod';

/** What the demo reads of an order. */
const orderSchema = z.object({
  id: z.string(),
  state: z.string(),
  amount: z.number(),
  currency: z.string(),
  referenceId: z.string(),
  paymentUrl: z.string().nullable(),
  transactionId: z.string().nullable(),
});
export type Order = z.infer<typeof orderSchema>;

const eventSchema = z.object({
  at: z.string(),
  state: z.string(),
  cause: z.string(),
  type: z.string(),
  detail: z.string(),
});
export type OrderEvent = z.infer<typeof eventSchema>;

const merchantSchema = z.object({ id: z.string() });
const problemSchema = z.object({ detail: z.string().optional(), title: z.string() });

/** An order as a platform asks for it; see `POST /v1/merchants/{m}/orders`. */
export interface OrderRequest {
  amount: number;
  referenceId: string;
  description: string;
  successCallbackUrl: string;
  failureCallbackUrl: string;
  cancelCallbackUrl: string;
}

/** Speaks to the service as a platform does: REST and a token. */
export class ApiClient {
  constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  /** Whether this installation has the merchant. */
  async knowsMerchant(id: string): Promise<boolean> {
    const answer = await this.send('GET', `/v1/merchants/${id}`);
    if (answer.status === 404) return false;
    await this.read(answer);
    return true;
  }

  /** @returns the new merchant's id */
  async createMerchant(name: string, sandboxApiKey: string): Promise<string> {
    const body = { name, environment: 'sandbox', apiKey: sandboxApiKey };
    const answer = await this.send('POST', '/v1/merchants', body);
    return merchantSchema.parse(await this.read(answer)).id;
  }

  /** Places an order and waits (up to 20 s) until it can be paid. */
  async placeOrder(merchantId: string, request: OrderRequest): Promise<Order> {
    const answer = await this.send('POST', `/v1/merchants/${merchantId}/orders`, request);
    const order = orderSchema.parse(await this.read(answer));
    if (order.paymentUrl !== null) return order;
    return this.readOrder(merchantId, order.id, '?wait=20&until=payable');
  }

  /** Reads an order, waiting up to 20 s for its end. */
  awaitEnd(merchantId: string, orderId: string): Promise<Order> {
    return this.readOrder(merchantId, orderId, '?wait=20');
  }

  /** The order's timeline, oldest first. */
  async timeline(merchantId: string, orderId: string): Promise<OrderEvent[]> {
    const answer = await this.send('GET', `/v1/merchants/${merchantId}/orders/${orderId}/events`);
    return z.object({ data: z.array(eventSchema) }).parse(await this.read(answer)).data;
  }

  private async readOrder(merchantId: string, orderId: string, query: string): Promise<Order> {
    const path = `/v1/merchants/${merchantId}/orders/${orderId}${query}`;
    return orderSchema.parse(await this.read(await this.send('GET', path)));
  }

  private send(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** @throws with the problem's own words */
  private async read(answer: Response): Promise<unknown> {
    const body: unknown = await answer.json();
    if (answer.ok) return body;
    const { title, detail } = problemSchema.parse(body);
    throw new Error(`${answer.url} answered ${String(answer.status)}: ${detail ?? title}`);
  }
}
