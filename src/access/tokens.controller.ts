import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { WritesTrail } from '../audit/audit-trail';
import { Answers, Operation, Refuses, Tag } from '../http/contract';
import type { Page } from '../http/page';
import { PageQuery } from '../http/page.query';
import { RequireScope } from './access.guard';
import { MerchantNotFound, TokenExpired, TokenNotFound } from './access.problems';
import { Caller } from './caller';
import { CreateTokenDto } from './dto/create-token.dto';
import { RotateTokenDto } from './dto/rotate-token.dto';
import { issuedTokenSchema, tokenPageSchema, type IssuedToken, type Token } from './dto/token';
import { TokensService } from './tokens.service';

@Tag('Tokens')
@Controller('v1/tokens')
@RequireScope('tokens:write')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Post()
  @Operation('issueToken', 'Make a token', 'A token grants at most what its maker has.')
  @Answers(201, issuedTokenSchema, 'The token, with its secret.')
  @Refuses(MerchantNotFound)
  @Header('cache-control', 'no-store')
  @WritesTrail()
  issue(@Caller() caller: Caller, @Body() dto: CreateTokenDto): Promise<IssuedToken> {
    return this.tokens.issue(caller, dto);
  }

  @Get()
  @Operation('listTokens', 'List tokens, newest first')
  @Answers(200, tokenPageSchema, 'The tokens that this token may see.')
  list(@Caller() caller: Caller, @Query() query: PageQuery): Promise<Page<Token>> {
    return this.tokens.list(caller, query);
  }

  /** Revoking what is revoked already answers 404, as for any token that is not there. */
  @Delete(':token')
  @Operation('revokeToken', 'Revoke a token', 'Effective on every instance within 5 seconds.')
  @Answers(204, null, 'It is revoked.')
  @Refuses(TokenNotFound)
  @HttpCode(204)
  @WritesTrail()
  revoke(@Caller() caller: Caller, @Param('token') id: string): Promise<void> {
    return this.tokens.revoke(caller, id);
  }

  @Post(':token/rotate')
  @Operation('rotateToken', 'Give a token a new secret')
  @Answers(200, issuedTokenSchema, 'The token, with its new secret.')
  @Refuses(TokenNotFound, TokenExpired)
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @WritesTrail()
  rotate(
    @Caller() caller: Caller,
    @Param('token') id: string,
    @Body() { overlapSeconds }: RotateTokenDto,
  ): Promise<IssuedToken> {
    return this.tokens.rotate(caller, id, overlapSeconds);
  }
}
