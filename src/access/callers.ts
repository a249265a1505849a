import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { crossSiteRequest } from './access.problems';
import { Authenticator } from './authenticator';
import type { Caller } from './caller';
import { pageOrigin } from './page-origin';
import { sessionIdIn } from './session-cookie';
import { Sessions } from './sessions.service';

const SAFE_METHODS = ['GET', 'HEAD'];

export interface Identity {
  caller: Caller;
  /** The request changes something, and a browser sent it under the session's cookie. */
  actsInSession: boolean;
}

/**
 * Finds out who sends a request: the token of its `Authorization` header, else, under `/v1`, that of
 * the console's session.
 */
@Injectable()
export class Callers {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly sessions: Sessions,
  ) {}

  /** @throws Problem `unauthorized`, `cross-site-request`, `service-unavailable` */
  async identify(request: FastifyRequest): Promise<Identity> {
    const { authorization } = request.headers;
    const sessionId = authorization === undefined && isForSessions(request) && sessionIdIn(request);
    if (!sessionId) {
      const caller = await this.authenticator.authenticate(authorization);
      return { caller, actsInSession: false };
    }
    const acts = !SAFE_METHODS.includes(request.method);
    // A browser adds the cookie to whatever is sent here, whoever made it send that.
    if (acts && !isFromOurPage(request)) throw crossSiteRequest();
    return { caller: (await this.sessions.resume(sessionId)).caller, actsInSession: acts };
  }
}

/** The console uses the native API and nothing else; clients of `/ipay` are no browsers. */
function isForSessions({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith('/v1/') ?? false;
}

/** The header cannot be sent from another origin without asking us first, and we never allow it. */
function isFromOurPage({ headers }: FastifyRequest): boolean {
  return headers['x-ipay-console'] === '1' && pageOrigin(headers) === 'own';
}
