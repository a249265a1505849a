import { useState } from 'preact/hooks';
import { toProblem } from '../api/problem';
import { useLoaded, type Loaded } from '../api/use-loaded';
import { useRenewal } from '../api/use-renewal';
import { words } from '../words';
import { notify } from './notices';
import { sentenceOf } from './page-states';

/** A page of a list, as the API gives it. */
interface ListPage<Row> {
  data: Row[];
  nextCursor: string | null;
  /** Older pages stand under the first one. */
  isDeep?: boolean;
}

export interface Paged<Row> extends Loaded<ListPage<Row>> {
  isLoadingMore: boolean;
  /** Loading anew begins with the first page again. */
  hasMore: boolean;
  loadMore: () => void;
}

/**
 * A list by pages, each added to those before it.
 * @param key names the list, as for `useLoaded`
 */
export function usePages<Row>(
  key: string | null,
  pageOf: (cursor: string | undefined, signal?: AbortSignal) => Promise<ListPage<Row>>,
): Paged<Row> {
  const list = useLoaded(key, (signal) => pageOf(undefined, signal));
  const [isLoadingMore, setLoadingMore] = useState(false);
  const cursor = list.data?.nextCursor ?? null;
  const loadMore = async (from: string): Promise<void> => {
    setLoadingMore(true);
    try {
      const next = await pageOf(from);
      list.update((page) =>
        // Loaded anew meanwhile, it goes on elsewhere.
        page.nextCursor === from
          ? { ...next, data: [...page.data, ...next.data], isDeep: true }
          : page,
      );
    } catch (error) {
      notify(sentenceOf(toProblem(error)), { isTrouble: true });
    }
    setLoadingMore(false);
  };
  return {
    ...list,
    isLoadingMore,
    hasMore: cursor !== null,
    loadMore: () => {
      if (cursor !== null && !isLoadingMore) void loadMore(cursor);
    },
  };
}

/** Not where somebody has gone down to older ones: they would be taken away again. */
export function useListRenewal<Row>(list: Paged<Row>, everyMs: number): void {
  const isLoading = list.isLoading || list.isLoadingMore || list.data?.isDeep === true;
  useRenewal({ ...list, isLoading }, { everyMs });
}

/** The way to the older ones, where there are any. */
export function Older({
  list,
}: {
  list: Pick<Paged<unknown>, 'hasMore' | 'isLoadingMore' | 'loadMore'>;
}) {
  const { common } = words.value;
  if (!list.hasMore) return null;
  return (
    <div class="table-foot">
      <button type="button" class="button" disabled={list.isLoadingMore} onClick={list.loadMore}>
        {list.isLoadingMore ? common.loading : common.more}
      </button>
    </div>
  );
}
