import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ApiTokenEntity } from './api-token.entity';

/** A browser that presents a token without holding it. */
@Entity('console_sessions')
@Check('console_sessions_holder_check', '(token_id IS NULL) <> (admin_proof IS NULL)')
export class ConsoleSessionEntity {
  /** SHA-256 of the session's id, hex; the id itself is in the browser's cookie only. */
  @PrimaryColumn('text', { name: 'id_hash' })
  idHash!: string;

  /** Null: the admin token, which {@link adminProof} is about. */
  @ForeignKey(() => ApiTokenEntity, { name: 'console_sessions_token_id_fkey' })
  @Column('uuid', { name: 'token_id', nullable: true })
  tokenId!: string | null;

  /** HMAC-SHA256 of the admin token under the session's id, hex: says nothing without the cookie. */
  @Column('text', { name: 'admin_proof', nullable: true })
  adminProof!: string | null;

  @Index('console_sessions_expiry')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
