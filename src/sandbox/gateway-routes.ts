/** iPay's own addresses: `POST /api/pg/order` and the two status questions. */
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import { type GatewayAnswer } from './answers';
import { referenceOf } from './create-request';
import { strikesAfter, type Fault, type GatewayQuestion } from './faults';
import { type Gateway } from './gateway';
import { hintOf } from './ids';
import { latencyMs } from './latency';
import { plain, spoil, type WireAct } from './spoil';
import { pause, perform } from './wire';

export function addGatewayRoutes(app: FastifyInstance, gateway: Gateway): void {
  app.post('/api/pg/order', async (request, reply) => {
    const apiKey = apiKeyOf(request);
    const referenceId = referenceOf(request.body);
    const question = { operation: 'create', apiKey, referenceId, orderId: null } as const;
    await answerQuestion(gateway, question, request, reply, () =>
      gateway.placeOrder(apiKey, request.body),
    );
  });

  app.get<{ Params: { orderId: string } }>(
    '/api/pg/order/:orderId/status',
    async (request, reply) => {
      const { orderId } = request.params;
      const referenceId = gateway.orders.get(orderId)?.referenceId ?? null;
      const apiKey = apiKeyOf(request);
      const question = { operation: 'status-by-order', apiKey, referenceId, orderId } as const;
      await answerQuestion(gateway, question, request, reply, () => gateway.tellStatus(question));
    },
  );

  app.get<{ Params: { referenceId: string } }>(
    '/api/pg/order/referenceId/:referenceId/status',
    async (request, reply) => {
      const asked: GatewayQuestion = {
        operation: 'status-by-reference',
        apiKey: apiKeyOf(request),
        referenceId: request.params.referenceId,
        orderId: null,
      };
      // A fault may be meant for the order by its id, though this question does not name it.
      const orderId = gateway.orderInQuestion(asked)?.orderId ?? null;
      const question = { ...asked, orderId };
      await answerQuestion(gateway, question, request, reply, () => gateway.tellStatus(question));
    },
  );
}

/** One question from its arrival to what goes over the wire, with whatever spoils it. */
async function answerQuestion(
  gateway: Gateway,
  question: GatewayQuestion,
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => GatewayAnswer,
): Promise<void> {
  const receivedAt = gateway.clock.now();
  const startedAt = performance.now();
  noteArrival(gateway, question, receivedAt);
  // From here on the raw response is ours: most faults are none that Fastify could send.
  reply.hijack();
  await pause(latencyMs(gateway.settings.latency, Math.random(), Math.random()));

  const posted = gateway.faults.take(question);
  const { act, fault } =
    posted === null || strikesAfter(posted)
      ? await workThenSpoil(gateway, question, posted, work)
      : await spoilFirst(gateway, question, posted, work);

  gateway.exchanges.write({
    at: new Date(receivedAt).toISOString(),
    tookMs: Math.round(performance.now() - startedAt),
    method: request.method,
    path: request.url,
    requestBody: request.body === undefined ? null : JSON.stringify(request.body),
    fault: fault === null ? null : fault.kind,
    ...partiesOf(gateway, question),
    ...sentOf(act),
  });
  await perform(act, reply.raw);
}

interface Outcome {
  act: WireAct;
  fault: Fault | null;
}

async function workThenSpoil(
  gateway: Gateway,
  question: GatewayQuestion,
  posted: Fault | null,
  work: () => GatewayAnswer,
): Promise<Outcome> {
  const answer = work();
  const fault = posted ?? (answer.status === 200 ? gateway.magicFault(question) : null);
  if (fault === null) return { act: plain(answer), fault };
  await pause(fault.delayMs);
  return { act: spoil(fault, question, answer, gateway.settings.codeFamily), fault };
}

async function spoilFirst(
  gateway: Gateway,
  question: GatewayQuestion,
  fault: Fault,
  work: () => GatewayAnswer,
): Promise<Outcome> {
  await pause(fault.delayMs);
  if (fault.kind === 'hang' && fault.acceptAfterMs !== undefined) {
    void pause(fault.acceptAfterMs).then(work);
  }
  const answer = fault.kind === 'delay' ? work() : null;
  return { act: spoil(fault, question, answer, gateway.settings.codeFamily), fault };
}

function noteArrival(gateway: Gateway, question: GatewayQuestion, at: number): void {
  if (question.referenceId === null) return;
  const { merchantId, keyHint } = partiesOf(gateway, question);
  gateway.ledger.received(question.operation, merchantId, keyHint, question.referenceId, at);
}

function partiesOf(gateway: Gateway, question: GatewayQuestion) {
  const { apiKey, operation, referenceId } = question;
  return {
    operation,
    merchantId: gateway.merchantOf(apiKey)?.id ?? null,
    keyHint: apiKey === null ? null : hintOf(apiKey),
    orderId: gateway.orderInQuestion(question)?.orderId ?? null,
    referenceId,
  };
}

function sentOf(act: WireAct): { status: number | null; answerBody: string | null } {
  if (!('answer' in act)) return { status: null, answerBody: null };
  return { status: act.answer.status, answerBody: act.answer.body.toString() };
}

function apiKeyOf(request: FastifyRequest): string | null {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
