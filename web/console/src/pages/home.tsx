import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { EmptyState } from '../ui/page-states';
import { words } from '../words';
import { CONSOLE_PAGES, mayOpen } from '.';

/** Leads to the first page that the session may see. */
export function HomePage() {
  const { route } = useLocation();
  const first = CONSOLE_PAGES.find(({ nav }) => nav && mayOpen(nav));
  useEffect(() => {
    if (first) route(first.path, true);
  }, [first]);
  return first ? null : <EmptyState title={words.value.common.notAllowed} />;
}
