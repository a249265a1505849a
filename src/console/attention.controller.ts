import { Controller, Get, Query } from '@nestjs/common';
import { Caller, RequireScope } from '../access';
import { Answers, Operation, Tag } from '../http/contract';
import { AttentionRepository } from './attention.repository';
import { attentionListSchema, presentAttention } from './dto/attention';
import { AttentionQuery } from './dto/attention.query';

@Tag('Orders')
@Controller('v1/orders/attention')
export class AttentionController {
  constructor(private readonly orders: AttentionRepository) {}

  @Get()
  @Operation('listAttention', 'List the orders that need a human, by reason')
  @Answers(200, attentionListSchema, 'Each reason with its orders.')
  @RequireScope('orders:read')
  async list(@Query() { environment }: AttentionQuery, @Caller() caller: Caller) {
    return presentAttention(await this.orders.flagged(caller.merchantIds, environment ?? null));
  }
}
