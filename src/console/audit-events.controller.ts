import { Controller, Get, Query } from '@nestjs/common';
import { Caller, RequireScope } from '../access';
import { Answers, Operation, Tag } from '../http/contract';
import { toPage, type Page } from '../http/page';
import { toPageRequest } from '../http/page.query';
import { AuditEventsRepository } from './audit-events.repository';
import { auditEventPageSchema, presentAuditEvent, type AuditEvent } from './dto/audit-event';
import { ListAuditEventsQuery, toAuditFilters } from './dto/list-audit-events.query';
import { requireAllMerchants } from './whole-platform';

@Tag('Operations')
@Controller('v1/audit-events')
export class AuditEventsController {
  constructor(private readonly events: AuditEventsRepository) {}

  @Get()
  @Operation(
    'listAuditEvents',
    'List who did what, newest first',
    'What was done in the console, by the command line, and to tokens; needs a token for all merchants.',
  )
  @Answers(200, auditEventPageSchema, 'A page of the trail.')
  @RequireScope('ops:read')
  async list(
    @Caller() caller: Caller,
    @Query() query: ListAuditEventsQuery,
  ): Promise<Page<AuditEvent>> {
    requireAllMerchants(caller);
    const page = toPageRequest(query);
    const rows = await this.events.list(toAuditFilters(query), page);
    return toPage(rows, page.limit, (row) => row, presentAuditEvent);
  }
}
