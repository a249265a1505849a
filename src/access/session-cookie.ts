import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'ipc_console';
const PATH = '/';
const SESSION_ID = /^[A-Za-z0-9_-]{43}$/;
const EIGHT_HOURS_IN_SECONDS = 8 * 60 * 60;

/** The session id that a browser sends; null where it sends none that could be ours. */
export function sessionIdIn({ cookies }: FastifyRequest): string | null {
  const id = cookies[NAME];
  return id !== undefined && SESSION_ID.test(id) ? id : null;
}

/** No script reads it, no other site sends it, and what came by https never goes by http. */
export function giveSessionCookie(request: FastifyRequest, reply: FastifyReply, id: string): void {
  void reply.setCookie(NAME, id, {
    httpOnly: true,
    sameSite: 'strict',
    path: PATH,
    secure: cameByHttps(request),
    maxAge: EIGHT_HOURS_IN_SECONDS,
  });
}

export function takeSessionCookie(reply: FastifyReply): void {
  void reply.clearCookie(NAME, { httpOnly: true, sameSite: 'strict', path: PATH });
}

/** TLS ends at the balancer, which says what the browser used. */
function cameByHttps({ headers, protocol }: FastifyRequest): boolean {
  const [forwarded] = [headers['x-forwarded-proto']].flat();
  return protocol === 'https' || forwarded?.split(',')[0]?.trim() === 'https';
}
