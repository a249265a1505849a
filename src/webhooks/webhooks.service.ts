import { Injectable } from '@nestjs/common';
import { merchantNotFound } from '../access';
import { Config } from '../config/config';
import { validationFailed } from '../http/http.problems';
import { toPage, type Page } from '../http/page';
import { toPageRequest, type PageQuery } from '../http/page.query';
import { Problem } from '../http/problem';
import { newUuid } from '../http/typed-id';
import { DueDeliveries } from './due-deliveries';
import type { ChangeWebhookDto } from './dto/change-webhook.dto';
import type { CreateWebhookDto } from './dto/create-webhook.dto';
import { presentWebhook, type Webhook, type WebhookWithSecret } from './dto/webhook';
import { EndpointSecrets } from './endpoint-secrets';
import { objectionToUrl } from './webhook-address';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository';
import {
  MAX_ENDPOINTS,
  WebhookEndpointsRepository,
  type EndpointKey,
} from './webhook-endpoints.repository';
import { webhookNotFound } from './webhook-owner';
import { mintSecret } from './webhook-signature';
import { WebhookLimitReached } from './webhooks.problems';

/** The endpoints of a merchant, or with null in its place those that hear all merchants. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly secrets: EndpointSecrets,
    private readonly due: DueDeliveries,
    private readonly config: Config,
  ) {}

  async create(merchantId: string | null, dto: CreateWebhookDto): Promise<WebhookWithSecret> {
    this.refuseForbidden(dto.url);
    const { url, description, events, enabled } = dto;
    const owner = { id: newUuid(), merchantId };
    const secret = mintSecret();
    const sealed = await this.secrets.seal(secret, owner);
    const row = await this.endpoints.insert(
      { ...owner, url, description, events, enabled },
      sealed,
    );
    if (row) return { ...presentWebhook(row), secret };
    await this.requireMerchant(merchantId);
    throw new Problem(WebhookLimitReached, `There can be ${MAX_ENDPOINTS}; delete one first`);
  }

  async list(merchantId: string | null, query: PageQuery): Promise<Page<Webhook>> {
    const page = toPageRequest(query);
    const rows = await this.endpoints.list(merchantId, page);
    if (rows.length === 0) await this.requireMerchant(merchantId);
    return toPage(rows, page.limit, (row) => row, presentWebhook);
  }

  async find(endpoint: EndpointKey): Promise<Webhook> {
    const row = await this.endpoints.find(endpoint);
    if (!row) throw webhookNotFound();
    return presentWebhook(row);
  }

  async change(endpoint: EndpointKey, dto: ChangeWebhookDto): Promise<Webhook> {
    if (dto.url !== undefined) this.refuseForbidden(dto.url);
    const row = await this.endpoints.change(endpoint, dto);
    if (!row) throw webhookNotFound();
    if (row.enabled) this.due.written.next();
    return presentWebhook(row);
  }

  async remove(endpoint: EndpointKey): Promise<void> {
    if (!(await this.endpoints.remove(endpoint))) throw webhookNotFound();
    await this.deliveries.removeAll(endpoint.id);
  }

  async rotateSecret(endpoint: EndpointKey, overlapSeconds: number): Promise<WebhookWithSecret> {
    const secret = mintSecret();
    const sealed = await this.secrets.seal(secret, endpoint);
    const row = await this.endpoints.rotate(endpoint, sealed, overlapSeconds);
    if (!row) throw webhookNotFound();
    return { ...presentWebhook(row), secret };
  }

  private refuseForbidden(url: string): void {
    const message = objectionToUrl(url, { allowLoopback: this.config.webhookAllowLoopback });
    if (message !== null) throw validationFailed([{ field: 'url', message }]);
  }

  private async requireMerchant(merchantId: string | null): Promise<void> {
    if (merchantId === null || (await this.endpoints.merchantExists(merchantId))) return;
    throw merchantNotFound();
  }
}
