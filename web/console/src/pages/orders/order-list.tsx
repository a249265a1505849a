import { useRef } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import type { Schemas } from '../../api/schemas';
import { EmptyState, ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { Older, usePages } from '../../ui/paged';
import { words } from '../../words/orders';
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
  const changes = useOrderChanges();
  const told = useRef(changes);
  const list = usePages(toSearch(filters), (cursor, signal) => {
    if (cursor === undefined) told.current = changes;
    return pageOf(filters, cursor, signal);
  });
  if (!list.data) {
    if (!list.problem) return <Loading />;
    return <ErrorState problem={list.problem} onRetry={list.reload} />;
  }
  const { orders, fresh, arrived } = withChanges(
    { orders: list.data.data, hasMore: list.hasMore, told: told.current },
    changes,
    filters,
  );
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
      <Older list={list} />
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
