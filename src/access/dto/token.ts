import { z } from 'zod';
import { toTypedId } from '../../http/typed-id';
import { momentText, named, pageOf, typedId } from '../../http/wire';
import { SCOPES } from '../scope';
import type { TokenRow } from '../tokens.repository';

export const tokenSchema = named(
  'Token',
  z
    .object({
      id: typedId('tok'),
      name: z.string(),
      scopes: z.array(z.enum(SCOPES)),
      merchants: z.union([z.array(typedId('mrc')), z.literal('*')]),
      createdAt: momentText(),
      expiresAt: momentText().nullable(),
      lastUsedAt: momentText().nullable().describe('To the minute.'),
      previousValidUntil: momentText()
        .nullable()
        .describe(
          'Until when the secret before the last rotation still works; null: only one works.',
        ),
    })
    .describe('An API token; never its secret.'),
);
export type Token = z.output<typeof tokenSchema>;

/** The only answers that carry the secret: to the create and to the rotation. */
export const issuedTokenSchema = named(
  'IssuedToken',
  tokenSchema
    .extend({ token: z.string().describe('The bearer value. It is shown this once.') })
    .describe('An API token with its secret.'),
);
export type IssuedToken = z.output<typeof issuedTokenSchema>;

export const tokenPageSchema = pageOf('TokenPage', tokenSchema);

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
