import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import type { ApiClient, OrderRequest } from './api-client';

/** A stand-in for the platform's own shop: one thing to buy, and where buyers come back to. */
export interface Shop {
  readonly url: string;
  /** A new order's request, with this shop's addresses for the way back. */
  newOrder(): OrderRequest;
  close(): Promise<void>;
}

const ENDS = {
  success: 'Thank you. Your payment has arrived.',
  failure: 'The payment did not go through. Nothing was charged.',
  cancel: 'You cancelled the payment. Nothing was charged.',
};
type End = keyof typeof ENDS;

/** Starts the shop; its Buy button places an order for this merchant. */
export async function startShop(port: number, api: ApiClient, merchantId: string): Promise<Shop> {
  const url = `http://127.0.0.1:${String(port)}`;
  const app = fastify({ forceCloseConnections: true });
  // The button's form carries nothing.
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _payload, done) => {
    done(null);
  });
  const newOrder = (): OrderRequest => orderRequest(url);

  app.get('/', (_request, reply) =>
    reply
      .type('text/html')
      .send(
        page(
          'A book, 120 BDT',
          '<form method="post" action="/buy"><button>Pay with iPay</button></form>',
        ),
      ),
  );
  app.post('/buy', async (_request, reply) => {
    const { paymentUrl } = await api.placeOrder(merchantId, newOrder());
    if (paymentUrl === null) return reply.code(503).send('iPay does not answer; try again.');
    return reply.redirect(paymentUrl, 303);
  });
  app.get<{ Params: { end: End } }>(
    '/:end(success|failure|cancel)/:referenceId',
    (request, reply) =>
      reply
        .type('text/html')
        .send(page(ENDS[request.params.end], '<a href="/">Back to the shop</a>')),
  );

  await app.listen({ port, host: '127.0.0.1' });
  return { url, newOrder, close: () => app.close() };
}

function orderRequest(shopUrl: string): OrderRequest {
  const referenceId = `demo-${randomUUID()}`;
  const back = (end: End): string => `${shopUrl}/${end}/${referenceId}`;
  return {
    amount: 120,
    referenceId,
    description: 'A book from the demo shop',
    successCallbackUrl: back('success'),
    failureCallbackUrl: back('failure'),
    cancelCallbackUrl: back('cancel'),
  };
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Demo shop</title><body style="font: 1.1rem system-ui; margin: 3rem auto; max-width: 30rem"><h1>Demo shop</h1><p>${title}</p>${body}</body></html>`;
}
