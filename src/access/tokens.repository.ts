import { Injectable } from '@nestjs/common';
import { trailPart, trailValues, type AuditEvent } from '../audit/audit-trail';
import { Database } from '../database/database';
import type { PageRequest } from '../http/page.query';
import type { ApiTokenEntity } from './api-token.entity';
import type { Grant } from './caller';

/** A token as its holders see it, and where it stands in the list. */
export type TokenRow = Pick<
  ApiTokenEntity,
  'id' | 'name' | 'scopes' | 'merchantIds' | 'expiresAt' | 'lastUsedAt' | 'createdAt'
> & {
  /** Null once it is over. */
  previousValidUntil: Date | null;
  expired: boolean;
  createdAtMicros: string;
};

/** What it takes to judge a presented token. Durations count from the moment of reading. */
export type LiveToken = Pick<
  ApiTokenEntity,
  'id' | 'scopes' | 'merchantIds' | 'secretHash' | 'previousSecretHash'
> & {
  previousForMs: number | null;
  expiresInMs: number | null;
  unusedForMs: number | null;
};

export type NewToken = Pick<
  ApiTokenEntity,
  'id' | 'name' | 'scopes' | 'merchantIds' | 'secretHash' | 'expiresAt'
>;

const VISIBLE_COLUMNS = `
  id, name, scopes, merchant_ids AS "merchantIds", expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt", created_at AS "createdAt",
  CASE WHEN previous_valid_until > now() THEN previous_valid_until END AS "previousValidUntil",
  coalesce(expires_at <= now(), false) AS expired,
  (extract(epoch FROM created_at) * 1000000)::bigint::text AS "createdAtMicros"`;

/**
 * A token is seen and changed only by callers that are at least as powerful: $1 are the caller's
 * scopes, $2 its merchants, null for all. A token for all merchants is within no list.
 */
const WITHIN_GRANT = `
  revoked_at IS NULL AND scopes <@ $1::text[]
  AND ($2::uuid[] IS NULL OR coalesce(merchant_ids <@ $2::uuid[], false))`;

/** All SQL of the API tokens. Who changes one is written down in the commit of the change. */
@Injectable()
export class TokensRepository {
  constructor(private readonly database: Database) {}

  /** @returns null, and nothing is written, where one of the merchants does not exist */
  async insert(token: NewToken, event: AuditEvent): Promise<TokenRow | null> {
    const [row] = await this.database.query<TokenRow>(
      {
        name: 'tokens.insert',
        text: `
          WITH issued AS (
            INSERT INTO api_tokens (id, name, scopes, merchant_ids, secret_hash, expires_at)
            SELECT $1::uuid, $2::text, $3::text[], $4::uuid[], $5::text, $6::timestamptz
            WHERE NOT EXISTS (
              SELECT FROM unnest($4::uuid[]) AS granted (merchant_id)
              WHERE NOT EXISTS (SELECT FROM merchants WHERE id = granted.merchant_id))
            RETURNING ${VISIBLE_COLUMNS}),
          noted AS (${trailPart('issued', 7)})
          SELECT * FROM issued`,
      },
      [
        token.id,
        token.name,
        token.scopes,
        token.merchantIds,
        token.secretHash,
        token.expiresAt,
        ...trailValues(event),
      ],
    );
    return row ?? null;
  }

  /** Newest first, one row more than the limit. */
  list(grant: Grant, { limit, after }: PageRequest): Promise<TokenRow[]> {
    return this.database.query<TokenRow>(
      {
        name: 'tokens.list',
        text: `
          SELECT ${VISIBLE_COLUMNS} FROM api_tokens
          WHERE ${WITHIN_GRANT}
            AND ($3::bigint IS NULL OR (created_at, id) <
              (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::uuid))
          ORDER BY created_at DESC, id DESC
          LIMIT $5`,
      },
      [
        grant.scopes,
        grant.merchantIds,
        after?.createdAtMicros ?? null,
        after?.id ?? null,
        limit + 1,
      ],
    );
  }

  async find(grant: Grant, id: string): Promise<TokenRow | null> {
    const [row] = await this.database.query<TokenRow>(
      {
        name: 'tokens.find',
        text: `SELECT ${VISIBLE_COLUMNS} FROM api_tokens WHERE ${WITHIN_GRANT} AND id = $3`,
      },
      [grant.scopes, grant.merchantIds, id],
    );
    return row ?? null;
  }

  /** @returns whether there was one to revoke */
  async revoke(grant: Grant, id: string, event: AuditEvent): Promise<boolean> {
    const rows = await this.database.query(
      {
        name: 'tokens.revoke',
        text: `
          WITH revoked AS (
            UPDATE api_tokens SET revoked_at = now()
            WHERE ${WITHIN_GRANT} AND id = $3 RETURNING id),
          noted AS (${trailPart('revoked', 4)})
          SELECT id FROM revoked`,
      },
      [grant.scopes, grant.merchantIds, id, ...trailValues(event)],
    );
    return rows.length > 0;
  }

  /**
   * The secret in force becomes the previous one, which lasts for the overlap.
   * @returns null where there is no such token, or it has expired
   */
  async rotate(
    grant: Grant,
    id: string,
    secretHash: string,
    overlapSeconds: number,
    event: AuditEvent,
  ): Promise<TokenRow | null> {
    const [row] = await this.database.query<TokenRow>(
      {
        name: 'tokens.rotate',
        text: `
          WITH rotated AS (
            UPDATE api_tokens
            SET secret_hash = $4, previous_secret_hash = secret_hash,
              previous_valid_until = now() + $5::integer * interval '1 second'
            WHERE ${WITHIN_GRANT} AND id = $3 AND (expires_at IS NULL OR expires_at > now())
            RETURNING ${VISIBLE_COLUMNS}),
          noted AS (${trailPart('rotated', 6)})
          SELECT * FROM rotated`,
      },
      [grant.scopes, grant.merchantIds, id, secretHash, overlapSeconds, ...trailValues(event)],
    );
    return row ?? null;
  }

  /** The token of this id, if it is neither revoked nor expired. */
  async findLive(id: string): Promise<LiveToken | null> {
    const [row] = await this.database.query<LiveToken>(
      {
        name: 'tokens.find_live',
        text: `
          SELECT id, scopes, merchant_ids AS "merchantIds", secret_hash AS "secretHash",
            previous_secret_hash AS "previousSecretHash",
            (extract(epoch FROM previous_valid_until - now()) * 1000)::float8 AS "previousForMs",
            (extract(epoch FROM expires_at - now()) * 1000)::float8 AS "expiresInMs",
            (extract(epoch FROM now() - last_used_at) * 1000)::float8 AS "unusedForMs"
          FROM api_tokens
          WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      },
      [id],
    );
    return row ?? null;
  }

  /** Notes a use, at most once a minute whatever the number of instances. */
  async touch(id: string): Promise<void> {
    await this.database.query(
      {
        name: 'tokens.touch',
        text: `
          UPDATE api_tokens SET last_used_at = now()
          WHERE id = $1
            AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      },
      [id],
    );
  }
}
