import { z } from 'zod';
import { fromTypedId } from '../../src/http/typed-id';
import {
  MERCHANTS,
  ordersOfTheDay,
  type Fate,
  type MerchantOfTheDay,
  type OrderOfTheDay,
} from './day';
import type { ShopAccount, Stage } from './stage';

/** What the shots need to know of the day. */
export interface LivedDay {
  shop: ShopAccount;
  /** Paths below `/console/orders/`. */
  orders: { paid: string; flagged: string };
  merchantId: string;
  /** Where a buyer comes back to an order that is not certain. */
  returnUrl: string;
  /** iPay's page of an order. */
  paymentUrl: string;
}

interface Merchant {
  id: string;
  returnSecret: string;
  checkout: Caller;
}

const SCOPES = ['orders:read', 'orders:write'];
/** Fates whose order is paid at the sandbox; what is said about it then is another matter. */
const PAID: readonly Fate[] = ['paid', 'mismatched'];
/** Of these, iPay is asked once the buyer is through. */
const ASKED: readonly Fate[] = ['unsure', 'unrecognised', 'mismatched'];

/**
 * Lives the day through the service itself, order by order, on the sandbox's clock; then its moments
 * are moved to where they would have been, because the service takes the time from Postgres.
 */
export async function liveTheDay(stage: Stage): Promise<LivedDay> {
  const admin = new Caller(stage.url, stage.adminToken);
  const packing = new Caller(stage.url, await admin.createToken('order-service', SCOPES, '*'));
  await admin.createToken('support-desk', ['merchants:read', 'orders:read', 'webhooks:read'], '*');
  await admin.createToken('dashboards', ['orders:read', 'ops:read'], '*');

  const merchants = new Map<string, Merchant>();
  for (const { name, host } of MERCHANTS)
    merchants.set(name, await signUp(stage, admin, name, host));

  const orders = ordersOfTheDay(new Date());
  const lived = new Map<OrderOfTheDay, PlacedOrder>();
  for (const order of orders) {
    const merchant = known(merchants.get(order.merchant.name));
    lived.set(order, await live(stage, merchant, packing, order));
  }
  stage.sandbox.advanceClock(Date.now() - stage.sandbox.now().getTime());
  await stage.untilTold();
  for (const [order, placed] of lived) await moveBack(stage, placed, order);
  await nameReceivers(stage);

  const newest = (fate: Fate, { name }: Partial<MerchantOfTheDay> = {}) => {
    const isOne = (one: OrderOfTheDay) =>
      one.fate === fate && (name === undefined || one.merchant.name === name);
    return known(lived.get(known([...orders].reverse().find(isOne))));
  };
  const first = known(merchants.get(MERCHANTS[0].name));
  const paid = newest('paid', MERCHANTS[0]);
  const flagged = newest('unrecognised');
  const waiting = newest('waiting');
  return {
    shop: {
      token: first.checkout.token,
      merchantId: first.id,
      returnSecret: first.returnSecret,
    },
    orders: {
      paid: `${paid.merchantId}/${paid.id}`,
      flagged: `${flagged.merchantId}/${flagged.id}`,
    },
    merchantId: first.id,
    returnUrl: waiting.returnUrl,
    paymentUrl: waiting.paymentUrl,
  };
}

async function signUp(stage: Stage, admin: Caller, name: string, host: string): Promise<Merchant> {
  const { apiKey } = stage.sandbox.addMerchant(name);
  const { id, returnSecret } = merchantSchema.parse(
    await admin.post('/v1/merchants', { name, apiKey, returnHosts: [host] }),
  );
  const url = name === 'Meghna Grocers' ? stage.receivers.unwell : stage.receivers.well;
  await admin.post(`/v1/merchants/${id}/webhooks`, { url, description: 'Orders' });
  const checkout = `checkout-${host.split('.')[0] ?? ''}`;
  const token = await admin.createToken(checkout, SCOPES, [id]);
  return { id, returnSecret, checkout: new Caller(stage.url, token) };
}

interface PlacedOrder {
  id: string;
  merchantId: string;
  paymentUrl: string;
  returnUrl: string;
}

async function live(
  { sandbox }: Stage,
  { id: merchantId, checkout }: Merchant,
  packing: Caller,
  { merchant, referenceId, description, taka, fate, ageMs, payingMs }: OrderOfTheDay,
): Promise<PlacedOrder> {
  const base = `/v1/merchants/${merchantId}/orders`;
  sandbox.advanceClock(Date.now() - ageMs - sandbox.now().getTime());
  const placed = orderSchema.parse(
    await checkout.post(base, {
      amount: taka,
      referenceId,
      description,
      successCallbackUrl: `https://${merchant.host}/orders/${referenceId}/success`,
      failureCallbackUrl: `https://${merchant.host}/orders/${referenceId}/failure`,
      cancelCallbackUrl: `https://${merchant.host}/orders/${referenceId}/cancel`,
    }),
  );
  const { id, paymentUrl, gateway } = placed;
  const atGateway = known(sandbox.order(gateway.orderId));
  sandbox.advanceClock(payingMs);
  if (PAID.includes(fate)) sandbox.changeOrder(gateway.orderId, { state: 'paid' });
  if (fate === 'cancelled' || fate === 'failed' || fate === 'expired') {
    sandbox.changeOrder(gateway.orderId, { state: fate });
  }
  if (fate === 'expired' || ASKED.includes(fate)) await checkout.post(`${base}/${id}/verify`);
  else if (fate !== 'waiting') await comeBack(addressFor(fate, atGateway));
  if (fate === 'paid') {
    await packing.post(`${base}/${id}/fulfilment`, {
      by: 'order-service',
      claimId: `parcel-${referenceId.toLowerCase()}`,
    });
  }
  return { id, merchantId, paymentUrl, returnUrl: atGateway.successCallbackUrl };
}

interface ReturnAddresses {
  successCallbackUrl: string;
  failureCallbackUrl: string;
  cancelCallbackUrl: string;
}

function addressFor(fate: Fate, addresses: ReturnAddresses): string {
  if (fate === 'cancelled') return addresses.cancelCallbackUrl;
  return fate === 'failed' ? addresses.failureCallbackUrl : addresses.successCallbackUrl;
}

async function comeBack(address: string): Promise<void> {
  const answer = await fetch(address, { redirect: 'manual' });
  await answer.body?.cancel();
}

/** The buyer was sent to iPay at once; all later moments lie behind the paying. */
async function moveBack(
  { sql }: Stage,
  { merchantId, id }: PlacedOrder,
  { fate, ageMs, payingMs }: OrderOfTheDay,
): Promise<void> {
  const key = [fromTypedId('mrc', merchantId), fromTypedId('ord', id)];
  const since = fate === 'waiting' ? ageMs : ageMs - payingMs;
  const ago = (column: string, parameter: string) =>
    `${column} = ${column} - ${parameter}::float8 * interval '1 millisecond'`;
  const later = ['state_since', 'updated_at', 'gateway_checked_at', 'paid_at', 'returned_at'];
  await sql(
    `UPDATE orders SET ${['created_at', 'accepted_at'].map((one) => ago(one, '$3')).join(', ')},
       ${[...later, 'fulfilled_at', 'attention_since'].map((one) => ago(one, '$4')).join(', ')}
      WHERE merchant_id = $1 AND id = $2`,
    [...key, ageMs, since],
  );
  const bySeq = `(CASE WHEN seq <= 2 THEN $3 ELSE $4 END)`;
  await sql(
    `UPDATE order_events SET ${ago('at', bySeq)} WHERE merchant_id = $1 AND order_id = $2`,
    [...key, ageMs, since],
  );
  const told = ['created_at', 'last_attempt_at', 'delivered_at'];
  await sql(
    `UPDATE webhook_deliveries SET ${told.map((one) => ago(one, bySeq)).join(', ')}
      WHERE merchant_id = $1 AND order_id = $2`,
    [...key, ageMs, since],
  );
}

/** Addresses of this machine say nothing to whoever looks at a picture. */
async function nameReceivers({ sql }: Stage): Promise<void> {
  // None is called by its name, which leads nowhere: what is to be tried again waits.
  await sql(
    `UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at + interval '25 minutes'
      WHERE next_attempt_at IS NOT NULL`,
  );
  for (const { name, host } of MERCHANTS) {
    await sql(
      `UPDATE webhook_endpoints e SET url = $2 FROM merchants m
        WHERE m.id = e.merchant_id AND m.name = $1`,
      [name, `https://orders.${host}/hooks/ipay`],
    );
  }
}

/** Calls the API with a token, and wants a yes. */
class Caller {
  constructor(
    private readonly serviceUrl: string,
    readonly token: string,
  ) {}

  async post(path: string, body?: object): Promise<unknown> {
    const answer = await fetch(this.serviceUrl + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered ${String(answer.status)}: ${text}`);
    return JSON.parse(text);
  }

  async createToken(
    name: string,
    scopes: readonly string[],
    merchants: '*' | readonly string[],
  ): Promise<string> {
    return tokenSchema.parse(await this.post('/v1/tokens', { name, scopes, merchants })).token;
  }
}

const merchantSchema = z.object({ id: z.string(), returnSecret: z.string() });
const tokenSchema = z.object({ token: z.string() });
const orderSchema = z.object({
  id: z.string(),
  paymentUrl: z.string(),
  gateway: z.object({ orderId: z.string() }),
});

function known<T>(found: T | null | undefined): T {
  if (found === null || found === undefined) throw new Error('The day lacks what a picture shows.');
  return found;
}
