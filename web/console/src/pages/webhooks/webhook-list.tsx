import { merchantName } from '../../api/merchant-names';
import type { WatchedWebhook } from '../../api/webhook-schemas';
import { listWatched } from '../../api/webhooks';
import { Ago, Due } from '../../ui/moment';
import { EmptyState, ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { Older, useListRenewal, usePages } from '../../ui/paged';
import { Table, type Column } from '../../ui/table';
import { words } from '../../words/webhooks';
import { addressOfWebhook } from './addresses';
import { EventList } from './event-list';
import { StandingBadge } from './standing';
import { toWebhookSearch, type WebhookFilters } from './webhook-filters';

const RENEWED_EVERY_MS = 10_000;
/** The API counts so far. */
const MOST_COUNTED = 1_000;

export function WebhookList({ filters }: { filters: WebhookFilters }) {
  const says = words.value.webhooks;
  const list = usePages(toWebhookSearch(filters), (cursor, signal) =>
    listWatched({ ...filters, ...(cursor !== undefined && { cursor }) }, signal),
  );
  useListRenewal(list, RENEWED_EVERY_MS);
  if (!list.data) {
    if (!list.problem) return <Loading />;
    return <ErrorState problem={list.problem} onRetry={list.reload} />;
  }
  const shown = list.data.data;
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <NotRenewed problem={list.problem} />
      {shown.length === 0 ? (
        <EmptyState title={isFiltered ? says.emptyFiltered : says.empty}>
          {!isFiltered && <p>{says.emptyHint}</p>}
        </EmptyState>
      ) : (
        <Table
          caption={says.title}
          columns={columns()}
          rows={shown}
          keyOf={({ id }) => id}
          hrefOf={({ id, merchantId }) => addressOfWebhook({ owner: merchantId, webhook: id })}
        />
      )}
      <Older list={list} />
    </>
  );
}

function columns(): Column<WatchedWebhook>[] {
  const says = words.value.webhooks;
  return [
    {
      head: says.columns.endpoint,
      opens: true,
      cell: ({ url }) => <span class="endpoint-url">{url}</span>,
    },
    {
      head: says.columns.state,
      side: 'end',
      cell: (webhook) => <StandingBadge webhook={webhook} withSince />,
    },
    { head: says.columns.owner, cell: ({ merchantId }) => <OwnerName merchantId={merchantId} /> },
    {
      head: says.columns.events,
      isMinor: true,
      cell: ({ events }) => <EventList events={events} />,
    },
    { head: says.columns.backlog, side: 'end', cell: (webhook) => <Backlog webhook={webhook} /> },
    { head: says.columns.last, cell: (webhook) => <LastAnswer webhook={webhook} /> },
  ];
}

function OwnerName({ merchantId }: { merchantId: string | null }) {
  const { platform, platformHint } = words.value.webhooks;
  if (merchantId !== null) return <>{merchantName(merchantId)}</>;
  return <span title={platformHint}>{platform}</span>;
}

function Backlog({ webhook: { backlog, enabled } }: { webhook: WatchedWebhook }) {
  const says = words.value.webhooks;
  const { waiting, oldestDueAt } = backlog;
  if (waiting === 0) return <span class="faint">{says.nothingWaits}</span>;
  return (
    <span class="figures one-line">
      {says.waiting(waiting, waiting >= MOST_COUNTED)}
      {enabled && oldestDueAt !== null && (
        <span class="faint">
          {' · '}
          {says.next} <Due at={oldestDueAt} />
        </span>
      )}
    </span>
  );
}

function LastAnswer({ webhook: { lastAttempt } }: { webhook: WatchedWebhook }) {
  const says = words.value.webhooks;
  if (!lastAttempt) return <span class="faint">{says.neverTried}</span>;
  const { at, status, durationMs, error } = lastAttempt;
  return (
    <span class={error === null ? undefined : 'delivery-failed'}>
      {error === null || status !== null ? (
        says.answered(status ?? 0, durationMs ?? 0)
      ) : (
        <span lang="en">{error}</span>
      )}{' '}
      <span class="faint">
        <Ago at={at} />
      </span>
    </span>
  );
}
