import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { validate, type ValidationError, type ValidatorOptions } from 'class-validator';
import { validationFailed, type FieldError } from './http.problems';

const OPTIONS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
};

/** What a parameter's type is reflected as where it is no DTO class. */
const NO_DTO: readonly unknown[] = [undefined, String, Number, Boolean, Array, Object];

/**
 * Checks bodies and queries against their DTO classes: unknown members are refused, nothing is
 * converted, every wrong field is named at once. Not Nest's own pipe: class-transformer, on which
 * that one rests, calls whatever a nested `constructor` names and drops a `toString` in silence.
 */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if ((type !== 'body' && type !== 'query') || NO_DTO.includes(metatype)) return value;
    // A request without a body is judged as an empty one, so that it hears what is missing.
    const given = value ?? {};
    if (typeof given !== 'object' || Array.isArray(given)) {
      throw validationFailed([{ field: '', message: 'the body must be a JSON object' }]);
    }
    // class-validator looks names up in a plain object and takes the inherited ones for known.
    const inherited = Object.keys(given).filter((name) => name in Object.prototype);
    const members = Object.entries(given).filter(([name]) => !inherited.includes(name));
    const dto = Object.assign(new (metatype as Type<object>)(), Object.fromEntries(members));
    const errors = [
      ...inherited.map((field) => ({ field, message: UNKNOWN_FIELD })),
      ...flatten(await validate(dto, OPTIONS)),
    ];
    if (errors.length > 0) throw validationFailed(errors);
    return dto;
  }
}

const UNKNOWN_FIELD = 'is not a known field';

function flatten(errors: readonly ValidationError[], path = ''): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = path === '' ? property : `${path}.${property}`;
    const own = Object.entries(constraints).map(([name, message]) => ({
      field,
      message: name === 'whitelistValidation' ? UNKNOWN_FIELD : withoutName(message, property),
    }));
    return [...own, ...flatten(children, field)];
  });
}

/** class-validator begins its sentences with the property's name, which `field` already gives. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
