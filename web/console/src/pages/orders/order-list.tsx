import { useEffect, useState } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import { onOrderChange } from '../../api/live-stream';
import { toProblem } from '../../api/problem';
import type { Order, Schemas } from '../../api/schemas';
import { useLoaded } from '../../api/use-loaded';
import { notify } from '../../ui/notices';
import { EmptyState, ErrorState, Loading, sentenceOf } from '../../ui/page-states';
import { words } from '../../words';
import { isAmong, toSearch, type OrderFilters } from './order-filters';
import { OrderTable } from './order-table';

type OrderPage = Schemas['OrderPage'];

/**
 * The orders that match, newest first. Those on the screen follow what happens to them, and stay
 * where they are: new ones are announced and come when they are asked for.
 */
export function OrderList({ filters }: { filters: OrderFilters }) {
  const says = words.value.orders;
  const list = useLoaded(toSearch(filters), (signal) => pageOf(filters, undefined, signal));
  const { fresh, newOnes, forget } = useLiveOrders(list.data?.data, filters, list.update);
  const [isLoadingMore, setLoadingMore] = useState(false);

  const loadMore = async (cursor: string): Promise<void> => {
    setLoadingMore(true);
    try {
      const next = await pageOf(filters, cursor);
      list.update(({ data }) => ({ ...next, data: [...data, ...next.data] }));
    } catch (error) {
      notify(sentenceOf(toProblem(error)), { isTrouble: true });
    }
    setLoadingMore(false);
  };

  if (!list.data) {
    if (!list.problem) return <Loading />;
    return <ErrorState problem={list.problem} onRetry={list.reload} />;
  }
  const { data: orders, nextCursor } = list.data;
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <p class="new-orders" role="status">
        {newOnes > 0 && (
          <button
            type="button"
            class="button button-small button-primary"
            onClick={() => {
              forget();
              list.reload();
            }}
          >
            {says.newOnes(newOnes)}
          </button>
        )}
      </p>
      {orders.length === 0 ? (
        <EmptyState title={isFiltered ? says.emptyFiltered : says.empty}>
          {!isFiltered && <p>{says.emptyHint}</p>}
        </EmptyState>
      ) : (
        <OrderTable caption={says.title} orders={orders} isFresh={({ id }) => fresh.has(id)} />
      )}
      {nextCursor !== null && (
        <div class="table-foot">
          <button
            type="button"
            class="button"
            disabled={isLoadingMore}
            onClick={() => void loadMore(nextCursor)}
          >
            {isLoadingMore ? words.value.common.loading : words.value.common.more}
          </button>
        </div>
      )}
    </>
  );
}

function pageOf(
  { merchant, state, ...others }: OrderFilters,
  cursor?: string,
  signal?: AbortSignal,
): Promise<OrderPage> {
  const query = {
    ...others,
    ...(state && { state: [...state] }),
    ...(cursor !== undefined && { cursor }),
  };
  const options = signal ? { signal } : {};
  return answerOf(
    merchant === undefined
      ? api.GET('/v1/orders', { params: { query }, ...options })
      : api.GET('/v1/merchants/{merchant}/orders', {
          params: { path: { merchant }, query },
          ...options,
        }),
  );
}

function useLiveOrders(
  shown: readonly Order[] | undefined,
  filters: OrderFilters,
  update: (change: (page: OrderPage) => OrderPage) => void,
) {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  useEffect(
    () =>
      onOrderChange(({ data: changed }) => {
        if (!shown) return;
        const before = shown.find(({ id }) => id === changed.id);
        if (before) {
          if (before.version >= changed.version) return;
          update((page) => ({ ...page, data: page.data.map((one) => newer(one, changed)) }));
          setFresh((ids) => new Set(ids).add(changed.id));
        } else if (isAmong(filters, changed) && changed.createdAt >= (shown[0]?.createdAt ?? '')) {
          setArrived((ids) => new Set(ids).add(changed.id));
        }
      }),
    [shown, filters, update],
  );
  const forget = (): void => {
    setFresh(new Set());
    setArrived(new Set());
  };
  return { fresh, newOnes: arrived.size, forget };
}

function newer(one: Order, other: Order): Order {
  return other.id === one.id && other.version > one.version ? other : one;
}
