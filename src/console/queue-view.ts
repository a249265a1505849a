import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { Sessions, requireScope, sessionIdIn, unauthorized } from '../access';
import { Config } from '../config/config';
import { ServiceUnavailable } from '../http/http.problems';
import { Problem } from '../http/problem';
import { inTime } from '../queue/job-line';
import { BackedQueue, queueOptions } from '../queue/queue-backend';
import { VERIFICATION_QUEUE } from '../verification';
import { WEBHOOK_QUEUE } from '../webhooks';
import { CONSOLE_PATH } from './console-page';
import { QUEUES_PATH, QueueBoard } from './queue-board';
import { requireAllMerchants } from './whole-platform';

/**
 * The queues as BullMQ sees them, for operators to look at. Every process can show them; it reaches
 * for them when somebody looks for the first time.
 */
@Injectable()
export class QueueView implements OnModuleDestroy {
  private readonly logger = new Logger(QueueView.name);
  private readonly board = new QueueBoard();
  private reached: Promise<BackedQueue[]> | undefined;

  constructor(
    private readonly sessions: Sessions,
    private readonly config: Config,
  ) {}

  plugin(): FastifyPluginCallback {
    return (fastify, _options, done) => {
      fastify.addHook('onRequest', (request, reply) => this.admit(request, reply));
      void fastify.register(this.board.plugin((question) => this.ask(question)));
      done();
    };
  }

  async onModuleDestroy(): Promise<void> {
    const queues = await this.reached?.catch(() => []);
    await Promise.all((queues ?? []).map((queue) => queue.close()));
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
      await (this.reached ??= this.open());
      return await inTime(question());
    } catch (error) {
      this.logger.warn({ err: error }, 'the queues cannot be shown');
      throw new Problem(ServiceUnavailable, 'The queue does not answer; come again', {
        headers: { 'retry-after': '2' },
        cause: error,
      });
    }
  }

  private async open(): Promise<BackedQueue[]> {
    const queues = [VERIFICATION_QUEUE, WEBHOOK_QUEUE].map(
      (name) => new BackedQueue(name, { ...queueOptions(this.config), skipMetasUpdate: true }),
    );
    try {
      await inTime(Promise.all(queues.map((queue) => queue.waitUntilReady())));
    } catch (error) {
      await Promise.all(queues.map((queue) => queue.close()));
      this.reached = undefined;
      throw error;
    }
    this.board.show(queues);
    return queues;
  }
}
