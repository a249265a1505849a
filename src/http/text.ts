import { registerDecorator, type ValidationOptions } from 'class-validator';

/** NUL and lone surrogates: Postgres cannot hold them, and no honest caller sends them. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

export function lengthInCodePoints(text: string): number {
  return Array.from(text).length;
}

/** A string of `min` to `max` code points that Postgres can hold. */
export function IsText(min: number, max: number, options?: ValidationOptions): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isText',
      target: target.constructor,
      propertyName: property as string,
      ...(options && { options }),
      validator: {
        validate: (value: unknown) => isText(value, min, max),
        defaultMessage: () =>
          `must be a string of ${min} to ${max} characters without NUL or lone surrogates`,
      },
    });
  };
}

export function isText(value: unknown, min: number, max: number): value is string {
  if (typeof value !== 'string' || !isStorable(value)) return false;
  const length = lengthInCodePoints(value);
  return length >= min && length <= max;
}
