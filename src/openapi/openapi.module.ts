import { Module } from '@nestjs/common';
import { ApiContract } from './api-contract';
import { DocsController } from './docs.controller';
import { OpenApiController } from './openapi.controller';

/** The contract as it runs: for machines at `/openapi.json`, for people at `/docs`. */
@Module({
  controllers: [OpenApiController, DocsController],
  providers: [ApiContract],
})
export class OpenApiModule {}
