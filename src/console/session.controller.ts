import { Body, Controller, Delete, Get, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  Sessions,
  crossSiteRequest,
  giveSessionCookie,
  pageOrigin,
  sessionIdIn,
  takeSessionCookie,
  unauthorized,
  type Session,
} from '../access';
import { Undocumented } from '../http/contract';
import { Public } from '../http/public';
import { toTypedId } from '../http/typed-id';
import { SignInDto } from './dto/sign-in.dto';

/** As the console's page knows it; it never holds the token itself. */
interface SessionView {
  actor: string;
  name: string;
  scopes: readonly string[];
  merchants: string[] | '*';
  expiresAt: string;
}

/** Signing in to the console and out of it. */
@Undocumented()
@Public()
@Controller('console/session')
export class SessionController {
  constructor(private readonly sessions: Sessions) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async signIn(
    @Body() { token }: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    refuseOtherPages(request);
    const { id, session } = await this.sessions.open(token, reply);
    giveSessionCookie(request, reply, id);
    return toView(session);
  }

  @Get()
  @Header('cache-control', 'no-store')
  async read(@Req() request: FastifyRequest): Promise<SessionView> {
    const id = sessionIdIn(request);
    if (id === null) throw unauthorized();
    return toView(await this.sessions.resume(id));
  }

  /** Whoever is signed out already stays so. */
  @Delete()
  @HttpCode(204)
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    refuseOtherPages(request);
    const id = sessionIdIn(request);
    if (id !== null) await this.sessions.close(id);
    takeSessionCookie(reply);
  }
}

/** Another site may neither put a browser into its own session nor end ours. */
function refuseOtherPages({ headers }: FastifyRequest): void {
  if (pageOrigin(headers) === 'foreign') throw crossSiteRequest();
}

function toView({ caller, name, expiresAt }: Session): SessionView {
  return {
    actor: caller.actor,
    name,
    scopes: caller.scopes,
    merchants: caller.merchantIds?.map((id) => toTypedId('mrc', id)) ?? '*',
    expiresAt: expiresAt.toISOString(),
  };
}
