import { setTimeout as sleep } from 'node:timers/promises';
import { IpayConnect } from '@ipay-connect/client';
import { z } from 'zod';
import { Platform } from '../tools/demo/platform';
import type { House } from './house';
import { createMerchants } from './merchants';

/** An order that was placed, and iPay's own name of it. */
export interface Placed {
  orderId: string;
  gatewayOrderId: string;
}

export interface Payment {
  /** By iPay's clock, which is this machine's. */
  paidAtMs: number;
  /** Where iPay sends the browser. */
  wayBack: string;
}

const MERCHANTS = 10;
/** A browser that is told to wait looks again, as the page says at first. */
const RELOAD_MS = 2_000;
const RELOADS = 30;

/** Nobody listens there: whoever comes back asks the process that is measured. */
export const PUBLIC_BASE_URL = 'http://pay.bench.invalid';

const paidOrder = z.object({ paidAt: z.string(), successCallbackUrl: z.string() });

/** Shops of several merchants, and their buyers at iPay's sandbox. */
export class Shoppers {
  private constructor(
    private readonly apiUrl: string,
    private readonly sandboxUrl: string,
    private readonly client: IpayConnect,
    private readonly merchants: readonly string[],
  ) {}

  static async at(apiUrl: string, sandboxUrl: string, house: House): Promise<Shoppers> {
    const platform = new Platform(apiUrl, house.adminToken);
    const merchants = await createMerchants(platform, MERCHANTS);
    const client = new IpayConnect({ baseUrl: apiUrl, token: house.adminToken });
    return new Shoppers(apiUrl, sandboxUrl, client, merchants);
  }

  async place(n: number, referenceId: string): Promise<Placed> {
    const merchant = this.merchants[n % this.merchants.length] ?? '';
    const order = await this.client.createOrder(merchant, {
      amount: 120,
      referenceId,
      description: `Order ${n}`,
      successCallbackUrl: `https://shop.example.com/paid/${n}`,
      failureCallbackUrl: `https://shop.example.com/failed/${n}`,
      cancelCallbackUrl: `https://shop.example.com/cancelled/${n}`,
    });
    if (order.gateway.orderId === null) throw new Error(`iPay has no order for ${referenceId}`);
    return { orderId: order.id, gatewayOrderId: order.gateway.orderId };
  }

  /** At iPay; nobody is told. */
  async pay({ gatewayOrderId }: Placed): Promise<Payment> {
    const answer = await fetch(`${this.sandboxUrl}/sandbox/orders/${gatewayOrderId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'paid' }),
    });
    const { paidAt, successCallbackUrl } = paidOrder.parse(await answer.json());
    return { paidAtMs: Date.parse(paidAt), wayBack: successCallbackUrl };
  }

  /** Until the browser is sent on to the shop. */
  async comeBack({ wayBack }: Payment): Promise<void> {
    const address = `${this.apiUrl}${new URL(wayBack).pathname}`;
    for (let look = 0; look <= RELOADS; look += 1) {
      const answer = await fetch(address, { redirect: 'manual' });
      await answer.body?.cancel();
      if (answer.status === 303) return;
      if (!answer.ok) throw new Error(`A buyer who came back was answered ${answer.status}`);
      await sleep(RELOAD_MS);
    }
    throw new Error('A buyer came back and waits for ever');
  }
}
