import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { validationFailed, type FieldError } from './http.problems';

/**
 * Checks bodies and queries against their DTO classes: unknown members are refused, nothing is
 * converted in silence, every wrong field is named at once.
 */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      exceptionFactory: (errors: ValidationError[]) => validationFailed(flatten(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom' || !this.toValidate(metadata)) return value;
    // A request without a body is judged as an empty one, so that it hears what is missing.
    const given = value ?? {};
    if (typeof given !== 'object' || Array.isArray(given)) {
      throw validationFailed([{ field: '', message: 'the body must be a JSON object' }]);
    }
    return super.transform(given, metadata);
  }
}

function flatten(errors: readonly ValidationError[], path = ''): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = path === '' ? property : `${path}.${property}`;
    const own = Object.entries(constraints).map(([name, message]) => ({
      field,
      message:
        name === 'whitelistValidation' ? 'is not a known field' : withoutName(message, property),
    }));
    return [...own, ...flatten(children, field)];
  });
}

/** class-validator begins its sentences with the property's name, which `field` already gives. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
