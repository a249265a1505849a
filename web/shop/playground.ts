import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Made by `npm run build -w packages/button`. */
const PAGE_FOLDER = resolve(__dirname, '../../packages/button/dist/playground');

const UNCERTAIN = { message: 'iPay gave no certain answer. Please try again.' };
const SLOW_MS = 10_000;
/** How often an order that is still being created is asked about before it is ready. */
const LATERS = 2;

/**
 * The button's playground, with a backend that answers in every way a shop can.
 * To be registered under a prefix, in an app that reads forms (`@fastify/formbody`).
 */
export function playground(
  app: FastifyInstance,
  {
    placeOrder,
  }: {
    /** @returns the payment page of a new order; null where iPay gave no certain answer */
    placeOrder: () => Promise<string | null>;
  },
  done: () => void,
): void {
  const timesAsked = new Map<string, number>();
  app.register(staticFiles, { root: PAGE_FOLDER });

  const answer = async (reply: FastifyReply): Promise<FastifyReply> => {
    const paymentUrl = await placeOrder();
    if (paymentUrl === null) return reply.code(503).send(UNCERTAIN);
    return reply.code(201).send({ paymentUrl });
  };
  app.post('/checkout/pays', (_request, reply) => answer(reply));
  app.post('/checkout/slow', async (_request, reply) => {
    await pause(SLOW_MS);
    return answer(reply);
  });
  app.post('/checkout/creating', (request, reply) => {
    const key = String(request.headers['idempotency-key']);
    const times = (timesAsked.get(key) ?? 0) + 1;
    timesAsked.set(key, times);
    if (times <= LATERS) return reply.code(202).header('retry-after', '1').send({});
    timesAsked.delete(key);
    return answer(reply);
  });
  app.post('/checkout/refuses', (_request, reply) =>
    reply.code(409).send({ message: 'Only two of these are left. Please order fewer.' }),
  );
  app.post('/checkout/fails', (_request, reply) =>
    reply.code(500).type('text/html').send('<h1>Internal Server Error</h1>'),
  );
  app.post('/checkout/hostile', () => ({ paymentUrl: 'javascript:alert(document.domain)' }));
  // The button sends JSON and takes JSON; a browser without scripts sends the form and is led on.
  app.post('/checkout/form', async (request, reply) => {
    if (request.headers['content-type'] === 'application/json') return answer(reply);
    const paymentUrl = await placeOrder();
    if (paymentUrl === null) return reply.code(503).send(UNCERTAIN);
    return reply.redirect(paymentUrl, 303);
  });
  done();
}
