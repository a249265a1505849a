import { Controller, Get, Header } from '@nestjs/common';
import { z } from 'zod';
import { Answers, Operation, Tag } from '../http/contract';
import { Public } from '../http/public';
import { named } from '../http/wire';
import { ApiContract } from './api-contract';
import type { OpenApiDocument } from './openapi';

const documentSchema = named(
  'OpenApiDocument',
  z.looseObject({ openapi: z.literal('3.1.0') }).describe('An OpenAPI 3.1 document.'),
);

/** The contract of what runs; needs no token. */
@Tag('Operations')
@Public()
@Controller('openapi.json')
export class OpenApiController {
  constructor(private readonly contract: ApiContract) {}

  @Get()
  @Operation('openapi', 'This document')
  @Answers(200, documentSchema, 'The document.')
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', 'no-cache')
  read(): OpenApiDocument {
    return this.contract.document();
  }
}
