import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { gaps } from './live-stream';
import { toProblem, type ApiProblem } from './problem';

export interface Loaded<T> {
  /** What was loaded last; it stays while something newer is under way. */
  data: T | undefined;
  problem: ApiProblem | undefined;
  isLoading: boolean;
  /** Again, quietly. */
  reload: () => void;
  /** For what is known without asking: the answer of an act, a live change. */
  update: (change: (data: T) => T) => void;
}

/**
 * Loads when the page opens, when `key` changes, and when live changes may have been missed.
 * @param key names what is loaded; null: nothing yet
 */
export function useLoaded<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
): Loaded<T> {
  const [{ data, problem, isLoading }, set] = useState<
    Pick<Loaded<T>, 'data' | 'problem' | 'isLoading'>
  >({ data: undefined, problem: undefined, isLoading: key !== null });
  const [asked, askAgain] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const gap = gaps.value;

  useEffect(() => {
    if (key === null) return;
    const leaving = new AbortController();
    set((last) => ({ ...last, isLoading: true }));
    latest.current(leaving.signal).then(
      (data) => {
        if (!leaving.signal.aborted) set({ data, problem: undefined, isLoading: false });
      },
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        set((last) => ({ ...last, problem: toProblem(error), isLoading: false }));
      },
    );
    return () => {
      leaving.abort();
    };
  }, [key, asked, gap]);

  const reload = useCallback(() => {
    askAgain((count) => count + 1);
  }, []);
  const update = useCallback((change: (data: T) => T) => {
    set((last) => (last.data === undefined ? last : { ...last, data: change(last.data) }));
  }, []);
  return { data, problem, isLoading, reload, update };
}
