import { answerOf, api } from '../../api/client';
import { merchantName } from '../../api/merchant-names';
import type { Schemas } from '../../api/schemas';
import { CopyButton } from '../../ui/copy';
import { Moment } from '../../ui/moment';
import { EmptyState, ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { Older, useListRenewal, usePages } from '../../ui/paged';
import { Table, type Column } from '../../ui/table';
import { words } from '../../words/audit';
import { mayOpenPath } from '..';
import { toAuditSearch, type AuditFilters } from './audit-filters';
import { subjectAddress } from './subject-address';
import { Who, inWords } from './who-and-what';

type AuditEvent = Schemas['AuditEvent'];

const RENEWED_EVERY_MS = 15_000;

export function AuditList({ filters }: { filters: AuditFilters }) {
  const says = words.value.audit;
  const list = usePages(toAuditSearch(filters), (cursor, signal) => {
    const query = { ...filters, ...(cursor !== undefined && { cursor }) };
    const options = signal ? { signal } : {};
    return answerOf(api.GET('/v1/audit-events', { params: { query }, ...options }));
  });
  useListRenewal(list, RENEWED_EVERY_MS);
  if (!list.data) {
    if (!list.problem) return <Loading />;
    return <ErrorState problem={list.problem} onRetry={list.reload} />;
  }
  const events = list.data.data;
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <NotRenewed problem={list.problem} />
      {events.length === 0 ? (
        <EmptyState title={isFiltered ? says.emptyFiltered : says.empty}>
          {!isFiltered && <p>{says.emptyHint}</p>}
        </EmptyState>
      ) : (
        <Table caption={says.title} columns={columns()} rows={events} keyOf={({ id }) => id} />
      )}
      <Older list={list} />
    </>
  );
}

function columns(): Column<AuditEvent>[] {
  const says = words.value.audit;
  return [
    { head: says.columns.at, cell: ({ at }) => <Moment at={at} /> },
    { head: says.columns.who, cell: (event) => <Who event={event} /> },
    {
      head: says.columns.what,
      cell: ({ action }) => <span title={action}>{inWords(action)}</span>,
    },
    { head: says.columns.subject, cell: (event) => <Subject event={event} /> },
    { head: says.columns.detail, cell: (event) => <Details event={event} /> },
    {
      head: says.columns.request,
      isMinor: true,
      cell: ({ detail: { requestId } }) =>
        typeof requestId === 'string' && (
          <span class="audit-request">
            <code class="faint" title={requestId}>
              {requestId.slice(0, SHOWN_OF_REQUEST)}
            </code>
            <CopyButton text={requestId} what={says.columns.request} />
          </span>
        ),
    },
  ];
}

/** Enough to tell one from the next; the whole is copied. */
const SHOWN_OF_REQUEST = 8;

function Subject({ event }: { event: AuditEvent }) {
  const { subject } = event;
  if (subject === null) return null;
  const id = <code>{subject}</code>;
  const address = subjectAddress(event);
  const page = /^\/console\/\w+/.exec(address ?? '')?.[0] ?? '';
  return address !== null && mayOpenPath(page) ? <a href={address}>{id}</a> : id;
}

/** What the trail tells beyond that: facts, never a secret. */
function Details({ event: { detail, subject } }: { event: AuditEvent }) {
  const says = words.value.audit;
  const facts = Object.entries(detail).filter(
    ([name, value]) => name !== 'requestId' && value !== subject,
  );
  if (facts.length === 0) return null;
  return (
    <span class="audit-details">
      {facts.map(([name, value]) => (
        <span key={name}>
          <span class="faint">{says.details[name] ?? name}:</span> {textOf(name, value)}
        </span>
      ))}
    </span>
  );
}

function textOf(name: string, value: unknown): string {
  if (name === 'merchant' && typeof value === 'string') return merchantName(value);
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
