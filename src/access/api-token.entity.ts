import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Scope } from './scope';

@Entity('api_tokens')
// Newest first: an order of columns that TypeORM cannot write down.
@Index('api_tokens_newest', { synchronize: false })
export class ApiTokenEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { array: true })
  scopes!: Scope[];

  /** Null: every merchant. */
  @Column('uuid', { name: 'merchant_ids', array: true, nullable: true })
  merchantIds!: string[] | null;

  /** SHA-256 of the whole token, hex. */
  @Column('text', { name: 'secret_hash' })
  secretHash!: string;

  /** Valid beside the new one until {@link previousValidUntil}, after a rotation. */
  @Column('text', { name: 'previous_secret_hash', nullable: true })
  previousSecretHash!: string | null;

  @Column('timestamptz', { name: 'previous_valid_until', nullable: true })
  previousValidUntil!: Date | null;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  /** To the minute: it is not written more often. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
