import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, RequireScope } from '../access';
import type { Environment } from '../config/environment';
import type { Page } from '../http/page';
import { PageQuery } from '../http/page.query';
import { ChangeMerchantDto } from './dto/change-merchant.dto';
import { CreateMerchantDto } from './dto/create-merchant.dto';
import { EnvironmentParam } from './dto/environment-param';
import type { CreatedMerchant, Merchant } from './dto/merchant';
import { SetCredentialDto } from './dto/set-credential.dto';
import { MerchantsService } from './merchants.service';

@Controller('v1/merchants')
export class MerchantsController {
  constructor(private readonly merchants: MerchantsService) {}

  @Post()
  @RequireScope('merchants:write')
  @Header('cache-control', 'no-store')
  async create(
    @Caller() caller: Caller,
    @Body() dto: CreateMerchantDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedMerchant> {
    const merchant = await this.merchants.create(caller, dto);
    void reply.header('location', `/v1/merchants/${merchant.id}`);
    return merchant;
  }

  @Get()
  @RequireScope('merchants:read')
  list(@Caller() caller: Caller, @Query() query: PageQuery): Promise<Page<Merchant>> {
    return this.merchants.list(caller, query);
  }

  @Get(':merchant')
  @RequireScope('merchants:read')
  find(@Caller() caller: Caller, @Param('merchant') id: string): Promise<Merchant> {
    return this.merchants.find(caller, id);
  }

  @Patch(':merchant')
  @RequireScope('merchants:write')
  change(
    @Caller() caller: Caller,
    @Param('merchant') id: string,
    @Body() dto: ChangeMerchantDto,
  ): Promise<Merchant> {
    return this.merchants.change(caller, id, dto);
  }

  @Put(':merchant/credentials/:environment')
  @RequireScope('merchants:write')
  setCredential(
    @Caller() caller: Caller,
    @Param('merchant') id: string,
    @Param('environment', EnvironmentParam) environment: Environment,
    @Body() { apiKey }: SetCredentialDto,
  ): Promise<Merchant> {
    return this.merchants.setCredential(caller, id, environment, apiKey);
  }

  @Delete(':merchant/credentials/:environment')
  @RequireScope('merchants:write')
  @HttpCode(204)
  removeCredential(
    @Caller() caller: Caller,
    @Param('merchant') id: string,
    @Param('environment', EnvironmentParam) environment: Environment,
  ): Promise<void> {
    return this.merchants.removeCredential(caller, id, environment);
  }
}
