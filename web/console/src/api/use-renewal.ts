import { useEffect, useRef } from 'preact/hooks';
import { live, onOrderChange } from './live-stream';
import type { Loaded } from './use-loaded';

interface Renewal {
  /** At the latest after this long. */
  everyMs: number;
  /** Also when orders change. */
  withOrders?: boolean;
}

/** One look for a crowd of changes; by then a replica has them, too. */
const GATHER_MS = 1_000;
const LEAST_REST_MS = 3_000;
/** What has failed is tried again soon. */
const AFTER_TROUBLE_MS = 10_000;
/** What is slow to answer is asked less: whoever looks takes a tenth of its time at most. */
const REST_PER_MS = 10;

/** Loads anew by itself while somebody looks: not in a hidden tab, and not while it is paused. */
export function useRenewal(
  { isLoading, problem, reload }: Pick<Loaded<unknown>, 'isLoading' | 'problem' | 'reload'>,
  { everyMs, withOrders = false }: Renewal,
): void {
  const beganAt = useRef(0);
  const hasNews = useRef(false);
  const lookAgain = useRef<(() => void) | undefined>(undefined);

  useEffect(() => {
    if (!withOrders) return;
    return onOrderChange(() => {
      if (hasNews.current) return;
      hasNews.current = true;
      lookAgain.current?.();
    });
  }, [withOrders]);

  useEffect(() => {
    if (isLoading) {
      beganAt.current = Date.now();
      hasNews.current = false;
      return;
    }
    const endedAt = Date.now();
    const restedAt = endedAt + Math.max(LEAST_REST_MS, (endedAt - beganAt.current) * REST_PER_MS);
    const waitMs = problem ? Math.min(everyMs, AFTER_TROUBLE_MS) : everyMs;
    let dueAt = Math.max(restedAt, endedAt + waitMs);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      if (hasNews.current) dueAt = Math.min(dueAt, Math.max(restedAt, Date.now() + GATHER_MS));
      if (document.hidden || live.value === 'paused') return;
      if (Date.now() >= dueAt) reload();
      else timer = setTimeout(look, dueAt - Date.now());
    };
    lookAgain.current = look;
    document.addEventListener('visibilitychange', look);
    const stopWatching = live.subscribe(look);
    return () => {
      lookAgain.current = undefined;
      document.removeEventListener('visibilitychange', look);
      stopWatching();
      clearTimeout(timer);
    };
  }, [isLoading, problem, everyMs]);
}
