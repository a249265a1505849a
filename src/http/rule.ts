import { ValidateBy } from 'class-validator';

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Rule {
  name: string;
  validate: (value: unknown) => boolean;
  /** Continues a sentence that begins with the field's name. */
  message: string | ((value: unknown) => string);
  /** What the OpenAPI document says of it; where a schema cannot say all, {@link validate} decides. */
  schema: JsonSchema;
}

/** A decorator that checks a field by a rule of ours and shows the rule in the OpenAPI document. */
export function ruleDecorator({ name, validate, message, schema }: Rule): PropertyDecorator {
  return ValidateBy({
    name,
    constraints: [schema],
    validator: {
      validate,
      defaultMessage: (context) =>
        typeof message === 'string' ? message : message(context?.value),
    },
  });
}
