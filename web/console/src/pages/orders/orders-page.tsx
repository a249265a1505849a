import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { environment } from '../../preferences';
import { useAsList } from '../../ui/back';
import { useOwnUrl } from '../../ui/own-url';
import { Page } from '../../ui/page';
import { words } from '../../words/orders';
import { FilterBar } from './filter-bar';
import { parseFilters, toSearch, type OrderFilters } from './order-filters';
import { OrderList } from './order-list';
import { SearchResults } from './search-results';

export default function OrdersPage() {
  const sought = useOwnUrl().searchParams.get('q')?.trim() ?? '';
  if (sought === '') return <FilteredOrders />;
  return (
    <Page title={words.value.orders.found(sought)}>
      <SearchResults key={sought} sought={sought} />
    </Page>
  );
}

function FilteredOrders() {
  useAsList();
  const { route } = useLocation();
  const { search: asked } = useOwnUrl();
  const says = words.value.orders;
  const filters = parseFilters(asked);
  const named = filters.environment;
  const go = (changed: OrderFilters): void => {
    if (changed.environment !== named) environment.value = changed.environment ?? 'all';
    route(`/console/orders${toSearch(changed)}`);
  };
  useEffect(() => {
    // What an address names holds for this list alone: who follows a link to the sandbox's orders
    // goes on seeing everywhere else what needs a human in production. Else what was chosen last
    // goes into the address.
    if (!named && environment.value !== 'all') {
      route(`/console/orders${toSearch({ ...filters, environment: environment.value })}`, true);
    }
  }, [asked, environment.value]);
  const search = toSearch(filters);
  return (
    <Page title={says.title}>
      <FilterBar filters={filters} onChange={go} />
      <OrderList key={search} filters={filters} />
    </Page>
  );
}
