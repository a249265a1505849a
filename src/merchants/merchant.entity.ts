import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Environment } from '../config/environment';

export const MERCHANT_STATUSES = ['active', 'suspended'] as const;
/** A suspended merchant takes no new orders; its open ones go on being verified. */
export type MerchantStatus = (typeof MERCHANT_STATUSES)[number];

/** A tenant as Postgres holds it. */
@Entity('merchants')
@Check('merchants_status_check', `status IN ('active', 'suspended')`)
@Check('merchants_environment_check', `environment IN ('sandbox', 'production')`)
// Newest first: an order of columns that TypeORM cannot write down.
@Index('merchants_newest', { synchronize: false })
export class MerchantEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text') status!: MerchantStatus;
  /** Where new orders go. */
  @Column('text') environment!: Environment;
  /** In the form that `returnHost` gives; empty: callback URLs may be anywhere. */
  @Column('text', { name: 'return_hosts', array: true }) returnHosts!: string[];
  @Column('text', { name: 'return_secret_ciphertext' }) returnSecretCiphertext!: string;
  @Column('text', { name: 'return_secret_key_id' }) returnSecretKeyId!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  /** When the merchant or one of its keys was last changed through the API. */
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}
