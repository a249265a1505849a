import { toTypedId } from '../../http/typed-id';
import type { Scope } from '../scope';
import type { TokenRow } from '../tokens.repository';

/** A token on the wire; never its secret. */
export interface Token {
  id: string;
  name: string;
  scopes: Scope[];
  merchants: string[] | '*';
  createdAt: string;
  expiresAt: string | null;
  /** To the minute. */
  lastUsedAt: string | null;
  /** Until when the secret before the last rotation still works; null: only one works. */
  previousValidUntil: string | null;
}

/** The only answers that carry the secret: to the create and to the rotation. */
export type IssuedToken = Token & { token: string };

export function presentToken(row: TokenRow): Token {
  return {
    id: toTypedId('tok', row.id),
    name: row.name,
    scopes: row.scopes,
    merchants: row.merchantIds?.map((id) => toTypedId('mrc', id)) ?? '*',
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    previousValidUntil: row.previousValidUntil?.toISOString() ?? null,
  };
}
