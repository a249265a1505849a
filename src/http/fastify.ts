import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as problems from './http.problems';
import { Problem, renderProblem } from './problem';
import { sendProblem, toProblem } from './problem.filter';

const BODY_LIMIT_BYTES = 64 * 1024;
const URL_LIMIT_BYTES = 8 * 1024;
const MAX_JSON_DEPTH = 16;
/** Longer than the idle limit of the usual balancers (60 s), so that they close first, not we. */
const KEEP_ALIVE_MS = 75_000;
const IDLE_SWEEP_MS = 50;
const REQUEST_TIMEOUT_MS = 30_000;

const WELL_FORMED_REQUEST_ID = /^[A-Za-z0-9._:/+=@-]{1,128}$/;

/** Fastify with our limits, request ids, JSON reader and problem documents. */
export function createHttpAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: URL_LIMIT_BYTES },
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers['x-request-id']),
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    // While draining, requests that still arrive on open connections are served, not refused.
    return503OnClosing: false,
    logger: false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply, toProblem(error), request);
    },
    clientErrorHandler: refuseUnreadable,
  });
}

/** What has to be set on the Fastify instance itself, before the routes. */
export function configureHttp(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  void fastify.register(cookie);
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, body, done) => {
      const text = decodeUtf8(body);
      if (text === '') {
        done(null, undefined);
      } else if (text === null) {
        done(notJson('the body is not UTF-8'));
      } else {
        void parseJson(request, text, (error, value: unknown) => {
          if (error) done(notJson('the body is not JSON'));
          else if (isDeeperThan(value, MAX_JSON_DEPTH))
            done(notJson('the body is nested too deep'));
          else done(null, value);
        });
      }
    },
  );
  // An empty body is none, also where a proxy sends it in chunks, which say nothing of its length.
  fastify.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0 || request.is404) done(null, undefined);
    else done(new Problem(problems.UnsupportedMediaType, 'Send the body as application/json'));
  });
  fastify.addHook('preClose', (done) => {
    hangUpWhenIdle(fastify);
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    if (request.raw.url && request.raw.url.length > URL_LIMIT_BYTES) {
      done(new Problem(problems.UriTooLong, 'At most 8 KiB'));
    } else {
      done();
    }
  });
}

/**
 * A connection whose request is being answered while the server closes would be kept for the next
 * one, and closing would wait for it.
 */
function hangUpWhenIdle({ server }: FastifyInstance): void {
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, IDLE_SWEEP_MS);
  server.once('close', () => {
    clearInterval(sweep);
  });
}

function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && WELL_FORMED_REQUEST_ID.test(header) ? header : randomUUID();
}

function notJson(message: string): Problem {
  return problems.validationFailed([{ field: '', message }]);
}

function decodeUtf8(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

/** Looks no deeper than the limit, so a hostile body cannot exhaust the stack. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}

/** Node could not read the request at all: there is no reply object, only the socket. */
function refuseUnreadable(
  this: FastifyInstance,
  error: Error & { code?: string },
  socket: Socket,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const definition =
    error.code === 'HPE_HEADER_OVERFLOW' ? problems.HeadersTooLarge : problems.BadRequest;
  const requestId = randomUUID();
  const body = JSON.stringify(renderProblem(new Problem(definition, definition.title), requestId));
  socket.end(
    [
      `HTTP/1.1 ${definition.status} ${definition.title}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `X-Request-Id: ${requestId}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
