import { useLocation } from 'preact-iso';
import { useAsList } from '../../ui/back';
import { useOwnUrl } from '../../ui/own-url';
import { Page } from '../../ui/page';
import { words } from '../../words/audit';
import { AuditFilterBar } from './audit-filter-bar';
import { parseAuditFilters, toAuditSearch } from './audit-filters';
import { AuditList } from './audit-list';
import './audit.css';

/** Who did what, whereupon and when. */
export default function AuditPage() {
  useAsList();
  const { route } = useLocation();
  const says = words.value.audit;
  const filters = parseAuditFilters(useOwnUrl().search);
  return (
    <Page title={says.title}>
      <p class="faint audit-lead">{says.lead}</p>
      <AuditFilterBar
        filters={filters}
        onChange={(changed) => {
          route(`/console/audit${toAuditSearch(changed)}`);
        }}
      />
      <AuditList key={toAuditSearch(filters)} filters={filters} />
    </Page>
  );
}
