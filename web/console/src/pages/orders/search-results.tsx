import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import { onOrderChange } from '../../api/live-stream';
import type { Order } from '../../api/schemas';
import { useLoaded } from '../../api/use-loaded';
import { searches } from '../../shell/search-box';
import { useAsList } from '../../ui/back';
import { EmptyState, ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { words } from '../../words/orders';
import { OrderTable, addressOf } from './order-table';

/**
 * What is found by whatever a merchant has read out; the one order itself where there is one. Looked
 * for again when it is asked again, and when something happens to an order that is called so.
 */
export function SearchResults({ sought }: { sought: string }) {
  const says = words.value.orders;
  const { route } = useLocation();
  const { data, problem, reload } = useLoaded(`${sought} ${searches.value}`, (signal) =>
    answerOf(api.GET('/v1/orders/search', { params: { query: { q: sought } }, signal })),
  );
  useEffect(
    () =>
      onOrderChange(({ data: order }) => {
        if (isCalled(order, sought)) reload();
      }),
    [sought, reload],
  );
  const [only, ...others] = data?.data ?? [];
  const isOnly = only !== undefined && others.length === 0;
  useAsList({ isShown: data !== undefined && !isOnly });
  useEffect(() => {
    if (isOnly) route(addressOf(only), true);
  }, [isOnly]);
  if (!data) return problem ? <ErrorState problem={problem} onRetry={reload} /> : <Loading />;
  if (isOnly) return <Loading />;
  return (
    <>
      <NotRenewed problem={problem} />
      {only ? (
        <OrderTable caption={says.found(sought)} orders={data.data} />
      ) : (
        <EmptyState title={says.notFound(sought)}>
          <p>{says.notFoundHint}</p>
        </EmptyState>
      )}
    </>
  );
}

function isCalled({ id, referenceId, gateway, transactionId }: Order, text: string): boolean {
  return [id, referenceId, gateway.orderId, transactionId].includes(text);
}
