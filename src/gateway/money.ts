/**
 * Money. On the wire BDT with at most two decimals, as iPay's documentation has it; inside a whole
 * number of poisha. Nothing here computes with floats: a number is judged by its decimal text.
 */

/** 9,999,999,999.99 BDT. */
const LARGEST_MINOR = 999_999_999_999n;

/** An amount as text; whether it is within the limits is another matter. */
export const AMOUNT_TEXT = /^(0|[1-9]\d{0,9})(?:\.(\d{1,2}))?$/;

/**
 * Reads an amount in BDT, a JSON number or a decimal string, as poisha.
 *
 * A JSON number arrives as a double. Its shortest decimal text is what the sender wrote, for every
 * amount of up to 15 digits, and ours have 12; so `100.1` is 10010 and `0.1 + 0.2` is refused.
 *
 * @returns null for whatever is not 0.01 to 9,999,999,999.99 with at most two decimals; in a string
 *   also for signs, exponents, separators, blanks, leading zeros and digits other than ASCII
 */
export function parseAmount(value: unknown): bigint | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const match = AMOUNT_TEXT.exec(String(value));
  if (!match) return null;
  const [, taka = '', decimals = ''] = match;
  const minor = BigInt(taka) * 100n + BigInt(decimals.padEnd(2, '0'));
  return minor > 0n && minor <= LARGEST_MINOR ? minor : null;
}

/** Poisha (not negative) as BDT text, always with two decimals: `10020n` is `"100.20"`. */
export function formatAmount(minor: bigint): string {
  return `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
}

/** Poisha as the JSON number iPay and our API carry: `10020n` is `100.2`. */
export function amountToNumber(minor: bigint): number {
  return Number(formatAmount(minor));
}
