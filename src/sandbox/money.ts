/** Money is a whole number of poisha inside; BDT with two decimals on the wire. */

const DECIMAL = /^\d{1,10}(\.\d{1,2})?$/;

/**
 * Poisha of an `amount` as a create carries it, or null where it is none. The documentation says
 * number; public clients (PHP forms, jQuery) send decimal strings, so both are taken.
 */
export function poishaOf(amount: unknown): number | null {
  if (typeof amount !== 'number' && typeof amount !== 'string') return null;
  const text = String(amount);
  if (!DECIMAL.test(text)) return null;
  const [taka = '0', decimals = ''] = text.split('.');
  const poisha = Number(taka) * 100 + Number(decimals.padEnd(2, '0'));
  return poisha > 0 ? poisha : null;
}

/** BDT as the JSON number iPay answers with. */
export function takaOf(poisha: number): number {
  return Number((poisha / 100).toFixed(2));
}
