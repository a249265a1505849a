import { z } from 'zod';
import { ENVIRONMENTS } from '../../config/environment';
import { toTypedId } from '../../http/typed-id';
import { momentText, named, pageOf, typedId } from '../../http/wire';
import { MERCHANT_STATUSES } from '../merchant.entity';
import type { CredentialRow, MerchantRow } from '../merchants.repository';

const credentialSchema = named(
  'Credential',
  z
    .object({
      hint: z.string().describe('The last four characters of the key at most.'),
      fingerprint: z.string().describe('Equal for equal keys; nothing follows from it.'),
      setAt: momentText(),
      lastProbe: z
        .object({ at: momentText(), accepted: z.boolean() })
        .nullable()
        .describe('Null until iPay has said whether it takes the key.'),
    })
    .describe('A gateway key: that it is there, never the key.'),
);
export type Credential = z.output<typeof credentialSchema>;

const attentionSchema = named(
  'MerchantAttention',
  z
    .object({
      reason: z.literal('credentials-rejected'),
      environment: z.enum(ENVIRONMENTS).describe('Of the key; of two, the one that is in use.'),
      since: momentText(),
      detail: z.string(),
    })
    .describe('iPay refuses a key of the merchant, until it is replaced.'),
);
export type Attention = z.output<typeof attentionSchema>;

export const merchantSchema = named(
  'Merchant',
  z
    .object({
      id: typedId('mrc'),
      name: z.string(),
      status: z
        .enum(MERCHANT_STATUSES)
        .describe('A suspended one takes no new orders; its open ones go on being verified.'),
      environment: z.enum(ENVIRONMENTS).describe('Where its new orders go.'),
      credentials: z.object({
        sandbox: credentialSchema.nullable(),
        production: credentialSchema.nullable(),
      }),
      returnHosts: z.array(z.string()).describe('Where callback URLs may point; empty: anywhere.'),
      attention: attentionSchema.nullable(),
      createdAt: momentText(),
      updatedAt: momentText(),
    })
    .describe('A merchant; never a key, never the return secret.'),
);
export type Merchant = z.output<typeof merchantSchema>;

/** The only answer that carries the return secret: to the create. */
export const createdMerchantSchema = named(
  'CreatedMerchant',
  merchantSchema
    .extend({
      returnSecret: z
        .string()
        .describe('Signs the redirects of buyers who come back. It is shown this once.'),
    })
    .describe('A merchant with its return secret.'),
);
export type CreatedMerchant = z.output<typeof createdMerchantSchema>;

export const merchantPageSchema = pageOf('MerchantPage', merchantSchema);

export function presentMerchant(row: MerchantRow): Merchant {
  const { sandbox, production } = row.credentials;
  return {
    id: toTypedId('mrc', row.id),
    name: row.name,
    status: row.status,
    environment: row.environment,
    credentials: {
      sandbox: sandbox ? presentCredential(sandbox) : null,
      production: production ? presentCredential(production) : null,
    },
    returnHosts: row.returnHosts,
    attention: attentionOf(row),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function presentCredential(row: CredentialRow): Credential {
  return {
    hint: row.hint,
    fingerprint: row.fingerprint,
    setAt: inUtc(row.setAt),
    lastProbe:
      row.probedAt === null || row.probeAccepted === null
        ? null
        : { at: inUtc(row.probedAt), accepted: row.probeAccepted },
  };
}

/** The rejected key of the environment in use counts before the other one. */
function attentionOf(merchant: MerchantRow): Attention | null {
  const others = ENVIRONMENTS.filter((other) => other !== merchant.environment);
  for (const environment of [merchant.environment, ...others]) {
    const credential = merchant.credentials[environment];
    if (credential?.rejectedAt == null) continue;
    return {
      reason: 'credentials-rejected',
      environment,
      since: inUtc(credential.rejectedAt),
      detail: credential.rejectedDetail ?? '',
    };
  }
  return null;
}

function inUtc(time: string): string {
  return new Date(time).toISOString();
}
