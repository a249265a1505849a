import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS, PUBLIC } from '../http/public';
import { requireScope } from './caller';
import { Callers } from './callers';
import { RateLimits } from './rate-limits';
import type { Scope } from './scope';
import { SessionTrail } from './session-trail';

/** The handler answers only tokens that have this scope. */
export const RequireScope = (scope: Scope) => SetMetadata(ACCESS, scope);

/** Stands before every handler. One that does not say who may call it answers nobody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
    private readonly limits: RateLimits,
    private readonly trail: SessionTrail,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needed = this.reflector.getAllAndOverride<Scope | typeof PUBLIC | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (needed === PUBLIC) return true;
    if (needed === undefined) {
      const handler = `${context.getClass().name}.${context.getHandler().name}`;
      throw new Error(`${handler} has neither @RequireScope nor @Public`);
    }
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { caller, actsInSession } = await this.callers.identify(request);
    await this.limits.count(caller, http.getResponse<FastifyReply>());
    requireScope(caller, needed);
    if (actsInSession) await this.trail.note(caller, context);
    request.caller = caller;
    return true;
  }
}
