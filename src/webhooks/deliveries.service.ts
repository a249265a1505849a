import { Injectable } from '@nestjs/common';
import { validationFailed } from '../http/http.problems';
import { toPage, type Page } from '../http/page';
import { toPageRequest } from '../http/page.query';
import { Problem } from '../http/problem';
import { fromTypedId } from '../http/typed-id';
import type { OrderRow } from '../orders';
import { DueDeliveries } from './due-deliveries';
import {
  presentDelivery,
  presentOrderDelivery,
  type Delivery,
  type OrderDeliveries,
  type ReplayCount,
} from './dto/delivery';
import type { ListDeliveriesQuery } from './dto/list-deliveries.query';
import type { ReplayDto } from './dto/replay.dto';
import { MAX_REPLAYED, WebhookDeliveriesRepository } from './webhook-deliveries.repository';
import {
  WebhookEndpointsRepository,
  type EndpointKey,
  type EndpointRow,
} from './webhook-endpoints.repository';
import { webhookNotFound } from './webhook-owner';
import { DeliveryNotFound, ReplayTooLarge, WebhookDisabled } from './webhooks.problems';

/** What an endpoint was told and is to be told, and telling it again. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly due: DueDeliveries,
  ) {}

  async list(endpoint: EndpointKey, query: ListDeliveriesQuery): Promise<Page<Delivery>> {
    const page = toPageRequest(query);
    const { id } = await this.require(endpoint);
    const rows = await this.deliveries.list(id, query.state, page);
    return toPage(rows, page.limit, (row) => row, presentDelivery);
  }

  /** @param withPlatform also the endpoints that hear all merchants */
  async ofOrder(
    { merchantId, id }: OrderRow,
    { withPlatform }: { withPlatform: boolean },
  ): Promise<OrderDeliveries> {
    const rows = await this.deliveries.ofOrder(merchantId, id, withPlatform);
    return { data: rows.map(presentOrderDelivery) };
  }

  /** Sent as any other event, whatever the endpoint subscribes to. */
  async test(endpoint: EndpointKey): Promise<Delivery> {
    const { id, enabled } = await this.require(endpoint);
    if (!enabled) throw new Problem(WebhookDisabled, 'Enable it first');
    const row = await this.deliveries.addTest(id);
    if (!row) throw webhookNotFound();
    this.due.written.next();
    return presentDelivery(row);
  }

  /** What {@link replay} of the same window would do, for who is about to ask for it. */
  async countReplay(endpoint: EndpointKey, dto: ReplayDto): Promise<ReplayCount> {
    const { from, to } = windowOf(dto);
    const { id } = await this.require(endpoint);
    const count = await this.deliveries.countReplay(id, from, to);
    return { count: Math.min(count, MAX_REPLAYED), tooMany: count > MAX_REPLAYED };
  }

  /**
   * Every subscribed event of the window again, those included that the endpoint has not heard
   * because it was not there, or disabled.
   */
  async replay(endpoint: EndpointKey, dto: ReplayDto): Promise<{ count: number }> {
    const { from, to } = windowOf(dto);
    const { id } = await this.require(endpoint);
    const count = await this.deliveries.replay(id, from, to);
    if (count > MAX_REPLAYED) {
      const detail = `The window has more than ${MAX_REPLAYED} events; ask for a shorter one`;
      throw new Problem(ReplayTooLarge, detail);
    }
    this.due.written.next();
    return { count };
  }

  /**
   * One event again, under its id.
   * @param merchantId null: of an endpoint over all merchants
   * @param endpointId null: of whichever of the owner's endpoints it is
   */
  async redeliver(
    merchantId: string | null,
    endpointId: string | null,
    delivery: string,
  ): Promise<Delivery> {
    const id = fromTypedId('dlv', delivery);
    const row = id && (await this.deliveries.redeliver(merchantId, endpointId, id));
    if (!row) throw new Problem(DeliveryNotFound, 'No delivery has this id here');
    this.due.written.next();
    return presentDelivery(row);
  }

  private async require(endpoint: EndpointKey): Promise<EndpointRow> {
    const row = await this.endpoints.find(endpoint);
    if (!row) throw webhookNotFound();
    return row;
  }
}

/** @throws Problem `validation-failed` where it has no length */
function windowOf(dto: ReplayDto): { from: Date; to: Date } {
  const from = new Date(dto.from);
  const to = dto.to === undefined ? new Date() : new Date(dto.to);
  // Written so that a day no calendar has (NaN) is refused too.
  if (!(from < to)) {
    throw validationFailed([{ field: 'from', message: 'must be a time before to' }]);
  }
  return { from, to };
}
