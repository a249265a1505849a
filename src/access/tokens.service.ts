import { Injectable } from '@nestjs/common';
import { validationFailed } from '../http/http.problems';
import { toPage, type Page } from '../http/page';
import { toPageRequest, type PageQuery } from '../http/page.query';
import type { AuditEvent } from '../audit/audit-trail';
import type { TrailAction } from '../audit/trail-action';
import { Problem } from '../http/problem';
import { fromTypedId, newUuid, toTypedId } from '../http/typed-id';
import {
  InsufficientScope,
  TokenExpired,
  TokenNotFound,
  merchantNotFound,
} from './access.problems';
import { merchantIdFor, type Caller } from './caller';
import type { CreateTokenDto } from './dto/create-token.dto';
import { presentToken, type IssuedToken, type Token } from './dto/token';
import { hashToken, mintToken } from './token-format';
import { TokensRepository } from './tokens.repository';

@Injectable()
export class TokensService {
  constructor(private readonly tokens: TokensRepository) {}

  /** A token grants at most what its maker has. */
  async issue(caller: Caller, dto: CreateTokenDto): Promise<IssuedToken> {
    const lacking = dto.scopes.filter((scope) => !caller.scopes.includes(scope));
    if (lacking.length > 0) {
      throw new Problem(InsufficientScope, `This token does not have ${lacking.join(', ')} itself`);
    }
    const merchantIds = grantedMerchants(caller, dto.merchants);
    const expiresAt = futureTime(dto.expiresAt ?? null);
    const id = newUuid();
    const token = mintToken(id);
    const { name, scopes } = dto;
    const secretHash = hashToken(token);
    const issued = eventOf(caller, 'token.issued', id, { name, scopes, merchants: dto.merchants });
    const row = await this.tokens.insert(
      { id, name, scopes, merchantIds, secretHash, expiresAt },
      issued,
    );
    if (!row) throw merchantNotFound();
    return { ...presentToken(row), token };
  }

  async list(caller: Caller, query: PageQuery): Promise<Page<Token>> {
    const page = toPageRequest(query);
    const rows = await this.tokens.list(caller, page);
    return toPage(rows, page.limit, (row) => row, presentToken);
  }

  async revoke(caller: Caller, tokenId: string): Promise<void> {
    const id = fromTypedId('tok', tokenId);
    if (id === null) throw tokenNotFound();
    const revoked = eventOf(caller, 'token.revoked', id, {});
    if (!(await this.tokens.revoke(caller, id, revoked))) throw tokenNotFound();
  }

  async rotate(caller: Caller, tokenId: string, overlapSeconds: number): Promise<IssuedToken> {
    const id = fromTypedId('tok', tokenId);
    if (id === null) throw tokenNotFound();
    const token = mintToken(id);
    const rotated = eventOf(caller, 'token.rotated', id, { overlapSeconds });
    const row = await this.tokens.rotate(caller, id, hashToken(token), overlapSeconds, rotated);
    if (row) return { ...presentToken(row), token };
    const unrotated = await this.tokens.find(caller, id);
    throw unrotated?.expired
      ? new Problem(TokenExpired, 'A new secret would not work either; make a new token')
      : tokenNotFound();
  }
}

function eventOf(
  { actor }: Caller,
  action: TrailAction,
  tokenId: string,
  detail: AuditEvent['detail'],
): AuditEvent {
  return { actor, action, subject: toTypedId('tok', tokenId), detail };
}

function grantedMerchants(caller: Caller, merchants: string[] | '*'): string[] | null {
  if (merchants !== '*') return merchants.map((id) => merchantIdFor(caller, id));
  if (caller.merchantIds !== null) {
    throw new Problem(InsufficientScope, 'Only a token for all merchants can grant all merchants');
  }
  return null;
}

function futureTime(text: string | null): Date | null {
  if (text === null) return null;
  const time = new Date(text);
  // Written so that a day no calendar has (NaN) is refused too.
  if (!(time.getTime() > Date.now())) {
    throw validationFailed([{ field: 'expiresAt', message: 'must be a time in the future' }]);
  }
  return time;
}

function tokenNotFound(): Problem {
  return new Problem(TokenNotFound, 'No token that this token may see has this id');
}
