/** What the service's clock says: those of operators' machines may be minutes off. */

/** Answers take a moment, and say the time in whole seconds: less is not worth correcting. */
const TOLERANCE_MS = 3_000;

let aheadMs = 0;

/** @returns milliseconds since 1970 */
export function serverNow(): number {
  return Date.now() + aheadMs;
}

export function learnServerTime(headers: Headers): void {
  const said = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(said)) return;
  const ahead = said - Date.now();
  aheadMs = Math.abs(ahead) > TOLERANCE_MS ? ahead : 0;
}
