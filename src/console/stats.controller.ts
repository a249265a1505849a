import { Controller, Get, Query } from '@nestjs/common';
import { Caller, RequireScope } from '../access';
import { Answers, Operation, Tag } from '../http/contract';
import { StatsQuery } from './dto/stats.query';
import { Statistics } from './statistics.service';
import { statisticsSchema } from './stats-schema';

@Tag('Orders')
@Controller('v1/orders/stats')
export class StatsController {
  constructor(private readonly statistics: Statistics) {}

  /** Counts, sums, success and speed of the orders created in a time, by state and merchant. */
  @Get()
  @Operation('readStatistics', 'Count the orders created in a time')
  @Answers(200, statisticsSchema, 'Counts, sums, success and speed.')
  @RequireScope('orders:read')
  stats(@Query() query: StatsQuery, @Caller() caller: Caller) {
    return this.statistics.report(query, caller.merchantIds);
  }
}
