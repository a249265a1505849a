import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessGuard } from './access.guard';
import { ApiTokenEntity } from './api-token.entity';
import { Authenticator } from './authenticator';
import { Callers } from './callers';
import { ConsoleSessionEntity } from './console-session.entity';
import { RateLimits } from './rate-limits';
import { SessionTrail } from './session-trail';
import { SessionsRepository } from './sessions.repository';
import { Sessions } from './sessions.service';
import { TokensController } from './tokens.controller';
import { TokensRepository } from './tokens.repository';
import { TokensService } from './tokens.service';

/**
 * Who may call: API tokens, their scopes and merchants, sessions of the console, and the guard before
 * every handler.
 */
@Module({
  imports: [TypeOrmModule.forFeature([ApiTokenEntity, ConsoleSessionEntity])],
  controllers: [TokensController],
  providers: [
    TokensRepository,
    TokensService,
    Authenticator,
    RateLimits,
    SessionsRepository,
    Sessions,
    SessionTrail,
    Callers,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Callers, Sessions],
})
export class AccessModule {}
