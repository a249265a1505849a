import { ruleDecorator } from '../../http/rule';

/** What one token can name; a platform with more gives it all. */
const MAX_MERCHANTS = 1_000;

/** `"*"`, or 1 to 1000 different strings; whether they are merchants is not a matter of form. */
export function IsMerchantList(): PropertyDecorator {
  return ruleDecorator({
    name: 'isMerchantList',
    validate: isMerchantList,
    message: `must be "*" or a list of 1 to ${MAX_MERCHANTS} different merchant ids`,
    schema: {
      oneOf: [
        { const: '*' },
        {
          type: 'array',
          items: { type: 'string' },
          minItems: 1,
          maxItems: MAX_MERCHANTS,
          uniqueItems: true,
        },
      ],
    },
  });
}

function isMerchantList(value: unknown): boolean {
  if (value === '*') return true;
  return (
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= MAX_MERCHANTS &&
    value.every((id) => typeof id === 'string') &&
    new Set(value).size === value.length
  );
}
