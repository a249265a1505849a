import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/public';
import { Health } from './health.service';

/** For machines; needs no token. */
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** The process answers; nothing else is asked. */
  @Get('live')
  @Header('cache-control', 'no-store')
  live() {
    return { status: 'ok' };
  }

  /** 503 without Postgres or while draining. The queue is told of; its loss harms nobody. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const state = await this.health.check();
    void reply.status(state.status === 'ok' ? 200 : 503);
    return state;
  }
}
