import { setTimeout as sleep } from 'node:timers/promises';
import { IpayConnect, type Order, type OrderEvent } from '@ipay-connect/client';
import { z } from 'zod';
import { walkAsBuyer } from '../../src/sandbox/buyer';
import type { OpenShop } from './open-shop';

/** A payment that was seen through, and everything that happened to its order. */
export interface Payment {
  order: Order;
  /** Where the buyer's browser arrived in the end. */
  arrivedAt: string;
  timeline: OrderEvent[];
}

const WAY_BACK_LIMIT_MS = 60_000;
const FULFILMENT_LIMIT_MS = 30_000;

const checkoutSchema = z.object({ paymentUrl: z.string() });

/**
 * Takes one payment over HTTP alone: the shop places an order, the buyer pays it on iPay's page and
 * follows the redirects back, the service finds out, the shop is told and ships.
 *
 * @throws unless the order ends as paid and shipped, and the buyer at the shop's success page
 */
export async function takePayment(serviceUrl: string, shop: OpenShop): Promise<Payment> {
  const { merchantId, token } = shop;
  const client = new IpayConnect({ baseUrl: serviceUrl, token });
  const wayBack = await walkAsBuyer(await checkOut(shop));
  const arrivedAt = await followRedirects(wayBack, shop.url);
  const [, referenceId = '', end] = new URL(arrivedAt).pathname.split('/').slice(1);
  const { id } = await client.readOrderByReference(merchantId, referenceId);
  const order = await client.waitForOutcome(merchantId, id, { timeoutMs: 20_000 });
  if (order.state !== 'paid') {
    throw new Error(`The buyer has paid, but the order ${id} is ${order.state}.`);
  }
  if (end !== 'success') {
    throw new Error(`The order is paid, but the buyer was sent to ${arrivedAt}.`);
  }
  const shipped = await untilShipped(client, merchantId, id);
  const timeline: OrderEvent[] = [];
  for await (const event of client.events(merchantId, id)) timeline.push(event);
  return { order: shipped, arrivedAt, timeline };
}

/** As the shop's button does. @returns where the buyer pays */
async function checkOut(shop: OpenShop): Promise<string> {
  const answer = await fetch(`${shop.url}/checkout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ product: 'bookmark' }),
  });
  if (!answer.ok) throw new Error(`The shop answered ${String(answer.status)} to the checkout.`);
  return checkoutSchema.parse(await answer.json()).paymentUrl;
}

/** The shop hears of the payment by its webhook. */
async function untilShipped(
  client: IpayConnect,
  merchantId: string,
  orderId: string,
): Promise<Order> {
  const deadline = Date.now() + FULFILMENT_LIMIT_MS;
  while (Date.now() < deadline) {
    const order = await client.readOrder(merchantId, orderId);
    if (order.fulfilment !== null) return order;
    await sleep(100);
  }
  throw new Error(`The order ${orderId} is paid, but the shop has not shipped it.`);
}

/** Goes where a browser would go, until it is at the shop again; reloads a page that says wait. */
async function followRedirects(start: string, shopUrl: string): Promise<string> {
  const deadline = Date.now() + WAY_BACK_LIMIT_MS;
  let address = start;
  while (Date.now() < deadline) {
    const answer = await fetch(address, { redirect: 'manual' });
    await answer.body?.cancel();
    const location = answer.headers.get('location');
    if (location !== null) {
      address = new URL(location, address).href;
    } else if (!answer.ok) {
      throw new Error(`${address} answered ${String(answer.status)}`);
    } else if (address.startsWith(shopUrl)) {
      return address;
    } else {
      await sleep(1000);
    }
  }
  throw new Error(`The buyer never came back to the shop: the last page was ${address}`);
}
