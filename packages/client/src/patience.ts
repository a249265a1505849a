/** What is waited for, and how long. */

/** Waits; a signal that is raised meanwhile ends it with its reason. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Gives an act so much time. Whatever comes of it later is left alone; the signal that it is given
 * tells it to stop.
 * @throws what the act throws, an error when the time is over, or the reason of the caller's signal
 */
export async function inTime<T>(
  ms: number,
  signal: AbortSignal | undefined,
  act: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  // `AbortSignal.any` came with Node 20.
  const limit = new AbortController();
  const stop = (): void => {
    limit.abort(signal?.reason);
  };
  signal?.addEventListener('abort', stop);
  const timer = setTimeout(() => {
    limit.abort(new Error(`nothing came within ${String(ms)} ms`));
  }, ms);
  const over = new Promise<never>((_resolve, reject) => {
    limit.signal.addEventListener('abort', () => {
      reject(limit.signal.reason as Error);
    });
  });
  try {
    return await Promise.race([over, act(limit.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Doubles with every failure up to the longest; half of it is luck, so that many do not come at once. */
export function backOffMs(failures: number, firstMs: number, longestMs: number): number {
  const ms = Math.min(firstMs * 2 ** (failures - 1), longestMs);
  return ms * (0.5 + Math.random() / 2);
}

/** @param value of a `Retry-After`: seconds or a date */
export function toRetryAfterMs(value: string | null): number | null {
  if (value === null) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
