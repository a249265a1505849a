/**
 * The page that buyers come back to. What it says is signed; what it shows is read.
 *
 *     IPAY_CONNECT_URL=… IPAY_CONNECT_TOKEN=… MERCHANT_ID=… RETURN_SECRET=rs_… PORT=4003 \
 *       npx tsx return-page.ts
 */
import { createServer } from 'node:http';
import { verifyReturn, type OrderState } from '@ipay-connect/client';
import { payments } from './payments';
import { setting } from './settings';

const merchantId = setting('MERCHANT_ID');
const returnSecret = setting('RETURN_SECRET');

const WORDS: Partial<Record<OrderState, string>> = {
  paid: 'Thank you, your payment has arrived.',
  cancelled: 'You have cancelled the payment; nothing was charged.',
  failed: 'The payment has failed; nothing was charged.',
  expired: 'The time for the payment is over; nothing was charged.',
};

async function wordsFor(address: string): Promise<[status: number, words: string]> {
  const claim = verifyReturn(address, returnSecret);
  if (!claim) return [400, 'This page is where iPay sends you back to.'];
  // Late money may have come since the redirect was signed.
  const { state, amount } = await payments.readOrder(merchantId, claim.orderId);
  return [200, `${WORDS[state] ?? 'We are still asking iPay.'} (${amount} BDT)`];
}

createServer((request, response) => {
  void wordsFor(request.url ?? '')
    .catch((error: unknown): [number, string] => {
      console.error(error);
      return [503, 'We cannot tell right now; your order is safe.'];
    })
    .then(([status, words]) => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(words);
    });
}).listen(Number(setting('PORT')), () => {
  console.log('ready');
});
