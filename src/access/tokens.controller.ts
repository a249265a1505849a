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
import type { Page } from '../http/page';
import { PageQuery } from '../http/page.query';
import { RequireScope } from './access.guard';
import { Caller } from './caller';
import { CreateTokenDto } from './dto/create-token.dto';
import { RotateTokenDto } from './dto/rotate-token.dto';
import type { IssuedToken, Token } from './dto/token';
import { TokensService } from './tokens.service';

@Controller('v1/tokens')
@RequireScope('tokens:write')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Post()
  @Header('cache-control', 'no-store')
  issue(@Caller() caller: Caller, @Body() dto: CreateTokenDto): Promise<IssuedToken> {
    return this.tokens.issue(caller, dto);
  }

  @Get()
  list(@Caller() caller: Caller, @Query() query: PageQuery): Promise<Page<Token>> {
    return this.tokens.list(caller, query);
  }

  /** Revoking what is revoked already answers 404, as for any token that is not there. */
  @Delete(':id')
  @HttpCode(204)
  revoke(@Caller() caller: Caller, @Param('id') id: string): Promise<void> {
    return this.tokens.revoke(caller, id);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  rotate(
    @Caller() caller: Caller,
    @Param('id') id: string,
    @Body() { overlapSeconds }: RotateTokenDto,
  ): Promise<IssuedToken> {
    return this.tokens.rotate(caller, id, overlapSeconds);
  }
}
