import { setTimeout as sleep } from 'node:timers/promises';
import { walkAsBuyer } from '../../src/sandbox/buyer';
import type { ApiClient, Order, OrderEvent } from './api-client';
import type { Shop } from './shop';

/** A payment that was seen through, and everything that happened to its order. */
export interface Payment {
  order: Order;
  /** Where the buyer's browser arrived in the end. */
  arrivedAt: string;
  timeline: OrderEvent[];
}

const WAY_BACK_LIMIT_MS = 60_000;

/**
 * Takes one payment over HTTP alone: the shop places an order, the buyer pays it on iPay's page and
 * follows the redirects back, the service finds out.
 *
 * @throws unless the order ends as paid and the buyer at the shop's success page
 */
export async function takePayment(
  api: ApiClient,
  merchantId: string,
  shop: Shop,
): Promise<Payment> {
  const request = shop.newOrder();
  const placed = await api.placeOrder(merchantId, request);
  if (placed.paymentUrl === null) {
    throw new Error(`The order ${placed.id} cannot be paid: it is ${placed.state}.`);
  }
  const wayBack = await walkAsBuyer(placed.paymentUrl);
  const arrivedAt = await followRedirects(wayBack, shop);
  const order = await api.awaitEnd(merchantId, placed.id);
  const timeline = await api.timeline(merchantId, placed.id);
  if (order.state !== 'paid') {
    throw new Error(`The buyer has paid, but the order ${order.id} is ${order.state}.`);
  }
  if (!arrivedAt.startsWith(request.successCallbackUrl)) {
    throw new Error(`The order is paid, but the buyer was sent to ${arrivedAt}.`);
  }
  return { order, arrivedAt, timeline };
}

/** Goes where a browser would go, until it is at the shop again; reloads a page that says wait. */
async function followRedirects(start: string, shop: Shop): Promise<string> {
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
    } else if (address.startsWith(shop.url)) {
      return address;
    } else {
      await sleep(1000);
    }
  }
  throw new Error(`The buyer never came back to the shop: the last page was ${address}`);
}
