import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { CONSOLE_BUNDLE, CONSOLE_PATH, consolePage } from './console-page';
import { QUEUES_PATH } from './queue-board';
import { QueueView } from './queue-view';

/** Opens what belongs to the console and is no handler of Nest's: the page and the queues. */
@Injectable()
export class ConsoleDoors implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly queues: QueueView,
  ) {}

  /** Nothing is awaited: Fastify would settle who answers errors before Nest has said so. */
  onModuleInit(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    void fastify.register(consolePage(CONSOLE_BUNDLE), { prefix: CONSOLE_PATH });
    void fastify.register(this.queues.plugin(), { prefix: QUEUES_PATH });
  }
}
