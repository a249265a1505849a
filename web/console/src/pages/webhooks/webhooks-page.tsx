import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { Act } from '../../ui/act';
import { useAsList } from '../../ui/back';
import { Icon } from '../../ui/icon';
import { useOwnUrl } from '../../ui/own-url';
import { Page } from '../../ui/page';
import { words } from '../../words/webhooks';
import { NewWebhook } from './new-webhook';
import { WebhookFilterBar } from './webhook-filter-bar';
import { parseWebhookFilters, toWebhookSearch } from './webhook-filters';
import { WebhookList } from './webhook-list';
import './webhooks.css';

/** The endpoints of all owners that the session sees, those that need somebody first. */
export default function WebhooksPage() {
  useAsList();
  const { route } = useLocation();
  const says = words.value.webhooks;
  const filters = parseWebhookFilters(useOwnUrl().search);
  const search = toWebhookSearch(filters);
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title={says.title}
      actions={
        <Act
          scope="webhooks:write"
          className="button button-primary"
          act={() => {
            setCreating(true);
          }}
        >
          <Icon name="plus" />
          {says.create}
        </Act>
      }
    >
      <WebhookFilterBar
        filters={filters}
        onChange={(changed) => {
          route(`/console/webhooks${toWebhookSearch(changed)}`);
        }}
      />
      <WebhookList key={search} filters={filters} />
      {isCreating && (
        <NewWebhook
          merchant={filters.merchant}
          onClose={() => {
            setCreating(false);
          }}
        />
      )}
    </Page>
  );
}
