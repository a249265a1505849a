import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Authenticator, Caller, RequireScope, merchantIdFor } from '../access';
import { StreamQuery } from './dto/stream.query';
import { LiveStream } from './live-stream.service';
import { decodePosition } from './stream-position';

@Controller('v1/orders/stream')
export class StreamController {
  constructor(
    private readonly stream: LiveStream,
    private readonly authenticator: Authenticator,
  ) {}

  /** Server-sent events until either side goes; `Last-Event-ID` resumes. */
  @Get()
  @RequireScope('orders:read')
  async listen(
    @Query() { merchant }: StreamQuery,
    @Caller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { authorization, 'last-event-id': lastEventId } = request.headers;
    await this.stream.listen({
      caller,
      merchantId: merchant === undefined ? null : merchantIdFor(caller, merchant),
      // An empty one is what a reader has that has not heard of any event.
      after:
        typeof lastEventId === 'string' && lastEventId !== '' ? decodePosition(lastEventId) : null,
      authenticate: () => this.authenticator.authenticate(authorization),
      answer: () => {
        reply.hijack();
        reply.raw.writeHead(200, {
          ...(reply.getHeaders() as OutgoingHttpHeaders),
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          // Nothing else uses the connection afterwards; so it goes with the stream.
          connection: 'close',
          'x-accel-buffering': 'no',
        });
        reply.raw.flushHeaders();
        if (request.method === 'HEAD') reply.raw.end();
        return reply.raw;
      },
    });
  }
}
