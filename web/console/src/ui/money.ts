/**
 * BDT as it is written in Bangladesh: ৳1,23,456.78, thousands first, then lakhs and crores by two.
 * @param amount as the API gives it: of an order at most two decimals and below 10^10, exact in a
 *   double; a sum of many as a decimal text
 */
export function formatMoney(amount: number | string): string {
  const text = typeof amount === 'number' ? amount.toFixed(2) : amount;
  const [whole = '', decimals = ''] = text.split('.');
  const isNegative = whole.startsWith('-');
  return `${isNegative ? '−' : ''}৳${grouped(isNegative ? whole.slice(1) : whole)}.${decimals}`;
}

/** `1,23,456` */
export function formatCount(count: number): string {
  return grouped(String(count));
}

/** `৳1,500`, `৳12.5 lakh`, `৳3 crore`: for the marks of an axis. */
export function roundMoney(amount: number, says: { lakh: string; crore: string }): string {
  if (amount >= 1e7) return `৳${short(amount / 1e7)} ${says.crore}`;
  if (amount >= 1e5) return `৳${short(amount / 1e5)} ${says.lakh}`;
  const [whole = '', decimals] = short(amount).split('.');
  return `৳${grouped(whole)}${decimals === undefined ? '' : `.${decimals}`}`;
}

function short(number: number): string {
  return String(Number(number.toFixed(2)));
}

function grouped(digits: string): string {
  const thousands = digits.slice(0, -3);
  if (thousands === '') return digits;
  return `${thousands.replace(/\B(?=(?:\d\d)+$)/g, ',')},${digits.slice(-3)}`;
}
