import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AuditTrail } from '../audit/audit-trail';
import type { TrailAction } from '../audit/trail-action';
import { Config } from '../config/config';
import { unauthorized } from './access.problems';
import { Authenticator } from './authenticator';
import { ADMIN, actorOf, type Caller } from './caller';
import { RateLimits } from './rate-limits';
import { SessionsRepository, type SessionRow } from './sessions.repository';
import { hashToken, sameHash } from './token-format';

/** Whom a browser speaks for, and until when. */
export interface Session {
  caller: Caller;
  /** Of the token, for people. */
  name: string;
  expiresAt: Date;
}

/**
 * Sessions of the console: a browser presents a token without holding it. Nothing is remembered
 * between requests, so that signing out ends a session on every instance at once; its token is
 * judged anew at each request, as fresh as any bearer's.
 */
@Injectable()
export class Sessions {
  private readonly adminToken: string | null;

  constructor(
    private readonly sessions: SessionsRepository,
    private readonly authenticator: Authenticator,
    private readonly limits: RateLimits,
    private readonly audit: AuditTrail,
    config: Config,
  ) {
    this.adminToken = config.adminToken;
  }

  /**
   * Signs in with a token; it counts as one of the token's requests.
   * @returns the session, and its id: the only time that anybody sees it
   * @throws Problem `unauthorized`, `rate-limited`, `service-unavailable`
   */
  async open(token: string, reply: FastifyReply): Promise<{ id: string; session: Session }> {
    const caller = await this.authenticator.callerWith(token);
    await this.limits.count(caller, reply);
    await this.note(caller.actor, 'session.opened');
    const id = randomBytes(32).toString('base64url');
    const { tokenId } = caller;
    const adminProof = tokenId === null ? proofOf(id, token) : null;
    const row = await this.sessions.insert({ idHash: hashToken(id), tokenId, adminProof });
    return { id, session: toSession(row, caller) };
  }

  /**
   * The session of this id, while it and its token last.
   * @throws Problem `unauthorized`, `service-unavailable`
   */
  async resume(id: string): Promise<Session> {
    const row = await this.sessions.findLive(hashToken(id));
    if (row === null) throw unauthorized();
    return toSession(row, await this.callerBehind(row, id));
  }

  /** Signs out. A session whose token does not hold any more goes as well. */
  async close(id: string): Promise<void> {
    const idHash = hashToken(id);
    const row = await this.sessions.findLive(idHash);
    if (row === null) return;
    await this.note(actorOf(row.tokenId), 'session.closed');
    await this.sessions.delete(idHash);
  }

  private callerBehind({ tokenId, adminProof }: SessionRow, id: string): Promise<Caller> | Caller {
    if (tokenId !== null) return this.authenticator.callerOf(tokenId);
    const { adminToken } = this;
    if (adminToken === null || adminProof === null) throw unauthorized();
    if (!sameHash(adminProof, proofOf(id, adminToken))) throw unauthorized();
    return ADMIN;
  }

  private note(actor: string, action: TrailAction): Promise<void> {
    return this.audit.record({ actor, action, subject: null, detail: {} });
  }
}

function toSession({ tokenName, expiresAt }: SessionRow, caller: Caller): Session {
  return { caller, name: tokenName ?? ADMIN.actor, expiresAt };
}

/** Ends the session once the admin token is another one; under the id, it cannot be guessed at. */
function proofOf(id: string, adminToken: string): string {
  return createHmac('sha256', id).update(adminToken).digest('hex');
}
