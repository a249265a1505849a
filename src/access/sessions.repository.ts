import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { ConsoleSessionEntity } from './console-session.entity';

/** A session that has not expired, and the name of its token. */
export type SessionRow = Pick<ConsoleSessionEntity, 'tokenId' | 'adminProof' | 'expiresAt'> & {
  /** Null: the admin token. */
  tokenName: string | null;
};

export type NewSession = Pick<ConsoleSessionEntity, 'idHash' | 'tokenId' | 'adminProof'>;

/** All SQL of the console's sessions. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /** Lasts eight hours, or as long as its token. Whoever comes in sweeps out what has expired. */
  async insert({ idHash, tokenId, adminProof }: NewSession): Promise<SessionRow> {
    const [row] = await this.database.query<SessionRow>(
      {
        name: 'sessions.insert',
        text: `
          WITH expired AS (DELETE FROM console_sessions WHERE expires_at <= now()),
            token AS (SELECT name, expires_at FROM api_tokens WHERE id = $2)
          INSERT INTO console_sessions (id_hash, token_id, admin_proof, expires_at)
          VALUES ($1, $2, $3,
            least(now() + interval '8 hours', (SELECT expires_at FROM token)))
          RETURNING token_id AS "tokenId", admin_proof AS "adminProof", expires_at AS "expiresAt",
            (SELECT name FROM token) AS "tokenName"`,
      },
      [idHash, tokenId, adminProof],
    );
    if (!row) throw new Error('a session was not written');
    return row;
  }

  /** Whether its token still holds is for the {@link Authenticator} to say. */
  async findLive(idHash: string): Promise<SessionRow | null> {
    const [row] = await this.database.query<SessionRow>(
      {
        name: 'sessions.find_live',
        text: `
          SELECT s.token_id AS "tokenId", s.admin_proof AS "adminProof",
            s.expires_at AS "expiresAt", t.name AS "tokenName"
          FROM console_sessions s LEFT JOIN api_tokens t ON t.id = s.token_id
          WHERE s.id_hash = $1 AND s.expires_at > now()`,
      },
      [idHash],
    );
    return row ?? null;
  }

  async delete(idHash: string): Promise<void> {
    await this.database.query(
      { name: 'sessions.delete', text: 'DELETE FROM console_sessions WHERE id_hash = $1' },
      [idHash],
    );
  }
}
