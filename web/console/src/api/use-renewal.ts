import { useEffect, useRef } from 'preact/hooks';
import { live, onOrderChange } from './live-stream';
import { serverNow } from './server-clock';
import type { Loaded } from './use-loaded';

interface Renewal<T> {
  /** At the latest after this long. */
  everyMs: number;
  /** Where orders change what is shown: the last moment that it knows of, in ms since 1970. */
  asOf?: (data: T) => number;
}

/** One look for a crowd of changes; by then a replica has them, too. */
const GATHER_MS = 1_000;
const LEAST_REST_MS = 3_000;
/** What has failed is tried again soon. */
const AFTER_TROUBLE_MS = 10_000;
/** What is slow to answer is asked less: whoever looks takes a tenth of its time at most. */
const REST_PER_MS = 10;
const MOST_REST_MS = 30_000;

/** Loads anew by itself while somebody looks: not in a hidden tab, and not while it is paused. */
export function useRenewal<T>(
  { data, isLoading, problem, reload }: Loaded<T>,
  { everyMs, asOf }: Renewal<T>,
): void {
  const beganAt = useRef(0);
  const changedAt = useRef(0);
  const onChange = useRef<(() => void) | undefined>(undefined);
  const withOrders = asOf !== undefined;

  useEffect(() => {
    if (!withOrders) return;
    return onOrderChange(() => {
      changedAt.current = serverNow();
      onChange.current?.();
    });
  }, [withOrders]);

  useEffect(() => {
    if (isLoading) {
      beganAt.current = Date.now();
      return;
    }
    const endedAt = Date.now();
    const tiredMs = Math.min((endedAt - beganAt.current) * REST_PER_MS, MOST_REST_MS);
    const restMs = Math.max(LEAST_REST_MS, tiredMs);
    const waitMs = problem ? Math.min(everyMs, AFTER_TROUBLE_MS) : everyMs;
    let dueAt = endedAt + Math.max(restMs, waitMs);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      if (document.hidden || live.value === 'paused') return;
      if (Date.now() >= dueAt) reload();
      else timer = setTimeout(look, dueAt - Date.now());
    };
    const hurry = (): void => {
      onChange.current = undefined;
      dueAt = Math.min(dueAt, Math.max(endedAt + restMs, Date.now() + GATHER_MS));
      look();
    };
    const isBehind = data !== undefined && asOf !== undefined && asOf(data) < changedAt.current;
    if (isBehind) hurry();
    else onChange.current = hurry;
    document.addEventListener('visibilitychange', look);
    let wasPaused = live.value === 'paused';
    const stopWatching = live.subscribe((state) => {
      // Who goes on wants to see it now.
      if (wasPaused && state !== 'paused') dueAt = Date.now();
      wasPaused = state === 'paused';
      look();
    });
    return () => {
      onChange.current = undefined;
      document.removeEventListener('visibilitychange', look);
      stopWatching();
      clearTimeout(timer);
    };
  }, [isLoading, problem, everyMs]);
}
