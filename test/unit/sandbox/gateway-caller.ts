import { type IpayCreateOrder } from '../../../src/gateway/ipay-wire';
import { type Sandbox } from '../../../src/sandbox/server';

/** Whatever came; the assertions are what judges its shape. */
export type Json = ReturnType<JSON['parse']>;

export interface Answer {
  status: number;
  contentType: string | null;
  text: string;
  json: Json;
}

let references = 0;

/** The sample of iPay's documentation, under a reference of its own. */
export function orderRequest(over: Partial<IpayCreateOrder> = {}): IpayCreateOrder {
  references += 1;
  const referenceId = over.referenceId ?? `abcd-${references}`;
  return {
    amount: 120,
    description: 'Buy x, y, z from XYZ.com',
    successCallbackUrl: `https://xyz.com/success/reference/${referenceId}`,
    failureCallbackUrl: `https://xyz.com/failure/reference/${referenceId}`,
    cancelCallbackUrl: `https://xyz.com/cancel/reference/${referenceId}`,
    ...over,
    referenceId,
  };
}

/** Calls the sandbox, or what stands in for it, as a merchant's backend calls iPay. */
export class GatewayCaller {
  constructor(
    private readonly gateway: Pick<Sandbox, 'gatewayUrl'>,
    private readonly apiKey: string,
  ) {}

  create(order: unknown, timeoutMs?: number): Promise<Answer> {
    const body = JSON.stringify(order);
    return this.call('/order', { method: 'POST', body }, timeoutMs);
  }

  /** Places an order and returns its id. */
  async place(over: Partial<IpayCreateOrder> = {}): Promise<string> {
    const answer = await this.create(orderRequest(over));
    if (answer.status !== 200) throw new Error(`not placed: ${answer.text}`);
    return answer.json.orderId;
  }

  statusByOrder(orderId: string, timeoutMs?: number): Promise<Answer> {
    return this.call(`/order/${orderId}/status`, {}, timeoutMs);
  }

  statusByReference(referenceId: string, timeoutMs?: number): Promise<Answer> {
    const reference = encodeURIComponent(referenceId);
    return this.call(`/order/referenceId/${reference}/status`, {}, timeoutMs);
  }

  private async call(path: string, init: RequestInit, timeoutMs = 5_000): Promise<Answer> {
    const answer = await fetch(`${this.gateway.gatewayUrl}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${this.apiKey}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    const contentType = answer.headers.get('content-type');
    return { status: answer.status, contentType, text, json: parsed(text) };
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
