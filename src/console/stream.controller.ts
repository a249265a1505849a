import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, Callers, MerchantNotFound, RequireScope, merchantIdFor } from '../access';
import { Answers, Operation, Refuses, Tag, TakesHeader } from '../http/contract';
import { InvalidCursor } from '../http/http.problems';
import { TooManyStreams } from './console.problems';
import { StreamQuery } from './dto/stream.query';
import { LiveStream } from './live-stream.service';
import { POSITION, decodePosition } from './stream-position';

@Tag('Orders')
@Controller('v1/orders/stream')
export class StreamController {
  constructor(
    private readonly stream: LiveStream,
    private readonly callers: Callers,
  ) {}

  /** Server-sent events until either side goes; `Last-Event-ID` resumes. */
  @Get()
  @Operation(
    'streamOrders',
    'Follow what happens to orders, as it happens',
    'Server-sent events in commit order: `event` is the type and `data` the body of a webhook.',
  )
  @TakesHeader({
    name: 'Last-Event-ID',
    description: '`id` of the last event heard: goes on after it, without gap or repeat.',
    pattern: POSITION,
  })
  @Answers(200, { mediaType: 'text/event-stream' }, 'Events, until either side goes.')
  @Refuses(MerchantNotFound, InvalidCursor, TooManyStreams)
  @RequireScope('orders:read')
  async listen(
    @Query() { merchant }: StreamQuery,
    @Caller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { 'last-event-id': lastEventId } = request.headers;
    await this.stream.listen({
      caller,
      merchantId: merchant === undefined ? null : merchantIdFor(caller, merchant),
      // An empty one is what a reader has that has not heard of any event.
      after:
        typeof lastEventId === 'string' && lastEventId !== '' ? decodePosition(lastEventId) : null,
      authenticate: () => this.callers.identify(request),
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
