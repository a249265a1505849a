import { Controller, Get, Query } from '@nestjs/common';
import { Caller, RequireScope } from '../access';
import { Answers, Operation, Tag } from '../http/contract';
import { cutPage, decodeTurnCursor, encodeTurnCursor, type Page } from '../http/page';
import { toLimit } from '../http/page.query';
import { fromTypedId } from '../http/typed-id';
import { ListWatchedWebhooksQuery } from './dto/list-watched-webhooks.query';
import {
  presentWatchedWebhook,
  watchedWebhookPageSchema,
  type WatchedWebhook,
} from './dto/watched-webhook';
import { ENDPOINT_STATES, TURNS_OF } from './endpoint-state';
import { WatchedEndpointsRepository } from './watched-endpoints.repository';

@Tag('Operations')
@Controller('v1/ops/webhooks')
export class WatchedWebhooksController {
  constructor(private readonly endpoints: WatchedEndpointsRepository) {}

  @Get()
  @Operation(
    'listWatchedWebhooks',
    'List the webhook endpoints of all owners, failing ones first',
    'Failing, disabled by the service, working, disabled by hand; of each the newest first. Those over all merchants are shown to tokens for all merchants only.',
  )
  @Answers(200, watchedWebhookPageSchema, 'A page of endpoints, each with its backlog.')
  @RequireScope('webhooks:read')
  async list(
    @Query() query: ListWatchedWebhooksQuery,
    @Caller() caller: Caller,
  ): Promise<Page<WatchedWebhook>> {
    const limit = toLimit(query);
    const after = query.cursor === undefined ? null : decodeTurnCursor(query.cursor);
    const states = query.state ? [query.state] : ENDPOINT_STATES;
    const turns = states.flatMap((state) => TURNS_OF[state]);
    const rows = await this.endpoints.list(merchantsIn(query, caller), turns, { limit, after });
    return cutPage(rows, limit, encodeTurnCursor, presentWatchedWebhook);
  }
}

/** A merchant that the caller may not know of has as many endpoints as one that does not exist. */
function merchantsIn(
  { merchant }: ListWatchedWebhooksQuery,
  caller: Caller,
): readonly string[] | null {
  if (merchant === undefined) return caller.merchantIds;
  const id = fromTypedId('mrc', merchant);
  return id !== null && caller.allows(id) ? [id] : [];
}
