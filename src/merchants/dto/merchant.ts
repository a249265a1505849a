import { ENVIRONMENTS, type Environment } from '../../config/environment';
import { toTypedId } from '../../http/typed-id';
import type { MerchantStatus } from '../merchant.entity';
import type { CredentialRow, MerchantRow } from '../merchants.repository';

/** A merchant on the wire; never a key, never the return secret. */
export interface Merchant {
  id: string;
  name: string;
  status: MerchantStatus;
  environment: Environment;
  credentials: Record<Environment, Credential | null>;
  returnHosts: string[];
  attention: Attention | null;
  createdAt: string;
  updatedAt: string;
}

export interface Credential {
  /** The last four characters of the key at most. */
  hint: string;
  fingerprint: string;
  setAt: string;
  /** Null until iPay has said whether it takes the key. */
  lastProbe: { at: string; accepted: boolean } | null;
}

export interface Attention {
  reason: 'credentials-rejected';
  since: string;
  detail: string;
}

/** The only answer that carries the return secret: to the create. */
export type CreatedMerchant = Merchant & { returnSecret: string };

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
function attentionOf({ environment, credentials }: MerchantRow): Attention | null {
  const others = ENVIRONMENTS.filter((other) => other !== environment);
  for (const credential of [environment, ...others].map((each) => credentials[each])) {
    if (credential?.rejectedAt == null) continue;
    return {
      reason: 'credentials-rejected',
      since: inUtc(credential.rejectedAt),
      detail: credential.rejectedDetail ?? '',
    };
  }
  return null;
}

function inUtc(time: string): string {
  return new Date(time).toISOString();
}
