import { parseAmount } from '../gateway';
import { isText } from '../http/text';
import { isCallbackUrl, isReferenceId, type OrderTerms } from '../orders';

/** What iPay is told of an order. */
export type DoorTerms = Omit<OrderTerms, 'metadata' | 'idempotencyKey' | 'requestHash'>;

const WEB_ADDRESS = 'must be an absolute http or https address of at most 512 characters';

/** iPay's six fields in the order of its documentation, each with its rule in words. */
const RULES = [
  [
    'amount',
    (value: unknown) => parseAmount(value) !== null,
    'must be more than 0 and have at most two decimals',
  ],
  ['referenceId', isReferenceId, 'must be a text of 1 to 50 characters'],
  [
    'description',
    (value: unknown) => isText(value, 1, 255),
    'must be a text of 1 to 255 characters',
  ],
  ['successCallbackUrl', isCallbackUrl, WEB_ADDRESS],
  ['failureCallbackUrl', isCallbackUrl, WEB_ADDRESS],
  ['cancelCallbackUrl', isCallbackUrl, WEB_ADDRESS],
] as const;

type Fields = Record<(typeof RULES)[number][0], unknown>;

/**
 * Judges the body of a create. Unlike the native API it names the first wrong field only, and
 * ignores what it does not know: so does iPay.
 */
export function readCreate(body: unknown): { terms: DoorTerms } | { refusal: string } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { refusal: 'the body must be a JSON object' };
  }
  const fields = body as Fields;
  for (const [field, isValid, rule] of RULES) {
    if (!Object.hasOwn(fields, field)) return { refusal: `${field} is required` };
    if (!isValid(fields[field])) return { refusal: `${field} ${rule}` };
  }
  const { amount, referenceId, description } = fields;
  const { successCallbackUrl, failureCallbackUrl, cancelCallbackUrl } = fields;
  return {
    terms: {
      amountMinor: parseAmount(amount),
      referenceId,
      description,
      successCallbackUrl,
      failureCallbackUrl,
      cancelCallbackUrl,
    } as DoorTerms,
  };
}
