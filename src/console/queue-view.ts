import { Injectable, Logger } from '@nestjs/common';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { Sessions, requireScope, sessionIdIn, unauthorized } from '../access';
import { ServiceUnavailable } from '../http/http.problems';
import { Problem } from '../http/problem';
import type { BackedQueue } from '../queue/queue-backend';
import { CONSOLE_PATH } from './console-page';
import { QUEUES_PATH, QueueBoard } from './queue-board';
import { Queues } from './queues.service';
import { requireAllMerchants } from './whole-platform';

/** The queues as BullMQ sees them, for operators to look at. */
@Injectable()
export class QueueView {
  private readonly logger = new Logger(QueueView.name);
  private readonly board = new QueueBoard();
  private shown: readonly BackedQueue[] = [];

  constructor(
    private readonly sessions: Sessions,
    private readonly queues: Queues,
  ) {}

  plugin(): FastifyPluginCallback {
    return (fastify, _options, done) => {
      fastify.addHook('onRequest', (request, reply) => this.admit(request, reply));
      void fastify.register(this.board.plugin((question) => this.ask(question)));
      done();
    };
  }

  /** Only people who are signed in and may see it; others are led to where they can sign in. */
  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const isData = request.routeOptions.url?.startsWith(`${QUEUES_PATH}/api/`) ?? false;
    try {
      const id = sessionIdIn(request);
      if (id === null) throw unauthorized();
      const { caller } = await this.sessions.resume(id);
      requireScope(caller, 'ops:read');
      requireAllMerchants(caller);
    } catch (error) {
      const isRefused = error instanceof Problem && error.definition.status < 500;
      if (isData || !isRefused) throw error;
      return reply.redirect(`${CONSOLE_PATH}/`);
    }
    return undefined;
  }

  /** @throws Problem `service-unavailable` while the queue is away */
  private async ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await this.queues.ask((queues) => {
        if (this.shown !== queues) this.board.show(queues);
        this.shown = queues;
        return question();
      });
    } catch (error) {
      this.logger.warn({ err: error }, 'the queues cannot be shown');
      throw new Problem(ServiceUnavailable, 'The queue does not answer; come again', {
        headers: { 'retry-after': '2' },
        cause: error,
      });
    }
  }
}
