/**
 * A receiver of webhooks, which ships what is paid: once, however often it is told, in however many
 * processes, and also if one of them dies in between.
 *
 *     IPAY_CONNECT_URL=… IPAY_CONNECT_TOKEN=… WEBHOOK_SECRET=whsec_… SHIPMENTS_FOLDER=… PORT=4002 \
 *       npx tsx webhooks.ts
 */
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { WebhookRefused, isNewer, verifyWebhook, type Order } from '@ipay-connect/client';
import { payments } from './payments';
import { setting } from './settings';

/** Two of them, separated by a comma, while one is being replaced. */
const secrets = setting('WEBHOOK_SECRET').split(',');
const shipments = setting('SHIPMENTS_FOLDER');

/** What is known of orders; in a platform a table. */
const orders = new Map<string, Order>();

async function hear(body: Buffer, headers: IncomingHttpHeaders): Promise<void> {
  const message = verifyWebhook(body, headers, secrets);
  if (message.type === 'webhook.test') return;
  const order = message.data;
  // They may come in another order than things have happened.
  if (isNewer(order, orders.get(order.id))) orders.set(order.id, order);
  if (message.type === 'order.paid') await ship(order);
}

async function ship({ id, merchantId }: Order): Promise<void> {
  const claim = { by: 'webhook-example', claimId: `shipment-${id}` };
  const outcome = await payments.fulfilOnce(merchantId, id, claim, (order) =>
    writeShipment(claim.claimId, order),
  );
  if (!outcome.shipped) console.log(`${id} is shipped by ${outcome.fulfilment.by}`);
}

/**
 * Its own books decide for a claim that comes again: here a file that can be made once, in a
 * platform a row under a unique key, written together with the work.
 */
async function writeShipment(claimId: string, { id, referenceId }: Order): Promise<void> {
  try {
    await writeFile(join(shipments, `${claimId}.json`), JSON.stringify({ referenceId }), {
      flag: 'wx',
    });
    console.log(`shipped ${id}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

createServer((request, response) => {
  void buffer(request)
    .then((body) => hear(body, request.headers))
    .then(() => 204)
    .catch((error: unknown) => {
      console.error(error);
      // After any answer but 2xx it comes again.
      return error instanceof WebhookRefused ? 400 : 500;
    })
    .then((status) => response.writeHead(status).end());
}).listen(Number(setting('PORT')), () => {
  console.log('ready');
});
