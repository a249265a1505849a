import { AMOUNT_TEXT, parseAmount } from '../../gateway';
import { ruleDecorator } from '../../http/rule';
import { isStorable, isText } from '../../http/text';

const MAX_URL_LENGTH = 512;
const MAX_METADATA_KEYS = 20;
/** Not `.` or `..`, no control characters, no space at its ends. */
const REFERENCE_ID =
  '^(?!\\.{1,2}$)(?!\\s)[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\s\\u0000-\\u001f\\u007f-\\u009f]$';

/** 1–50 code points, no control characters, no leading or trailing space, not `.` or `..`. */
export function isReferenceId(value: unknown): value is string {
  return (
    isText(value, 1, 50) &&
    !/\p{Cc}/u.test(value) &&
    value.trim() === value &&
    value !== '.' &&
    value !== '..'
  );
}

/** Absolute http(s), at most 512 characters, no credentials, no white space. */
export function isCallbackUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_URL_LENGTH || !isStorable(value))
    return false;
  if (!/^https?:\/\/[^\s\p{Cc}\\]+$/iu.test(value) || !URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
}

/** At most 20 keys of 1–40 characters with strings of at most 200. */
export function isMetadata(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MAX_METADATA_KEYS &&
    entries.every(([key, text]) => isText(key, 1, 40) && isText(text, 0, 200))
  );
}

export const IsAmount = () =>
  ruleDecorator({
    name: 'isAmount',
    validate: (value) => parseAmount(value) !== null,
    message: 'must be BDT from 0.01 to 9999999999.99 with at most two decimals',
    schema: {
      oneOf: [
        { type: 'number', minimum: 0.01, maximum: 9_999_999_999.99, multipleOf: 0.01 },
        { type: 'string', pattern: AMOUNT_TEXT.source },
      ],
    },
  });

export const IsReferenceId = () =>
  ruleDecorator({
    name: 'isReferenceId',
    validate: isReferenceId,
    message:
      'must be a string of 1 to 50 characters without control characters or space at its ends',
    schema: { type: 'string', minLength: 1, maxLength: 50, pattern: REFERENCE_ID },
  });

export const IsCallbackUrl = () =>
  ruleDecorator({
    name: 'isCallbackUrl',
    validate: isCallbackUrl,
    message: `must be an absolute http(s) URL of at most ${MAX_URL_LENGTH} characters without credentials`,
    schema: {
      type: 'string',

      maxLength: MAX_URL_LENGTH,
      pattern: '^[Hh][Tt][Tt][Pp][Ss]?://',
    },
  });

export const IsMetadata = () =>
  ruleDecorator({
    name: 'isMetadata',
    validate: isMetadata,
    message: `must be an object of at most ${MAX_METADATA_KEYS} strings (keys to 40, values to 200 characters)`,
    schema: {
      type: 'object',
      maxProperties: MAX_METADATA_KEYS,
      propertyNames: { minLength: 1, maxLength: 40 },
      additionalProperties: { type: 'string', maxLength: 200 },
    },
  });

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

export const IsMoment = () =>
  ruleDecorator({
    name: 'isMoment',
    validate: (value) =>
      typeof value === 'string' && RFC_3339.test(value) && !isNaN(Date.parse(value)),
    message: 'must be an RFC 3339 time, such as 2026-11-23T09:00:00.000Z',
    schema: { type: 'string', format: 'date-time' },
  });
