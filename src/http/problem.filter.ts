import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as problems from './http.problems';
import { Problem, renderProblem, type ProblemDefinition } from './problem';

const BY_STATUS: Readonly<Record<number, ProblemDefinition>> = {
  400: problems.BadRequest,
  404: problems.NotFound,
  405: problems.MethodNotAllowed,
  413: problems.PayloadTooLarge,
  414: problems.UriTooLong,
  415: problems.UnsupportedMediaType,
  503: problems.ServiceUnavailable,
};

/** The one place where a refusal becomes an answer. What nobody foresaw is logged and said plainly. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblem(error);
    if (problem.definition.status === 500) {
      this.logger.error({ err: error, requestId: request.id }, 'unforeseen failure');
    }
    sendProblem(reply, problem, request);
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem, request: FastifyRequest): void {
  const [type, document] = isForIpayClients(request)
    ? ['json', { message: messageOf(problem) }]
    : ['problem+json', renderProblem(problem, request.id)];
  void reply
    .status(problem.definition.status)
    .headers({
      ...problem.headers,
      'content-type': `application/${type}; charset=utf-8`,
      // An address that cannot be read is refused before the hook that sets it on every answer.
      'x-request-id': request.id,
    })
    .send(JSON.stringify(document));
}

/**
 * The addresses that stand in for iPay's own API: its clients read `{"message":"…"}` of every
 * refusal, also of those that no handler sees.
 */
function isForIpayClients({ routeOptions, url }: FastifyRequest): boolean {
  return /^\/ipay(?:[/?]|$)/.test(routeOptions.url ?? url);
}

/** One sentence for a client that reads nothing else. */
function messageOf(problem: Problem): string {
  return problem.is(problems.ValidationFailed) ? problem.detail : problem.definition.title;
}

/** Nest's and Fastify's own errors carry a status and a sentence; the sentence may echo the request. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  const definition = BY_STATUS[status] ?? (status < 500 ? problems.BadRequest : undefined);
  return definition
    ? new Problem(definition, definition.title, { cause: error })
    : new Problem(problems.InternalError, 'It has been logged; the request id finds it', {
        cause: error,
      });
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}
