import { ruleDecorator } from './rule';

/** Digits that make a whole number from `min` to `max`: a query knows only text. */
export function IsCount(min: number, max: number): PropertyDecorator {
  const digits = new RegExp(`^\\d{1,${String(max).length}}$`);
  return ruleDecorator({
    name: 'isCount',
    validate: (value) =>
      typeof value === 'string' &&
      digits.test(value) &&
      Number(value) >= min &&
      Number(value) <= max,
    message: `must be a whole number from ${min} to ${max}`,
    schema: { type: 'integer', minimum: min, maximum: max },
  });
}

/** `true` or `false`: a query knows only text. */
export function IsFlag(): PropertyDecorator {
  return ruleDecorator({
    name: 'isFlag',
    validate: (value) => value === 'true' || value === 'false',
    message: 'must be true or false',
    schema: { type: 'boolean' },
  });
}
