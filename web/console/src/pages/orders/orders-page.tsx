import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { environment } from '../../preferences';
import { Page } from '../../ui/page';
import { words } from '../../words';
import { FilterBar } from './filter-bar';
import { parseFilters, toSearch, type OrderFilters } from './order-filters';
import { OrderList } from './order-list';

export default function OrdersPage() {
  const { url, route } = useLocation();
  const says = words.value.orders;
  const filters = parseFilters(new URL(url, location.origin).search);
  const go = (changed: OrderFilters): void => {
    environment.value = changed.environment ?? 'all';
    route(`/console/orders${toSearch(changed)}`);
  };
  const named = filters.environment;
  useEffect(() => {
    // An address that somebody sent decides; else what was chosen last goes into the address.
    if (named) environment.value = named;
    else if (environment.value !== 'all') {
      const completed = { ...filters, environment: environment.value };
      route(`/console/orders${toSearch(completed)}`, true);
    }
  }, [url]);
  const search = toSearch(filters);
  return (
    <Page title={says.title}>
      <FilterBar filters={filters} onChange={go} />
      <OrderList key={search} filters={filters} />
    </Page>
  );
}
