import { ruleDecorator } from './rule';

/** As far as a regular expression can say what {@link isStorable} means. */
const WITHOUT_NUL = '^[^\\u0000]*$';

/** NUL and lone surrogates: Postgres cannot hold them, and no honest caller sends them. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

export function lengthInCodePoints(text: string): number {
  return Array.from(text).length;
}

/** A string of `min` to `max` code points that Postgres can hold. */
export function IsText(min: number, max: number): PropertyDecorator {
  return ruleDecorator({
    name: 'isText',
    validate: (value) => isText(value, min, max),
    message: `must be a string of ${min} to ${max} characters without NUL or lone surrogates`,
    schema: { type: 'string', minLength: min, maxLength: max, pattern: WITHOUT_NUL },
  });
}

export function isText(value: unknown, min: number, max: number): value is string {
  if (typeof value !== 'string' || !isStorable(value)) return false;
  const length = lengthInCodePoints(value);
  return length >= min && length <= max;
}
