const DHAKA_OFFSET_MS = 6 * 60 * 60 * 1000;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** An instant as iPay writes it: `18 Sep 2017 12:33:39.749 BDT` (UTC+6, no daylight saving). */
export function bangladeshTime(at: number): string {
  const local = new Date(at + DHAKA_OFFSET_MS);
  const day = String(local.getUTCDate()).padStart(2, '0');
  const month = MONTHS[local.getUTCMonth()] ?? '';
  const time = local.toISOString().slice(11, 23);
  return `${day} ${month} ${local.getUTCFullYear()} ${time} BDT`;
}
