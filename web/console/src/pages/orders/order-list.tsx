import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { useLoaded } from '../../api/use-loaded';
import { notify } from '../../ui/notices';
import { EmptyState, ErrorState, Loading, NotRenewed, sentenceOf } from '../../ui/page-states';
import { words } from '../../words';
import { withChanges } from './live-orders';
import { toSearch, type OrderFilters } from './order-filters';
import { OrderTable } from './order-table';
import { useOrderChanges } from './use-order-changes';

type OrderPage = Schemas['OrderPage'];

const MOST_COUNTED = 999;

/**
 * The orders that match, newest first. Those on the screen follow what happens to them, and stay
 * where they are: new ones are announced and come when they are asked for.
 */
export function OrderList({ filters }: { filters: OrderFilters }) {
  const says = words.value.orders;
  const list = useLoaded(toSearch(filters), (signal) => pageOf(filters, undefined, signal));
  const changes = useOrderChanges();
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
  const { data: loaded, nextCursor } = list.data;
  const { orders, fresh, arrived } = withChanges(loaded, changes, filters);
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <NotRenewed problem={list.problem} />
      <p class="new-orders" role="status">
        {arrived > 0 && (
          <button type="button" class="button button-small button-primary" onClick={list.reload}>
            {arrived > MOST_COUNTED ? says.manyNewOnes : says.newOnes(arrived)}
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
