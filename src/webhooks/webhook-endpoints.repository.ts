import { Injectable } from '@nestjs/common';
import type { SealedSecret } from '../crypto/envelope';
import { Database } from '../database/database';
import type { PageRequest } from '../http/page.query';
import type { WebhookEndpointEntity } from './webhook-endpoint.entity';

/** An endpoint without its secrets, and where it stands in the list. */
export type EndpointRow = Pick<
  WebhookEndpointEntity,
  | 'id'
  | 'merchantId'
  | 'url'
  | 'description'
  | 'events'
  | 'enabled'
  | 'disabledReason'
  | 'disabledAt'
  | 'failingSince'
  | 'createdAt'
  | 'updatedAt'
> & {
  /** Null once the overlap of a rotation is over. */
  previousValidUntil: Date | null;
  createdAtMicros: string;
};

export type NewEndpoint = Pick<
  WebhookEndpointEntity,
  'id' | 'merchantId' | 'url' | 'description' | 'events' | 'enabled'
>;

export interface EndpointChange {
  url?: string | undefined;
  description?: string | undefined;
  events?: readonly string[] | undefined;
  enabled?: boolean | undefined;
}

/** An endpoint and whose it is; null: it hears all merchants. Nobody else's is ever found. */
export interface EndpointKey {
  id: string;
  merchantId: string | null;
}

/** What one merchant, or the platform, can have: each costs every change of an order a row. */
export const MAX_ENDPOINTS = 100;

/** An {@link EndpointRow}, where nothing else has columns of these names. */
export const VISIBLE_COLUMNS = `
  id, merchant_id AS "merchantId", url, description, events, enabled,
  disabled_reason AS "disabledReason", disabled_at AS "disabledAt",
  failing_since AS "failingSince", created_at AS "createdAt", updated_at AS "updatedAt",
  CASE WHEN previous_valid_until > now() THEN previous_valid_until END AS "previousValidUntil",
  (extract(epoch FROM created_at) * 1000000)::bigint::text AS "createdAtMicros"`;

const OWN = 'id = $1 AND merchant_id IS NOT DISTINCT FROM $2';

/** Enabling starts afresh: neither the reason nor the failures of before count. */
const CHANGE = {
  name: 'webhooks.change',
  text: `
    UPDATE webhook_endpoints SET
      url = coalesce($3, url), description = coalesce($4, description),
      events = coalesce($5::text[], events), enabled = coalesce($6, enabled),
      disabled_reason = CASE WHEN $6 THEN NULL ELSE disabled_reason END,
      disabled_at = CASE WHEN coalesce($6, enabled) THEN NULL ELSE coalesce(disabled_at, now()) END,
      failing_since = CASE WHEN $6 AND NOT enabled THEN NULL ELSE failing_since END,
      updated_at = now()
    WHERE ${OWN}
    RETURNING ${VISIBLE_COLUMNS}`,
};

/** All SQL of the endpoints; that of their deliveries is beside it. */
@Injectable()
export class WebhookEndpointsRepository {
  constructor(private readonly database: Database) {}

  async merchantExists(merchantId: string): Promise<boolean> {
    const rows = await this.database.query(
      { name: 'webhooks.merchant-exists', text: 'SELECT 1 FROM merchants WHERE id = $1' },
      [merchantId],
    );
    return rows.length > 0;
  }

  /** @returns null where there are {@link MAX_ENDPOINTS} already, or no such merchant */
  async insert(endpoint: NewEndpoint, secret: SealedSecret): Promise<EndpointRow | null> {
    const [row] = await this.database.query<EndpointRow>(
      {
        name: 'webhooks.insert',
        text: `
          INSERT INTO webhook_endpoints (id, merchant_id, url, description, events, enabled,
            disabled_at, secret_ciphertext, secret_key_id)
          SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::text[], $6::boolean,
            CASE WHEN NOT $6 THEN now() END, $7::text, $8::text
          WHERE ($2 IS NULL OR EXISTS (SELECT FROM merchants WHERE id = $2))
            AND $9 > (SELECT count(*) FROM webhook_endpoints
              WHERE merchant_id IS NOT DISTINCT FROM $2)
          RETURNING ${VISIBLE_COLUMNS}`,
      },
      [
        endpoint.id,
        endpoint.merchantId,
        endpoint.url,
        endpoint.description,
        endpoint.events,
        endpoint.enabled,
        secret.ciphertext,
        secret.keyId,
        MAX_ENDPOINTS,
      ],
    );
    return row ?? null;
  }

  /** Newest first, one row more than the limit. */
  list(merchantId: string | null, { limit, after }: PageRequest): Promise<EndpointRow[]> {
    return this.database.query<EndpointRow>(
      {
        name: 'webhooks.list',
        text: `
          SELECT ${VISIBLE_COLUMNS} FROM webhook_endpoints
          WHERE merchant_id IS NOT DISTINCT FROM $1
            AND ($2::bigint IS NULL OR (created_at, id) <
              (timestamptz 'epoch' + $2::bigint * interval '1 microsecond', $3::uuid))
          ORDER BY created_at DESC, id DESC
          LIMIT $4`,
      },
      [merchantId, after?.createdAtMicros ?? null, after?.id ?? null, limit + 1],
    );
  }

  async find({ id, merchantId }: EndpointKey): Promise<EndpointRow | null> {
    const [row] = await this.database.query<EndpointRow>(
      {
        name: 'webhooks.find',
        text: `SELECT ${VISIBLE_COLUMNS} FROM webhook_endpoints WHERE ${OWN}`,
      },
      [id, merchantId],
    );
    return row ?? null;
  }

  /** Changes what is given. */
  async change(
    { id, merchantId }: EndpointKey,
    { url, description, events, enabled }: EndpointChange,
  ): Promise<EndpointRow | null> {
    const values = [url, description, events, enabled].map((value) => value ?? null);
    const [row] = await this.database.query<EndpointRow>(CHANGE, [id, merchantId, ...values]);
    return row ?? null;
  }

  /** The secret in force becomes the previous one, which signs as well until the overlap is over. */
  async rotate(
    { id, merchantId }: EndpointKey,
    secret: SealedSecret,
    overlapSeconds: number,
  ): Promise<EndpointRow | null> {
    const [row] = await this.database.query<EndpointRow>(
      {
        name: 'webhooks.rotate',
        text: `
          UPDATE webhook_endpoints SET secret_ciphertext = $3, secret_key_id = $4,
            previous_secret_ciphertext = secret_ciphertext, previous_secret_key_id = secret_key_id,
            previous_valid_until = now() + $5::integer * interval '1 second', updated_at = now()
          WHERE ${OWN}
          RETURNING ${VISIBLE_COLUMNS}`,
      },
      [id, merchantId, secret.ciphertext, secret.keyId, overlapSeconds],
    );
    return row ?? null;
  }

  /** @returns whether there was one */
  async remove({ id, merchantId }: EndpointKey): Promise<boolean> {
    const rows = await this.database.query(
      { name: 'webhooks.remove', text: `DELETE FROM webhook_endpoints WHERE ${OWN} RETURNING id` },
      [id, merchantId],
    );
    return rows.length > 0;
  }
}
