import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { fromTypedId, toTypedId } from '../http/typed-id';
import { Problem } from '../http/problem';
import { InsufficientScope, merchantNotFound } from './access.problems';
import { SCOPES, type Scope } from './scope';

/** Who sent a request, and what they may do. */
export interface Caller {
  /** uuid; null: the admin token. */
  readonly tokenId: string | null;
  /** As the timeline of an order names who acted: `token:tok_…` or `admin`. */
  readonly actor: string;
  readonly scopes: readonly Scope[];
  /** uuids; null: every merchant. */
  readonly merchantIds: readonly string[] | null;
  /** Whether this merchant (uuid) exists for the caller. */
  allows(merchantId: string): boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard; absent on public addresses. */
    caller?: Caller;
  }
}

/** The caller of a handler that has `@RequireScope`. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!caller) throw new Error('@Caller() belongs on handlers with @RequireScope()');
  return caller;
});

/** @param tokenId uuid; null: the admin token */
export function actorOf(tokenId: string | null): string {
  return tokenId === null ? 'admin' : `token:${toTypedId('tok', tokenId)}`;
}

export const ADMIN: Caller = {
  tokenId: null,
  actor: actorOf(null),
  scopes: SCOPES,
  merchantIds: null,
  allows: () => true,
};

export interface Grant {
  scopes: readonly Scope[];
  merchantIds: readonly string[] | null;
}

export function callerOfToken(tokenId: string, { scopes, merchantIds }: Grant): Caller {
  const allowed = merchantIds && new Set(merchantIds);
  return {
    tokenId,
    actor: actorOf(tokenId),
    scopes,
    merchantIds,
    allows: (merchantId) => allowed === null || allowed.has(merchantId),
  };
}

/** @throws Problem `insufficient-scope` */
export function requireScope({ scopes }: Caller, needed: Scope): void {
  if (scopes.includes(needed)) return;
  throw new Problem(InsufficientScope, `This needs the scope ${needed}`);
}

/**
 * The uuid of the merchant that a caller names.
 * @throws Problem `merchant-not-found`, the same for a malformed id, an unknown one (which the
 * statement that follows finds out) and a merchant outside the token's list
 */
export function merchantIdFor(caller: Caller, text: string): string {
  const merchantId = fromTypedId('mrc', text);
  if (merchantId === null || !caller.allows(merchantId)) throw merchantNotFound();
  return merchantId;
}
