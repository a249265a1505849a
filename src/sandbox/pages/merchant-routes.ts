/** Home, sign-up and dashboard. Nobody logs in here: the money is play money. */
import { randomBytes } from 'node:crypto';

import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';

import { changeOrder, orderChangeSchema } from '../control';
import { type Gateway } from '../gateway';
import { type SandboxMerchant } from '../merchant-book';
import { type SandboxOrder } from '../order-book';
import { dashboardPage, orderPage } from './dashboard-pages';
import { homePage, keyIssuedPage, missingPage, returnedPage, signUpPage } from './home-pages';
import { sendPage } from './send-page';

interface MerchantAddress {
  Params: { merchantId: string };
}

interface OrderAddress {
  Params: { merchantId: string; orderId: string };
}

const ORDERS_A_PAGE = 50;
const STRAY_REQUESTS = 20;

const signUpForm = z.object({ name: z.string().trim().min(1).max(100) });
const testOrderForm = z.object({ amount: z.string() });
const clockForm = z.object({ minutes: z.coerce.number().min(0).max(100_000) });
const stateForm = orderChangeSchema.pick({ state: true });
const dashboardQuery = z.object({ before: z.string().optional() });

/** `publicUrl`: where browsers reach the sandbox, where they do so by another address than ours. */
export function addMerchantPages(
  app: FastifyInstance,
  gateway: Gateway,
  publicUrl: string | undefined,
): void {
  const originOf = (request: FastifyRequest): string =>
    publicUrl ?? `${request.protocol}://${request.host}`;
  const gatewayUrlOf = (request: FastifyRequest): string => `${originOf(request)}/api/pg`;

  app.get('/', (request, reply) =>
    sendPage(reply, 200, homePage(gateway.merchants.list(), gatewayUrlOf(request))),
  );

  app.get('/merchants/new', (_request, reply) => sendPage(reply, 200, signUpPage(null)));

  app.post('/merchants/new', (request, reply) => {
    const form = signUpForm.safeParse(request.body);
    if (!form.success) return sendPage(reply, 422, signUpPage('Give the merchant a name.'));
    const merchant = gateway.merchants.add(form.data.name, gateway.clock.now());
    if (merchant === null) return sendPage(reply, 409, signUpPage('There are too many merchants.'));
    return sendPage(reply, 201, keyIssuedPage(merchant, gatewayUrlOf(request)));
  });

  app.get<{ Params: { how: string } }>('/returned/:how', (request, reply) =>
    sendPage(reply, 200, returnedPage(request.params.how)),
  );

  addDashboard(app, gateway, originOf);
  addOrderPages(app, gateway);
}

function addDashboard(
  app: FastifyInstance,
  gateway: Gateway,
  originOf: (request: FastifyRequest) => string,
): void {
  app.get<MerchantAddress>('/merchants/:merchantId', (request, reply) => {
    gateway.agenda.runDue();
    const merchant = gateway.merchants.get(request.params.merchantId);
    if (merchant === null) return sendMissing(reply);
    const { before } = dashboardQuery.parse(request.query);
    return sendPage(reply, 200, dashboardPage(dashboardOf(gateway, merchant, before)));
  });

  app.post<MerchantAddress>('/merchants/:merchantId/orders', (request, reply) => {
    const merchant = gateway.merchants.get(request.params.merchantId);
    if (merchant === null) return sendMissing(reply);
    const { amount } = testOrderForm.parse(request.body);
    const shop = originOf(request);
    const answer = gateway.placeOrder(merchant.apiKey, {
      amount: amount.trim(),
      referenceId: `test-${randomBytes(6).toString('hex')}`,
      description: 'A test order from the dashboard',
      successCallbackUrl: `${shop}/returned/success`,
      failureCallbackUrl: `${shop}/returned/failure`,
      cancelCallbackUrl: `${shop}/returned/cancel`,
    });
    if (typeof answer.json.orderId !== 'string') {
      return reply.code(answer.status).send(answer.json);
    }
    return reply.redirect(`/pay/${answer.json.orderId}`, 303);
  });

  app.post<MerchantAddress>('/merchants/:merchantId/clock', (request, reply) => {
    const { minutes } = clockForm.parse(request.body);
    gateway.moveClock((clock) => {
      clock.advance(minutes * 60_000);
    });
    return reply.redirect(`/merchants/${encodeURIComponent(request.params.merchantId)}`, 303);
  });
}

function addOrderPages(app: FastifyInstance, gateway: Gateway): void {
  app.get<OrderAddress>('/merchants/:merchantId/orders/:orderId', (request, reply) => {
    gateway.agenda.runDue();
    const found = orderOf(gateway, request);
    if (found === null) return sendMissing(reply);
    const exchanges = gateway.exchanges.list(({ orderId }) => orderId === request.params.orderId);
    return sendPage(reply, 200, orderPage({ ...found, exchanges }));
  });

  app.post<OrderAddress>('/merchants/:merchantId/orders/:orderId', (request, reply) => {
    gateway.agenda.runDue();
    const found = orderOf(gateway, request);
    if (found === null) return sendMissing(reply);
    const change = stateForm.parse(request.body);
    changeOrder(gateway, found.order, change, 'dashboard', gateway.clock.now());
    return reply.redirect(`/merchants/${found.merchant.id}/orders/${found.order.orderId}`, 303);
  });
}

function dashboardOf(gateway: Gateway, merchant: SandboxMerchant, before: string | undefined) {
  const all = gateway.orders
    .list()
    .filter(({ merchantId }) => merchantId === merchant.id)
    .reverse();
  const from = all.findIndex(({ orderId }) => orderId === before) + 1;
  const orders = all.slice(from, from + ORDERS_A_PAGE);
  return {
    merchant,
    orders,
    olderThan: all.length > from + ORDERS_A_PAGE ? (orders.at(-1)?.orderId ?? null) : null,
    strayRequests: gateway.exchanges
      .list(({ merchantId, orderId }) => merchantId === merchant.id && orderId === null)
      .slice(-STRAY_REQUESTS)
      .reverse(),
    now: gateway.clock.now(),
  };
}

function orderOf(
  gateway: Gateway,
  request: FastifyRequest<OrderAddress>,
): { merchant: SandboxMerchant; order: SandboxOrder } | null {
  const merchant = gateway.merchants.get(request.params.merchantId);
  const order = gateway.orders.get(request.params.orderId);
  return merchant !== null && order?.merchantId === merchant.id ? { merchant, order } : null;
}

function sendMissing(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 404, missingPage());
}
