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
import { Answers, Operation, Refuses, Tag } from '../http/contract';
import { NotFound } from '../http/http.problems';
import type { Page } from '../http/page';
import { ChangeMerchantDto } from './dto/change-merchant.dto';
import { CreateMerchantDto } from './dto/create-merchant.dto';
import { EnvironmentParam } from './dto/environment-param';
import {
  createdMerchantSchema,
  merchantPageSchema,
  merchantSchema,
  type CreatedMerchant,
  type Merchant,
} from './dto/merchant';
import { MerchantsQuery } from './dto/merchants.query';
import { SetCredentialDto } from './dto/set-credential.dto';
import {
  ConfirmationRequired,
  CredentialsInUse,
  CredentialsMissing,
  OrdersOpen,
} from './merchants.problems';
import { MerchantsService } from './merchants.service';

@Tag('Merchants')
@Controller('v1/merchants')
export class MerchantsController {
  constructor(private readonly merchants: MerchantsService) {}

  @Post()
  @Operation('createMerchant', 'Make a merchant', 'Needs a token for all merchants.')
  @Answers(201, createdMerchantSchema, 'The merchant, with its return secret.', {
    Location: 'Its address.',
  })
  @Refuses(CredentialsInUse)
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
  @Operation('listMerchants', 'List merchants, newest first')
  @Answers(200, merchantPageSchema, 'The merchants that the token may see.')
  @RequireScope('merchants:read')
  list(@Caller() caller: Caller, @Query() query: MerchantsQuery): Promise<Page<Merchant>> {
    return this.merchants.list(caller, query);
  }

  @Get(':merchant')
  @Operation('readMerchant', 'Read a merchant')
  @Answers(200, merchantSchema, 'The merchant.')
  @RequireScope('merchants:read')
  find(@Caller() caller: Caller, @Param('merchant') id: string): Promise<Merchant> {
    return this.merchants.find(caller, id);
  }

  @Patch(':merchant')
  @Operation('changeMerchant', 'Change a merchant', 'What is left out stays as it is.')
  @Answers(200, merchantSchema, 'The merchant as it is now.')
  @Refuses(CredentialsMissing, ConfirmationRequired)
  @RequireScope('merchants:write')
  change(
    @Caller() caller: Caller,
    @Param('merchant') id: string,
    @Body() dto: ChangeMerchantDto,
  ): Promise<Merchant> {
    return this.merchants.change(caller, id, dto);
  }

  @Put(':merchant/credentials/:environment')
  @Operation(
    'setCredential',
    'Set the gateway key of an environment',
    'In force at once. iPay is asked afterwards whether it takes the key; `lastProbe` says.',
  )
  @Answers(200, merchantSchema, 'The merchant; never the key.')
  @Refuses(CredentialsInUse, NotFound)
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
  @Operation('removeCredential', 'Remove the gateway key of an environment')
  @Answers(204, null, 'It is gone.')
  @Refuses(OrdersOpen, NotFound)
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
