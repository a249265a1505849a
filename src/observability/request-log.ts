import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { requestContext } from './logger';
import { Metrics } from './metrics.service';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

/**
 * One line for each answer, and the request's id on every line written on the way to it. The line
 * names the route, not the address: an address can carry a buyer's return token.
 */
export function logRequests(app: NestFastifyApplication, logger: Logger): void {
  const fastify = app.getHttpAdapter().getInstance();
  const { answers } = app.get(Metrics);
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { traceparent } = request.headers;
    const traceId =
      typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
    requestContext.run({ requestId: request.id, ...(traceId && { traceId }) }, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? null;
    answers.observe(
      { method, route: route ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1_000,
    );
    const entry = {
      requestId: request.id,
      method,
      route,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (reply.statusCode >= 500) logger.warn(entry, 'answered');
    else logger.info(entry, 'answered');
    done();
  });
}
