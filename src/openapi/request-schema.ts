import type { Type } from '@nestjs/common';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { descriptionOf, exampleOf } from '../http/contract';
import type { JsonSchema } from '../http/rule';

/** A field of a DTO class as its decorators describe it. */
export interface Field {
  name: string;
  required: boolean;
  schema: JsonSchema;
}

type Constraints = readonly unknown[];

/** What class-validator's own rules mean in JSON Schema. */
const SCHEMAS: Readonly<Record<string, (constraints: Constraints) => JsonSchema>> = {
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  min: ([minimum]) => ({ minimum }),
  max: ([maximum]) => ({ maximum }),
  maxLength: ([maxLength]) => ({ type: 'string', maxLength }),
  matches: ([pattern]) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  isIn: ([values]) => ({ type: 'string', enum: values }),
  isRFC3339: () => ({ type: 'string', format: 'date-time' }),
  arrayNotEmpty: () => ({ type: 'array', minItems: 1 }),
  arrayUnique: () => ({ type: 'array', uniqueItems: true }),
};

/** The fields of a DTO class, read from the rules that check them: nothing is written twice. */
export function fieldsOf(dto: Type): Field[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const defaults = new dto() as Record<string, unknown>;
  return [...new Set(metadata.map(({ propertyName }) => propertyName))].map((name) => {
    const own = metadata.filter(({ propertyName }) => propertyName === name);
    const conditions = own.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
    const rules = own.filter(({ type }) => type === ValidationTypes.CUSTOM_VALIDATION);
    const schema = rules
      .map((rule) => schemaOf(dto, name, rule))
      .reduce((all, one) => ({ ...all, ...one }), {});
    const description = descriptionOf(dto.prototype as object, name);
    const initial = defaults[name];
    return {
      name,
      required: conditions.length === 0 && initial === undefined,
      schema: {
        // Absent and null are the same to @IsOptional.
        ...(conditions.some((condition) => condition.name === 'isOptional')
          ? orNull(schema)
          : schema),
        ...(description && { description }),
        ...(initial !== undefined && { default: initial }),
      },
    };
  });
}

/** A body as the DTO class checks it. */
export function bodySchema(dto: Type): JsonSchema {
  const fields = fieldsOf(dto);
  const example = exampleOf(dto);
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    ...(example && { examples: [example] }),
  };
}

interface AppliedRule {
  name?: string;
  constraints?: unknown[];
  each: boolean;
}

function schemaOf(dto: Type, field: string, rule: AppliedRule): JsonSchema {
  const { name = '', constraints = [], each } = rule;
  const schema = SCHEMAS[name]?.(constraints) ?? (constraints[0] as JsonSchema | undefined);
  if (!schema) throw new Error(`${dto.name}.${field}: the rule ${name} has no schema`);
  return each ? { type: 'array', items: schema } : schema;
}

function orNull(schema: JsonSchema): JsonSchema {
  return typeof schema.type === 'string' && schema.enum === undefined
    ? { ...schema, type: [schema.type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] };
}
