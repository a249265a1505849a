import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config';
import { unauthorized } from './access.problems';
import { ADMIN, callerOfToken, type Caller } from './caller';
import { bearerOf, hashToken, sameHash, tokenIdOf } from './token-format';
import { TokensRepository, type LiveToken } from './tokens.repository';

/** A revocation is in force everywhere within 5 s; this leaves a second for the reading itself. */
const FRESH_MS = 4_000;
const MAX_KNOWN = 10_000;
const TOUCH_AFTER_MS = 60_000;

/** A token as Postgres had it `readAt` (this process's monotonic clock, before the question). */
interface KnownToken {
  row: LiveToken;
  caller: Caller;
  readAt: number;
  /** Its last use is older than a minute and has not been noted yet. */
  untouched: boolean;
}

interface Question {
  /** When it was put. */
  readAt: number;
  answer: Promise<KnownToken | null>;
}

/** Finds out who sends a request. */
@Injectable()
export class Authenticator {
  private readonly logger = new Logger(Authenticator.name);
  private readonly adminHash: string | null;
  /** By token id. Only tokens that exist get in, so made-up ones cannot push them out. */
  private readonly known = new Map<string, KnownToken>();
  /** By token id: the question that is under way, for all who wait for its answer. */
  private readonly asking = new Map<string, Question>();

  constructor(
    private readonly tokens: TokensRepository,
    config: Config,
  ) {
    this.adminHash = config.adminToken === null ? null : hashToken(config.adminToken);
  }

  /**
   * The caller behind an `Authorization` header.
   * @throws Problem `unauthorized`; `service-unavailable` where a token that was not read within
   * the last seconds cannot be read
   */
  async authenticate(authorization: string | undefined): Promise<Caller> {
    const bearer = bearerOf(authorization);
    if (bearer === null) throw unauthorized();
    return this.callerWith(bearer);
  }

  /** The caller who presents this token. @throws as {@link authenticate} */
  async callerWith(bearer: string): Promise<Caller> {
    const now = performance.now();
    const hash = hashToken(bearer);
    if (this.adminHash !== null && sameHash(hash, this.adminHash)) return ADMIN;
    const id = tokenIdOf(bearer);
    if (id === null) throw unauthorized();
    let token = await this.find(id, now - FRESH_MS);
    // A secret that the remembered row does not know may be newer than it: a rotation's.
    if (token && token.readAt < now && !isValid(token, hash)) token = await this.find(id, now);
    if (token === null || !isValid(token, hash)) throw unauthorized();
    this.touch(token);
    return token.caller;
  }

  /**
   * The caller of a token (uuid) whose secret was presented before; rotated since or not, it is the
   * same token. @throws as {@link authenticate}
   */
  async callerOf(tokenId: string): Promise<Caller> {
    const token = await this.find(tokenId, performance.now() - FRESH_MS);
    if (token === null || !lasts(token, token.row.expiresInMs)) throw unauthorized();
    this.touch(token);
    return token.caller;
  }

  /** The token as it was at some time from `since` on. */
  private find(id: string, since: number): Promise<KnownToken | null> {
    const known = this.known.get(id);
    if (known && known.readAt >= since) return Promise.resolve(known);
    const underWay = this.asking.get(id);
    if (underWay && underWay.readAt >= since) return underWay.answer;
    const readAt = performance.now();
    const question: Question = {
      readAt,
      answer: this.read(id, readAt).finally(() => {
        if (this.asking.get(id) === question) this.asking.delete(id);
      }),
    };
    this.asking.set(id, question);
    return question.answer;
  }

  private async read(id: string, readAt: number): Promise<KnownToken | null> {
    const row = await this.tokens.findLive(id);
    this.known.delete(id);
    if (row === null) return null;
    const caller = callerOfToken(id, row);
    const untouched = row.unusedForMs === null || row.unusedForMs > TOUCH_AFTER_MS;
    const token: KnownToken = { row, caller, readAt, untouched };
    this.known.set(id, token);
    const [oldest] = this.known.keys();
    if (this.known.size > MAX_KNOWN && oldest !== undefined) this.known.delete(oldest);
    return token;
  }

  /** Beside the request: neither its time nor its outcome hangs on this. */
  private touch(token: KnownToken): void {
    if (!token.untouched) return;
    token.untouched = false;
    this.tokens.touch(token.row.id).catch((error: unknown) => {
      this.logger.debug({ err: error }, 'the last use of a token was not noted');
    });
  }
}

function isValid(token: KnownToken, hash: string): boolean {
  const { secretHash, previousSecretHash, previousForMs, expiresInMs } = token.row;
  const isCurrent = sameHash(hash, secretHash);
  const isPrevious =
    previousSecretHash !== null &&
    previousForMs !== null &&
    sameHash(hash, previousSecretHash) &&
    lasts(token, previousForMs);
  return (isCurrent || isPrevious) && lasts(token, expiresInMs);
}

/** Postgres says how long something is still good for; our own wall clock decides nothing. */
function lasts({ readAt }: KnownToken, forMs: number | null): boolean {
  return forMs === null || forMs > performance.now() - readAt;
}
