import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { describeApi } from './document';
import type { OpenApiDocument } from './openapi';

/** Beside `dist/` and beside `src/`. */
const PACKAGE = join(__dirname, '../../package.json');

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

function serviceVersion(): string {
  return (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
}
