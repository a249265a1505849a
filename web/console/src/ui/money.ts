/**
 * BDT as it is written in Bangladesh: ৳1,23,456.78, thousands first, then lakhs and crores by two.
 * @param amount at most two decimals, below 10^10, as the API gives it: exact in a double
 */
export function formatMoney(amount: number): string {
  const [whole = '', decimals = ''] = amount.toFixed(2).split('.');
  const isNegative = whole.startsWith('-');
  return `${isNegative ? '−' : ''}৳${grouped(isNegative ? whole.slice(1) : whole)}.${decimals}`;
}

/** `1,23,456` */
export function formatCount(count: number): string {
  return grouped(String(count));
}

function grouped(digits: string): string {
  const thousands = digits.slice(0, -3);
  if (thousands === '') return digits;
  return `${thousands.replace(/\B(?=(?:\d\d)+$)/g, ',')},${digits.slice(-3)}`;
}
