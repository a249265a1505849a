import formbody from '@fastify/formbody';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { ZodError } from 'zod';

import { addControlRoutes } from './control-routes';
import { type Gateway } from './gateway';
import { addGatewayRoutes } from './gateway-routes';
import { addMerchantPages } from './pages/merchant-routes';
import { addPaymentPages } from './pages/payment-routes';
import { addStyleSheet } from './pages/send-page';
import { type ScenarioRunner } from './scenario-runner';

const BODY_LIMIT = 64 * 1024;

/** Everything the sandbox answers: iPay's addresses, the control surface, the pages. */
export async function buildHttpServer(
  gateway: Gateway,
  scenarios: ScenarioRunner,
  publicUrl: string | undefined,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    // Requests that hang for ever must not keep the sandbox from ending.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
  });
  addJsonParser(app);
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error instanceof ZodError) return reply.code(400).send({ message: firstIssue(error) });
    return reply.code(error.statusCode ?? 500).send({ message: error.message });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: 'Not found' }));

  addGatewayRoutes(app, gateway);
  addControlRoutes(app, gateway, scenarios);
  await app.register(async (pages) => {
    // Only here: iPay's own addresses take JSON and nothing else.
    await pages.register(formbody);
    addStyleSheet(pages);
    addPaymentPages(pages, gateway);
    addMerchantPages(pages, gateway, publicUrl);
  });
  return app;
}

/** Clients name the type on every request: an empty body is then none, not a broken one. */
function addJsonParser(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body.toString(), done);
  });
}

function firstIssue(error: ZodError): string {
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  const message = issue?.message ?? 'invalid request';
  return where === '' ? message : `${where}: ${message}`;
}
