import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import { useLoaded } from '../../api/use-loaded';
import { EmptyState, ErrorState, Loading } from '../../ui/page-states';
import { words } from '../../words';
import { OrderTable, addressOf } from './order-table';

/** What is found by whatever a merchant has read out; the one order itself where there is one. */
export function SearchResults({ sought }: { sought: string }) {
  const says = words.value.orders;
  const { route } = useLocation();
  const { data, problem, reload } = useLoaded(sought, (signal) =>
    answerOf(api.GET('/v1/orders/search', { params: { query: { q: sought } }, signal })),
  );
  const [only, ...others] = data?.data ?? [];
  const isOnly = only !== undefined && others.length === 0;
  useEffect(() => {
    if (isOnly) route(addressOf(only), true);
  }, [isOnly]);
  if (!data) return problem ? <ErrorState problem={problem} onRetry={reload} /> : <Loading />;
  if (isOnly) return <Loading />;
  if (!only) {
    return (
      <EmptyState title={says.notFound(sought)}>
        <p>{says.notFoundHint}</p>
      </EmptyState>
    );
  }
  return <OrderTable caption={says.found(sought)} orders={data.data} />;
}
