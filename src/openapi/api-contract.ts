import { Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { serviceVersion } from '../config/service-version';
import { describeApi } from './document';
import type { OpenApiDocument } from './openapi';

/** The OpenAPI document of the controllers that this process has. */
@Injectable()
export class ApiContract {
  private made: OpenApiDocument | null = null;

  constructor(private readonly modules: ModulesContainer) {}

  document(): OpenApiDocument {
    this.made ??= describeApi(this.controllers(), serviceVersion());
    return this.made;
  }

  private controllers(): Type[] {
    return [...this.modules.values()].flatMap(({ controllers }) =>
      [...controllers.values()].flatMap(({ metatype }) => (metatype ? [metatype as Type] : [])),
    );
  }
}
