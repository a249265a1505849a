import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Answers, Operation, Tag } from '../http/contract';
import { Public } from '../http/public';
import { named } from '../http/wire';
import { Health, readinessSchema } from './health.service';

const liveSchema = named('Liveness', z.object({ status: z.literal('ok') }));

/** For machines; needs no token. */
@Tag('Operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** The process answers; nothing else is asked. */
  @Get('live')
  @Operation('live', 'Whether the process answers')
  @Answers(200, liveSchema, 'It does.')
  @Header('cache-control', 'no-store')
  live() {
    return { status: 'ok' };
  }

  /** 503 without Postgres or while draining. The queue is told of; its loss harms nobody. */
  @Get('ready')
  @Operation('ready', 'Whether the process should be given work')
  @Answers(200, readinessSchema, 'It should.')
  @Answers(503, readinessSchema, 'Postgres is away, or the process is draining.')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const state = await this.health.check();
    void reply.status(state.status === 'ok' ? 200 : 503);
    return state;
  }
}
