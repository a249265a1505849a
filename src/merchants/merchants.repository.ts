import { Injectable } from '@nestjs/common';
import type { Environment } from '../config/environment';
import type { SealedSecret } from '../crypto/envelope';
import { Database } from '../database/database';
import type { PageRequest } from '../http/page.query';
import { FINGERPRINT_CONSTRAINT, type CredentialEntity } from './credential.entity';
import type { MerchantEntity } from './merchant.entity';

/** A credential as JSON carries it out of Postgres: times are text. Never the key. */
export interface CredentialRow {
  hint: string;
  fingerprint: string;
  setAt: string;
  probedAt: string | null;
  probeAccepted: boolean | null;
  rejectedAt: string | null;
  rejectedDetail: string | null;
}

/** A merchant with its credentials, and where it stands in the list. */
export type MerchantRow = Pick<
  MerchantEntity,
  'id' | 'name' | 'status' | 'environment' | 'returnHosts' | 'createdAt' | 'updatedAt'
> & {
  credentials: Partial<Record<Environment, CredentialRow>>;
  createdAtMicros: string;
};

export type NewMerchant = Pick<
  MerchantEntity,
  'id' | 'name' | 'environment' | 'returnHosts' | 'returnSecretCiphertext' | 'returnSecretKeyId'
>;

export type NewCredential = Pick<CredentialEntity, 'ciphertext' | 'keyId' | 'fingerprint' | 'hint'>;

/** By its id, or by a part of its name. */
export interface SoughtMerchant {
  /** uuid; null: it is no id. */
  id: string | null;
  name: string;
}

export interface MerchantChange {
  name?: MerchantEntity['name'] | undefined;
  status?: MerchantEntity['status'] | undefined;
  environment?: Environment | undefined;
  returnHosts?: string[] | undefined;
}

const MERCHANT_WITH_CREDENTIALS = `
  SELECT m.id, m.name, m.status, m.environment, m.return_hosts AS "returnHosts",
    m.created_at AS "createdAt", m.updated_at AS "updatedAt",
    (extract(epoch FROM m.created_at) * 1000000)::bigint::text AS "createdAtMicros",
    (SELECT coalesce(jsonb_object_agg(c.environment, jsonb_build_object(
        'hint', c.hint, 'fingerprint', c.fingerprint, 'setAt', c.set_at,
        'probedAt', c.probed_at, 'probeAccepted', c.probe_accepted,
        'rejectedAt', c.rejected_at, 'rejectedDetail', c.rejected_detail)), '{}')
      FROM merchant_credentials c WHERE c.merchant_id = m.id) AS credentials
  FROM merchants m`;

const SEALED_CREDENTIAL = `
  merchant_id AS "merchantId", environment, version, ciphertext, key_id AS "keyId", fingerprint`;

/** Open orders, when a key is not removed for their sake. */
const MOST_COUNTED = 1_000;

/** The key that iPay has refused; a late refusal must not speak against its successor. */
export type RefusedKey = Pick<CredentialEntity, 'merchantId' | 'environment' | 'fingerprint'>;

/** All SQL of merchants and their credentials. */
@Injectable()
export class MerchantsRepository {
  constructor(private readonly database: Database) {}

  /**
   * The merchant, and its first credential where there is one.
   * @returns the credential's version
   * @throws what {@link isKeyInUse} recognises
   */
  async insert(merchant: NewMerchant, credential: NewCredential | null): Promise<bigint | null> {
    const [row] = await this.database.query<{ version: bigint }>(
      {
        name: 'merchants.insert',
        text: `
          WITH merchant AS (
            INSERT INTO merchants (id, name, status, environment, return_hosts,
              return_secret_ciphertext, return_secret_key_id)
            VALUES ($1, $2, 'active', $3, $4, $5, $6)
            RETURNING id, environment)
          INSERT INTO merchant_credentials
            (merchant_id, environment, ciphertext, key_id, fingerprint, hint)
          SELECT id, environment, $7, $8, $9, $10 FROM merchant WHERE $7::text IS NOT NULL
          RETURNING version`,
      },
      [
        merchant.id,
        merchant.name,
        merchant.environment,
        merchant.returnHosts,
        merchant.returnSecretCiphertext,
        merchant.returnSecretKeyId,
        credential?.ciphertext ?? null,
        credential?.keyId ?? null,
        credential?.fingerprint ?? null,
        credential?.hint ?? null,
      ],
    );
    return row?.version ?? null;
  }

  async find(id: string): Promise<MerchantRow | null> {
    const [row] = await this.database.query<MerchantRow>(
      { name: 'merchants.find', text: `${MERCHANT_WITH_CREDENTIALS} WHERE m.id = $1` },
      [id],
    );
    return row ?? null;
  }

  /**
   * Newest first, one row more than the limit.
   * @param among uuids; null: all merchants
   */
  list(
    among: readonly string[] | null,
    sought: SoughtMerchant | null,
    { limit, after }: PageRequest,
  ): Promise<MerchantRow[]> {
    return this.database.query<MerchantRow>(
      {
        name: 'merchants.list',
        text: `
          ${MERCHANT_WITH_CREDENTIALS}
          WHERE ($1::uuid[] IS NULL OR m.id = ANY ($1::uuid[]))
            AND ($2::bigint IS NULL OR (m.created_at, m.id) <
              (timestamptz 'epoch' + $2::bigint * interval '1 microsecond', $3::uuid))
            AND ($4::text IS NULL OR m.id = $5::uuid OR strpos(lower(m.name), lower($4::text)) > 0)
          ORDER BY m.created_at DESC, m.id DESC
          LIMIT $6`,
      },
      [
        among,
        after?.createdAtMicros ?? null,
        after?.id ?? null,
        sought?.name ?? null,
        sought?.id ?? null,
        limit + 1,
      ],
    );
  }

  /**
   * Changes what is given. Another environment only where it has a key, and from production to
   * sandbox only when that is confirmed.
   * @returns whether the merchant was there and the change allowed
   */
  async change(
    id: string,
    { name, status, environment, returnHosts }: MerchantChange,
    leaveProduction: boolean,
  ): Promise<boolean> {
    const rows = await this.database.query(
      {
        name: 'merchants.change',
        text: `
          UPDATE merchants
          SET name = coalesce($2::text, name), status = coalesce($3::text, status),
            environment = coalesce($4::text, environment),
            return_hosts = coalesce($5::text[], return_hosts), updated_at = now()
          WHERE id = $1
            AND ($4::text IS NULL OR $4::text = environment
              OR (environment <> 'production' OR $6::boolean)
                AND EXISTS (SELECT FROM merchant_credentials
                  WHERE merchant_id = $1 AND environment = $4::text))
          RETURNING id`,
      },
      [id, name ?? null, status ?? null, environment ?? null, returnHosts ?? null, leaveProduction],
    );
    return rows.length > 0;
  }

  /**
   * Puts a key in the place of the one before, and with that one goes what iPay said of it.
   * @returns its version; null: there is no such merchant
   * @throws what {@link isKeyInUse} recognises
   */
  async replaceCredential(
    merchantId: string,
    environment: Environment,
    { ciphertext, keyId, fingerprint, hint }: NewCredential,
  ): Promise<bigint | null> {
    const [row] = await this.database.query<{ version: bigint }>(
      {
        name: 'merchants.replace_credential',
        text: `
          WITH merchant AS (
            UPDATE merchants SET updated_at = now() WHERE id = $1 RETURNING id)
          INSERT INTO merchant_credentials
            (merchant_id, environment, ciphertext, key_id, fingerprint, hint)
          SELECT id, $2, $3, $4, $5, $6 FROM merchant
          ON CONFLICT (merchant_id, environment) DO UPDATE
          SET version = DEFAULT, ciphertext = excluded.ciphertext, key_id = excluded.key_id,
            fingerprint = excluded.fingerprint, hint = excluded.hint, set_at = now(),
            probed_at = NULL, probe_accepted = NULL, rejected_at = NULL, rejected_detail = NULL
          RETURNING version`,
      },
      [merchantId, environment, ciphertext, keyId, fingerprint, hint],
    );
    return row?.version ?? null;
  }

  /**
   * Removes a key, unless orders of its environment are still to be asked about.
   * @returns how many those are, by state, {@link MOST_COUNTED} at most; null: there is no such merchant
   */
  async removeCredential(
    merchantId: string,
    environment: Environment,
  ): Promise<Record<string, number> | null> {
    const [row] = await this.database.query<{ known: boolean; open: Record<string, number> }>(
      {
        name: 'merchants.remove_credential',
        text: `
          WITH open_orders AS (
            SELECT o.state FROM order_checks c
            JOIN orders o ON o.merchant_id = c.merchant_id AND o.id = c.order_id
            WHERE c.merchant_id = $1 AND o.environment = $2
            LIMIT ${MOST_COUNTED}),
          removed AS (
            DELETE FROM merchant_credentials
            WHERE merchant_id = $1 AND environment = $2 AND NOT EXISTS (SELECT FROM open_orders)
            RETURNING merchant_id),
          changed AS (
            UPDATE merchants SET updated_at = now() FROM removed
            WHERE merchants.id = removed.merchant_id)
          SELECT EXISTS (SELECT FROM merchants WHERE id = $1) AS known,
            (SELECT coalesce(jsonb_object_agg(state, count), '{}') FROM (
              SELECT state, count(*) FROM open_orders GROUP BY state) by_state) AS open`,
      },
      [merchantId, environment],
    );
    return row?.known ? row.open : null;
  }

  async findCredential(
    merchantId: string,
    environment: Environment,
  ): Promise<Pick<
    CredentialEntity,
    'merchantId' | 'environment' | 'version' | 'ciphertext' | 'keyId' | 'fingerprint'
  > | null> {
    const [row] = await this.database.query<CredentialEntity>(
      {
        name: 'merchants.find_credential',
        text: `
          SELECT ${SEALED_CREDENTIAL} FROM merchant_credentials
          WHERE merchant_id = $1 AND environment = $2`,
      },
      [merchantId, environment],
    );
    return row ?? null;
  }

  /** What iPay said of the key of this version; of no interest any more once it was replaced. */
  async recordProbe(
    merchantId: string,
    environment: Environment,
    version: bigint,
    accepted: boolean,
  ): Promise<void> {
    await this.database.query(
      {
        name: 'merchants.record_probe',
        text: `
          UPDATE merchant_credentials
          SET probed_at = now(), probe_accepted = $4::boolean,
            rejected_at = CASE WHEN $4::boolean THEN NULL ELSE rejected_at END,
            rejected_detail = CASE WHEN $4::boolean THEN NULL ELSE rejected_detail END
          WHERE merchant_id = $1 AND environment = $2 AND version = $3`,
      },
      [merchantId, environment, version, accepted],
    );
  }

  /** Writes nothing where the flag is up already, or another key has come since. */
  async flagRejected(
    { merchantId, environment, fingerprint }: RefusedKey,
    detail: string,
  ): Promise<void> {
    await this.database.query(
      {
        name: 'merchants.flag_rejected',
        text: `
          UPDATE merchant_credentials SET rejected_at = now(), rejected_detail = $3
          WHERE merchant_id = $1 AND environment = $2 AND fingerprint = $4
            AND rejected_at IS NULL`,
      },
      [merchantId, environment, detail, fingerprint],
    );
  }

  async findReturnSecret(merchantId: string): Promise<SealedSecret | null> {
    const [row] = await this.database.query<SealedSecret>(
      {
        name: 'merchants.find_return_secret',
        text: `
          SELECT return_secret_ciphertext AS ciphertext, return_secret_key_id AS "keyId"
          FROM merchants WHERE id = $1`,
      },
      [merchantId],
    );
    return row ?? null;
  }

  async findFingerprintKey(): Promise<SealedSecret | null> {
    const [row] = await this.database.query<SealedSecret>({
      name: 'merchants.find_fingerprint_key',
      text: `
        SELECT ciphertext, key_id AS "keyId" FROM service_secrets
        WHERE purpose = 'fingerprint-key'`,
    });
    return row ?? null;
  }

  /** The first to add it wins; read it afterwards. */
  async addFingerprintKey({ ciphertext, keyId }: SealedSecret): Promise<void> {
    await this.database.query(
      {
        name: 'merchants.add_fingerprint_key',
        text: `
          INSERT INTO service_secrets (purpose, ciphertext, key_id)
          VALUES ('fingerprint-key', $1, $2) ON CONFLICT (purpose) DO NOTHING`,
      },
      [ciphertext, keyId],
    );
  }
}

/** Whether a statement failed because another merchant has the same key in that environment. */
export function isKeyInUse(error: unknown): boolean {
  return (error as { constraint?: unknown } | null)?.constraint === FINGERPRINT_CONSTRAINT;
}
