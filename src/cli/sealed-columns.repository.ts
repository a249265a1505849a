import { Injectable } from '@nestjs/common';
import type { SealedSecret } from '../crypto/envelope';
import { Database } from '../database/database';

/** Every pair of columns that holds a sealed secret and the key that wraps it. */
export const SEALED_COLUMNS = [
  { table: 'merchant_credentials', ciphertext: 'ciphertext', keyId: 'key_id' },
  { table: 'merchants', ciphertext: 'return_secret_ciphertext', keyId: 'return_secret_key_id' },
  { table: 'service_secrets', ciphertext: 'ciphertext', keyId: 'key_id' },
  { table: 'webhook_endpoints', ciphertext: 'secret_ciphertext', keyId: 'secret_key_id' },
  {
    table: 'webhook_endpoints',
    ciphertext: 'previous_secret_ciphertext',
    keyId: 'previous_secret_key_id',
  },
] as const;

export type SealedColumn = (typeof SEALED_COLUMNS)[number];

/** Finds secrets that another key than the active one wraps, and writes their new wrapping. */
@Injectable()
export class SealedColumnsRepository {
  constructor(private readonly database: Database) {}

  async countStale(column: SealedColumn, activeKeyId: string): Promise<number> {
    const [row] = await this.database.query<{ stale: bigint }>(
      {
        name: `sealed.count:${nameOf(column)}`,
        text: `SELECT count(*) AS stale FROM ${column.table} WHERE ${column.keyId} <> $1`,
      },
      [activeKeyId],
    );
    return Number(row?.stale ?? 0n);
  }

  stale(column: SealedColumn, activeKeyId: string, limit: number): Promise<SealedSecret[]> {
    return this.database.query<SealedSecret & object>(
      {
        name: `sealed.stale:${nameOf(column)}`,
        text: `SELECT ${column.ciphertext} AS ciphertext, ${column.keyId} AS "keyId"
          FROM ${column.table} WHERE ${column.keyId} <> $1 LIMIT $2`,
      },
      [activeKeyId, limit],
    );
  }

  /** A secret that was replaced meanwhile is sealed anew already: nothing is written over it. */
  async replace(column: SealedColumn, old: SealedSecret, renewed: SealedSecret): Promise<void> {
    await this.database.query(
      {
        name: `sealed.replace:${nameOf(column)}`,
        text: `UPDATE ${column.table} SET ${column.ciphertext} = $3, ${column.keyId} = $4
          WHERE ${column.ciphertext} = $1 AND ${column.keyId} = $2`,
      },
      [old.ciphertext, old.keyId, renewed.ciphertext, renewed.keyId],
    );
  }
}

function nameOf({ table, ciphertext }: SealedColumn): string {
  return `${table}.${ciphertext}`;
}
