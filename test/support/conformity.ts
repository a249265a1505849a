import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { OpenApiDocument } from '../../src/openapi/openapi';
import type { Answer } from './service';

/**
 * Judges answers by the contract. The contract leaves answers open, so that new members break no
 * caller; here they are closed, so that none is there that the contract does not name.
 */
export class Conformity {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly components: unknown;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(private readonly document: OpenApiDocument) {
    addFormats(this.ajv);
    this.components = closed(document.components);
  }

  /** What is wrong with an answer; empty where it is as documented. */
  objectionsTo(path: string, method: string, { status, headers, body }: Answer): string[] {
    const response = this.document.paths[path]?.[method]?.responses[status];
    if (!response) return [`status ${status} is not documented`];
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    if (!response.content) return body === '' ? [] : ['a body is not documented'];
    const content = response.content[type];
    if (!content) return [`${status} as "${type}" is not documented`];
    if (!type.includes('json')) return [];
    const validate = this.validatorOf(`${method} ${path} ${status}`, content.schema);
    return validate(body)
      ? []
      : (validate.errors ?? []).map(
          ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
        );
  }

  private validatorOf(name: string, schema: object): ValidateFunction {
    const known = this.compiled.get(name);
    if (known) return known;
    const validate = this.ajv.compile({ ...schema, components: this.components });
    this.compiled.set(name, validate);
    return validate;
  }
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.entries(schema).map(([name, value]): [string, unknown] => [
    name,
    name === 'examples' ? value : closed(value),
  ]);
  const isObject =
    'properties' in schema && 'type' in schema && !('additionalProperties' in schema);
  return Object.fromEntries(isObject ? [...members, ['additionalProperties', false]] : members);
}
