/** `92.1%`; 100% only where it is all, and 0% where it is none. */
export function percent(share: number): string {
  const isSome = share > 0 && share < 1;
  const percents = isSome ? Math.min(Math.max(share * 100, 0.1), 99.9) : share * 100;
  return `${percents.toFixed(1)}%`;
}
