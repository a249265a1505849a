import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InternalError } from '../http/http.problems';
import { toProblem } from '../http/problem.filter';
import { pageWishes } from './page-wishes';
import { TROUBLE_REFRESH_SECONDS, troublePage, unknownPage } from './pages';
import { sendPage } from './send-page';

/** Behind these addresses stands a person, so a refusal is a page, not a problem document. */
@Catch()
export class ReturnPageFilter implements ExceptionFilter {
  private readonly logger = new Logger('Returns');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const wishes = pageWishes(request);
    const problem = toProblem(error);
    const { status } = problem.definition;
    if (status < 500) {
      sendPage(reply, 404, unknownPage(wishes));
      return;
    }
    if (problem.is(InternalError)) this.logger.error({ err: error }, 'unforeseen failure');
    sendPage(reply, status, troublePage(wishes), {
      'retry-after': String(TROUBLE_REFRESH_SECONDS),
    });
  }
}
