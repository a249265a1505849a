/** The payer's way: login, second factor where the member has one, Pay or Cancel, redirect. */
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';

import { type Gateway } from '../gateway';
import { acceptsCode, acceptsPin, memberOf, outcomeOf, PIN_TRIES } from '../members';
import { type SandboxOrder } from '../order-book';
import { PayerVisits, type PayerVisit } from '../payer-visits';
import { cookieOf, languageOf } from './language';
import {
  callbackOf,
  closedPage,
  codePage,
  confirmPage,
  loginPage,
  unknownOrderPage,
  type Bill,
} from './payment-pages';
import { sendPage } from './send-page';

interface OrderAddress {
  Params: { orderId: string };
}

type OrderRequest = FastifyRequest<OrderAddress>;

const VISIT_COOKIE = 'sandbox_visit';

const loginForm = z.object({ mobile: z.string().max(40), pin: z.string().max(40) });
const codeForm = z.object({ code: z.string().max(40) });
const decisionForm = z.object({ decision: z.enum(['pay', 'cancel']) });

export function addPaymentPages(app: FastifyInstance, gateway: Gateway): void {
  const visits = new PayerVisits();

  app.get<OrderAddress>('/pay/:orderId', async (request, reply) => {
    const order = orderOf(gateway, request);
    if (order === null) return sendUnknownOrder(request, reply);
    const language = languageOf(request, reply);
    const merchantName = gateway.merchants.get(order.merchantId)?.name ?? '';
    const bill: Bill = { order, merchantName, language };
    if (order.state !== 'created') return sendPage(reply, 200, closedPage(bill, order.state));
    return sendPage(reply, 200, payablePage(bill, visitOf(visits, request, reply, order)));
  });

  app.post<OrderAddress>('/pay/:orderId/login', async (request, reply) => {
    const order = orderOf(gateway, request);
    if (order === null) return sendUnknownOrder(request, reply);
    const visit = visitOf(visits, request, reply, order);
    logIn(visit, loginForm.parse(request.body));
    if (visit.wrongPins >= PIN_TRIES && order.state === 'created') {
      gateway.changeState(order, 'failed', 'member');
      return reply.redirect(order.failureCallbackUrl, 303);
    }
    return backToPage(reply, order);
  });

  app.post<OrderAddress>('/pay/:orderId/code', async (request, reply) => {
    const order = orderOf(gateway, request);
    if (order === null) return sendUnknownOrder(request, reply);
    const visit = visitOf(visits, request, reply, order);
    visit.passedSecondFactor = acceptsCode(codeForm.parse(request.body).code);
    visit.problem = visit.passedSecondFactor ? null : 'wrong-code';
    return backToPage(reply, order);
  });

  app.post<OrderAddress>('/pay/:orderId/decision', async (request, reply) => {
    const order = orderOf(gateway, request);
    if (order === null) return sendUnknownOrder(request, reply);
    const { decision } = decisionForm.parse(request.body);
    const visit = visitOf(visits, request, reply, order);
    if (order.state !== 'created') return backToPage(reply, order);
    if (decision === 'cancel') {
      gateway.changeState(order, 'cancelled', 'member');
      return reply.redirect(callbackOf(order), 303);
    }
    if (visit.member === null || !mayPay(visit)) return backToPage(reply, order);
    if (order.magic?.payDoesNothing === true) return reply.redirect(order.successCallbackUrl, 303);
    gateway.changeState(order, outcomeOf(visit.member), 'member');
    return reply.redirect(callbackOf(order), 303);
  });
}

function payablePage(bill: Bill, visit: PayerVisit): string {
  if (visit.member === null) return loginPage(bill, visit);
  if (!mayPay(visit)) return codePage(bill, visit, visit.member);
  return confirmPage(bill, visit.member);
}

function logIn(visit: PayerVisit, { mobile, pin }: z.output<typeof loginForm>): void {
  const member = memberOf(mobile);
  visit.mobile = mobile;
  visit.member = null;
  visit.passedSecondFactor = false;
  if (member === null) {
    visit.problem = 'unknown-member';
  } else if (acceptsPin(member, pin)) {
    visit.member = member;
    visit.problem = null;
  } else {
    visit.wrongPins += 1;
    visit.problem = 'wrong-pin';
  }
}

function mayPay({ member, passedSecondFactor }: PayerVisit): boolean {
  return member !== null && (passedSecondFactor || !member.secondFactor);
}

function orderOf(gateway: Gateway, request: OrderRequest): SandboxOrder | null {
  gateway.agenda.runDue();
  return gateway.orders.get(request.params.orderId);
}

function visitOf(
  visits: PayerVisits,
  request: OrderRequest,
  reply: FastifyReply,
  order: SandboxOrder,
): PayerVisit {
  const found = visits.find(cookieOf(request, VISIT_COOKIE), order.orderId);
  if (found !== null) return found;
  const visit = visits.open(order.orderId);
  const path = `/pay/${order.orderId}`;
  void reply.header(
    'set-cookie',
    `${VISIT_COOKIE}=${visit.id}; Path=${path}; HttpOnly; SameSite=Lax`,
  );
  return visit;
}

function backToPage(reply: FastifyReply, order: SandboxOrder): FastifyReply {
  return reply.redirect(`/pay/${order.orderId}`, 303);
}

function sendUnknownOrder(request: OrderRequest, reply: FastifyReply): FastifyReply {
  const path = `/pay/${encodeURIComponent(request.params.orderId)}`;
  return sendPage(reply, 404, unknownOrderPage(languageOf(request, reply), path));
}
