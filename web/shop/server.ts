import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import formbody from '@fastify/formbody';
import { IpayConnect, ProblemError, WebhookRefused, verifyReturn } from '@ipay-connect/client';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GOODS, productOf } from './catalogue';
import { frontPage, purchasePage, purchasesPage, troublePage } from './pages';
import { Payments, type PaymentAccount } from './payments';
import { playground } from './playground';
import { Purchases } from './purchases';

/** A small store, as a platform's own service would be: it knows the payment service, never iPay. */
export interface Shop {
  readonly url: string;
  close(): Promise<void>;
}

export interface ShopOptions {
  port: number;
  /** Where the payment service is. */
  serviceUrl: string;
  /** An API token with `orders:read` and `orders:write` for the merchant. */
  token: string;
  account: Omit<PaymentAccount, 'client'>;
}

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const FILES = {
  '/shop.css': { file: join(__dirname, 'shop.css'), type: 'text/css' },
  '/order.js': { file: join(__dirname, 'order.js'), type: 'text/javascript' },
  '/ipay-button.js': {
    file: resolve(__dirname, '../../packages/button/dist/index.js'),
    type: 'text/javascript',
  },
};

/** Starts the store on 127.0.0.1. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const { port, serviceUrl, token, account } = options;
  const url = `http://127.0.0.1:${String(port)}`;
  const client = new IpayConnect({ baseUrl: serviceUrl, token });
  const purchases = new Purchases();
  const payments = new Payments({ ...account, client }, purchases, url);
  const app = fastify({ forceCloseConnections: true });
  await app.register(formbody);
  servePages(app, purchases, account.returnSecret);
  serveCheckout(app, payments);
  await app.register((scope) => {
    serveWebhooks(scope, payments);
    return Promise.resolve();
  });
  await app.register(playground, {
    prefix: '/playground',
    placeOrder: async () => (await payments.checkOut(GOODS[0])).paymentUrl,
  });
  for (const [path, { file, type }] of Object.entries(FILES)) {
    app.get(path, async (_request, reply) => reply.type(type).send(await readFile(file)));
  }
  await payments.recall();
  await app.listen({ port, host: '127.0.0.1' });
  return { url, close: () => app.close() };
}

function servePages(app: FastifyInstance, purchases: Purchases, returnSecret: string): void {
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-store' });
    done();
  });
  app.get('/', (_request, reply) => reply.type('text/html').send(frontPage()));
  app.get('/orders', (_request, reply) =>
    reply.type('text/html').send(purchasesPage(purchases.newest())),
  );
  const show = (
    request: FastifyRequest<{ Params: { referenceId: string } }>,
    isForged: boolean,
  ) => {
    const purchase = purchases.find(request.params.referenceId);
    return purchase && purchasePage(purchase, isForged);
  };
  app.get<{ Params: { referenceId: string } }>('/orders/:referenceId', (request, reply) => {
    const page = show(request, false);
    return send(reply, page);
  });
  // Where buyers come back to. The address says what the service verified, if its signature holds;
  // what the page shows is what the service has told the shop itself.
  app.get<{ Params: { referenceId: string; end: string } }>(
    '/orders/:referenceId/:end(success|failure|cancel)',
    (request, reply) => {
      const claim = verifyReturn(request.url, returnSecret);
      const page = show(request, claim?.referenceId !== request.params.referenceId);
      return send(reply, page);
    },
  );
  app.setNotFoundHandler((_request, reply) => send(reply, undefined));
}

function send(reply: FastifyReply, page: string | undefined): FastifyReply {
  if (page !== undefined) return reply.type('text/html').send(page);
  return reply.code(404).type('text/html').send(troublePage('Not here', 'There is no such page.'));
}

/** The button asks with JSON and goes to `paymentUrl`; without scripts its form is sent instead. */
function serveCheckout(app: FastifyInstance, payments: Payments): void {
  app.post<{ Body: { product?: string } | undefined }>('/checkout', async (request, reply) => {
    const wantsJson = request.headers['content-type']?.startsWith('application/json') ?? false;
    const refuse = (status: number, message: string) =>
      wantsJson
        ? reply.code(status).send({ message })
        : reply.code(status).type('text/html').send(troublePage('Not this time', message));

    const product = productOf(request.body?.product);
    if (!product) return refuse(400, 'The shop does not sell that.');
    try {
      const { purchase, paymentUrl } = await payments.checkOut(product);
      const goTo = paymentUrl ?? `/orders/${purchase.referenceId}`;
      return wantsJson ? await reply.send({ paymentUrl: goTo }) : await reply.redirect(goTo, 303);
    } catch (error) {
      request.log.error(error);
      const isRefusal = error instanceof ProblemError && error.status < 500;
      return refuse(isRefusal ? 409 : 503, 'iPay cannot take the payment now. Please try again.');
    }
  });
}

/** In a scope of its own: the signature is over the bytes as they came. */
function serveWebhooks(app: FastifyInstance, payments: Payments): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  app.post<{ Body: string }>('/webhooks/ipay', async (request, reply) => {
    try {
      await payments.hear(request.body, request.headers);
      return await reply.code(204).send();
    } catch (error) {
      if (error instanceof WebhookRefused) return reply.code(400).send({ message: error.message });
      throw error;
    }
  });
}
