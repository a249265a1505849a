/**
 * A checkout: makes an order of a cart and sends the buyer to iPay's payment page.
 *
 *     IPAY_CONNECT_URL=… IPAY_CONNECT_TOKEN=… MERCHANT_ID=… SHOP_URL=… PORT=4001 npx tsx checkout.ts
 *     curl -i -d cart=1001 http://127.0.0.1:4001/
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { ProblemError, type Order } from '@ipay-connect/client';
import { payments } from './payments';
import { setting } from './settings';

const merchantId = setting('MERCHANT_ID');
const shopUrl = setting('SHOP_URL');

/** What a cart costs is the shop's to know, never the buyer's to send. */
const CARTS = new Map([
  ['1001', 120],
  ['1002', 99.5],
]);

async function orderOf(cart: string, amount: number): Promise<Order> {
  const referenceId = `cart-${cart}`;
  try {
    return await payments.createOrder(merchantId, {
      amount,
      referenceId,
      description: `Your cart ${cart}`,
      successCallbackUrl: `${shopUrl}/success`,
      failureCallbackUrl: `${shopUrl}/failure`,
      cancelCallbackUrl: `${shopUrl}/cancel`,
    });
  } catch (error) {
    // Pressed twice, or come back later: the order is there, and is never made a second time.
    if (error instanceof ProblemError && error.is('reference-id-used')) {
      return payments.readOrderByReference(merchantId, referenceId);
    }
    throw error;
  }
}

async function checkOut(form: URLSearchParams): Promise<[status: number, answer: string]> {
  const cart = form.get('cart') ?? '';
  const amount = CARTS.get(cart);
  if (amount === undefined) return [404, 'There is no such cart'];
  const { state, payable, paymentUrl } = await orderOf(cart, amount);
  if (payable && paymentUrl !== null) return [303, paymentUrl];
  if (state === 'creating') return [503, 'iPay does not answer yet; try again in a minute'];
  return [409, `This cart is ${state}`];
}

createServer((request, response) => {
  void text(request)
    .then((body) => checkOut(new URLSearchParams(body)))
    .catch((error: unknown): [number, string] => {
      console.error(error);
      return [503, 'Something went wrong; nothing was charged'];
    })
    .then(([status, answer]) => {
      if (status === 303) response.writeHead(status, { location: answer }).end();
      else response.writeHead(status).end(answer);
    });
}).listen(Number(setting('PORT')), () => {
  console.log('ready');
});
