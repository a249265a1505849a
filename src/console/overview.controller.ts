import { Controller, Get } from '@nestjs/common';
import { Caller, RequireScope } from '../access';
import { Answers, Operation, Tag } from '../http/contract';
import { overviewSchema } from './dto/overview';
import { Overview } from './overview.service';
import { requireAllMerchants } from './whole-platform';

@Tag('Operations')
@Controller('v1/ops/overview')
export class OverviewController {
  constructor(private readonly overview: Overview) {}

  @Get()
  @Operation(
    'readOverview',
    'See whether anything is stuck, iPay is well, and we are',
    'For all processes together, whichever answers; needs a token for all merchants.',
  )
  @Answers(200, overviewSchema, 'The state of the whole platform.')
  @RequireScope('ops:read')
  read(@Caller() caller: Caller) {
    requireAllMerchants(caller);
    return this.overview.report();
  }
}
