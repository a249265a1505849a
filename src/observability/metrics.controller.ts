import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/public';
import { Metrics } from './metrics.service';

/** For Prometheus; needs no token, so keep it inside the network. */
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  async read(@Res({ passthrough: true }) reply: FastifyReply) {
    void reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
