import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { Environment } from '../config/environment';
import { MerchantEntity } from './merchant.entity';

export const FINGERPRINT_CONSTRAINT = 'merchant_credentials_fingerprint';

/** A merchant's key at iPay, for one environment, as Postgres holds it. */
@Entity('merchant_credentials')
@Check('merchant_credentials_environment_check', `environment IN ('sandbox', 'production')`)
@Unique(FINGERPRINT_CONSTRAINT, ['environment', 'fingerprint'])
export class CredentialEntity {
  @ForeignKey(() => MerchantEntity, { name: 'merchant_credentials_merchant_id_fkey' })
  @PrimaryColumn('uuid', { name: 'merchant_id' })
  merchantId!: string;
  @PrimaryColumn('text') environment!: Environment;
  /** New with every key that is set, also with the same key set again. */
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  version!: bigint;
  /** The key under envelope encryption. */
  @Column('text') ciphertext!: string;
  @Column('text', { name: 'key_id' }) keyId!: string;
  /** Keyed HMAC of the key: tells keys apart without showing them. */
  @Column('text') fingerprint!: string;
  @Column('text') hint!: string;
  @Column('timestamptz', { name: 'set_at', default: () => 'now()' }) setAt!: Date;
  /** When iPay last answered a probe of this key; null: not yet. */
  @Column('timestamptz', { name: 'probed_at', nullable: true }) probedAt!: Date | null;
  @Column('boolean', { name: 'probe_accepted', nullable: true }) probeAccepted!: boolean | null;
  /** When iPay first refused this key in earnest; goes with the key, or when a probe is accepted. */
  @Column('timestamptz', { name: 'rejected_at', nullable: true }) rejectedAt!: Date | null;
  @Column('text', { name: 'rejected_detail', nullable: true }) rejectedDetail!: string | null;
}
