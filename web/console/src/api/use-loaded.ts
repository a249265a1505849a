import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { gaps, live } from './live-stream';
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

interface State<T> extends Pick<Loaded<T>, 'data' | 'problem' | 'isLoading'> {
  /** The key under which it was loaded. */
  of: string | null;
}

/** No answer, or one that says nothing about what was asked for. */
function isPassing({ status }: ApiProblem): boolean {
  return status === 0 || status >= 500;
}

/**
 * Loads when the page opens, when `key` changes, and when live changes may have been missed.
 * @param key names what is loaded; null: nothing yet
 */
export function useLoaded<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
): Loaded<T> {
  const [{ data, problem, isLoading }, set] = useState<State<T>>({
    data: undefined,
    of: null,
    problem: undefined,
    isLoading: key !== null,
  });
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
        if (!leaving.signal.aborted) set({ data, of: key, problem: undefined, isLoading: false });
      },
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        set(({ data, of }) => ({
          // What was loaded under another name would be taken for what was asked for.
          data: of === key ? data : undefined,
          of,
          problem: toProblem(error),
          isLoading: false,
        }));
      },
    );
    return () => {
      leaving.abort();
    };
  }, [key, asked, gap]);

  const reload = useCallback(() => {
    askAgain((count) => count + 1);
  }, []);
  useEffect(() => {
    if (!problem || !isPassing(problem)) return;
    let before = live.value;
    return live.subscribe((now) => {
      // The service is there again, and nobody has to press anything.
      if (now === 'live' && before !== 'live') reload();
      before = now;
    });
  }, [problem, reload]);
  const update = useCallback((change: (data: T) => T) => {
    set((last) => (last.data === undefined ? last : { ...last, data: change(last.data) }));
  }, []);
  return { data, problem, isLoading, reload, update };
}
