/** How a buyer waits for what is not certain yet. Pure. */

/** Nobody is kept waiting for longer than this in one visit. */
const PATIENCE_SECONDS = 60;

/** From so many seconds of waiting on, this pause between two looks. */
const PAUSES: readonly { from: number; seconds: number }[] = [
  { from: 20, seconds: 8 },
  { from: 6, seconds: 4 },
  { from: 0, seconds: 2 },
];

/**
 * Seconds until the waiting page should look again; null where nobody should wait any longer.
 * Most payments are certain within seconds. Later looks come less often, because each begins a
 * screen reader anew and costs somebody's data.
 *
 * @param waitedMs in this visit
 */
export function secondsToNextLook(waitedMs: number): number | null {
  const waited = Math.max(0, waitedMs / 1_000);
  if (waited >= PATIENCE_SECONDS) return null;
  const pause = PAUSES.find(({ from }) => waited >= from)?.seconds ?? 0;
  return Math.min(pause, Math.ceil(PATIENCE_SECONDS - waited));
}
