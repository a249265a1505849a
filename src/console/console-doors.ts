import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { CONSOLE_BUNDLE, CONSOLE_PATH, consolePage } from './console-page';

/** Opens what belongs to the console and is no handler of Nest's: files. */
@Injectable()
export class ConsoleDoors implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Nothing is awaited: Fastify would settle who answers errors before Nest has said so. */
  onModuleInit(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    void fastify.register(consolePage(CONSOLE_BUNDLE), { prefix: CONSOLE_PATH });
  }
}
