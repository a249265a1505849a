import { Controller, Get, Param } from '@nestjs/common';
import { Caller, RequireScope, merchantIdFor, merchantNotFound } from '../access';
import { Config } from '../config/config';
import { Answers, Operation, Tag } from '../http/contract';
import { goingLiveSchema, type GoingLive } from './dto/going-live';
import { goingLive } from './going-live';
import { GoingLiveRepository } from './going-live.repository';

@Tag('Merchants')
@Controller('v1/merchants/:merchant/going-live')
export class GoingLiveController {
  constructor(
    private readonly merchants: GoingLiveRepository,
    private readonly config: Config,
  ) {}

  @Get()
  @Operation(
    'readGoingLive',
    'Check whether a merchant is ready for real money',
    'By what this service has seen itself; nothing is ticked by hand.',
  )
  @Answers(200, goingLiveSchema, 'What is done, and what is not.')
  @RequireScope('merchants:read')
  async read(@Param('merchant') merchant: string, @Caller() caller: Caller): Promise<GoingLive> {
    const facts = await this.merchants.facts(merchantIdFor(caller, merchant));
    if (!facts) throw merchantNotFound();
    const items = goingLive(facts, this.config.ipayStatusCodes !== null);
    return { ready: items.every(({ done }) => done), items };
  }
}
