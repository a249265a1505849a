import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Answers, Operation, Tag } from '../http/contract';
import { Public } from '../http/public';
import { Metrics } from './metrics.service';

/** For Prometheus; needs no token, so keep it inside the network. */
@Tag('Operations')
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Operation('metrics', 'What this process counts, for Prometheus')
  @Answers(200, { mediaType: 'text/plain' }, 'The exposition format of Prometheus.')
  async read(@Res({ passthrough: true }) reply: FastifyReply) {
    void reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
