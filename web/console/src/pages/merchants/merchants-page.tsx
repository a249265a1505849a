import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import { learnMerchants } from '../../api/merchant-names';
import type { Schemas } from '../../api/schemas';
import { session } from '../../api/session';
import { Act } from '../../ui/act';
import { useAsList } from '../../ui/back';
import { Icon } from '../../ui/icon';
import { Moment } from '../../ui/moment';
import { useOwnUrl } from '../../ui/own-url';
import { Page } from '../../ui/page';
import { EmptyState, ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { Older, useListRenewal, usePages } from '../../ui/paged';
import { SmallHead, Table, type Column } from '../../ui/table';
import { words } from '../../words/merchants';
import { KeyBadge, MerchantAttention, StatusBadge } from '../merchant/merchant-badges';
import { NewMerchant } from './new-merchant';
import './merchants.css';

type Merchant = Schemas['Merchant'];

/** Merchants change seldom; iPay's word on a new key comes within seconds. */
const RENEWED_EVERY_MS = 15_000;

export default function MerchantsPage() {
  useAsList();
  const says = words.value.merchants;
  const sought = useOwnUrl().searchParams.get('q')?.trim() ?? '';
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title={says.title}
      actions={
        <Act
          scope="merchants:write"
          hindrance={session.value?.merchants === '*' ? undefined : says.create.needsAll}
          className="button button-primary"
          act={() => {
            setCreating(true);
          }}
        >
          <Icon name="plus" />
          {says.create.title}
        </Act>
      }
    >
      <FindForm sought={sought} />
      <Merchants sought={sought} />
      {isCreating && (
        <NewMerchant
          onClose={() => {
            setCreating(false);
          }}
        />
      )}
    </Page>
  );
}

/** Whoever types is not asked to press anything; the address follows. */
const TYPING_MS = 250;

function FindForm({ sought }: { sought: string }) {
  const says = words.value.merchants;
  const { route } = useLocation();
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const find = (): void => {
    clearTimeout(timer.current);
    const q = field.current?.value.trim() ?? '';
    if (q === sought) return;
    route(`/console/merchants${q === '' ? '' : `?${new URLSearchParams({ q }).toString()}`}`, true);
  };
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  return (
    <form
      class="find"
      role="search"
      aria-label={says.title}
      onSubmit={(event) => {
        event.preventDefault();
        find();
      }}
    >
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label={says.find}
        placeholder={says.find}
        defaultValue={sought}
        maxLength={100}
        autoComplete="off"
        spellcheck={false}
        onInput={() => {
          clearTimeout(timer.current);
          timer.current = setTimeout(find, TYPING_MS);
        }}
      />
    </form>
  );
}

function Merchants({ sought }: { sought: string }) {
  const says = words.value.merchants;
  const list = usePages(sought, async (cursor, signal) => {
    const query = { ...(sought !== '' && { q: sought }), ...(cursor !== undefined && { cursor }) };
    const options = signal ? { signal } : {};
    const page = await answerOf(api.GET('/v1/merchants', { params: { query }, ...options }));
    learnMerchants(page.data);
    return page;
  });
  useListRenewal(list, RENEWED_EVERY_MS);
  if (!list.data) {
    return list.problem ? <ErrorState problem={list.problem} onRetry={list.reload} /> : <Loading />;
  }
  const merchants = list.data.data;
  return (
    <>
      <NotRenewed problem={list.problem} />
      {merchants.length === 0 ? (
        <EmptyState title={sought === '' ? says.empty : says.notFound(sought)}>
          <p>{sought === '' ? says.emptyHint : says.notFoundHint}</p>
        </EmptyState>
      ) : (
        <Table
          caption={says.title}
          columns={columns()}
          rows={merchants}
          keyOf={({ id }) => id}
          hrefOf={({ id }) => `/console/merchants/${id}`}
        />
      )}
      <Older list={list} />
    </>
  );
}

function columns(): Column<Merchant>[] {
  const { merchants: says, environment } = words.value;
  return [
    { head: says.columns.name, opens: true, cell: ({ name }) => name },
    {
      head: says.columns.status,
      side: 'end',
      cell: ({ status }) => (
        <span class="states">
          <StatusBadge status={status} />
        </span>
      ),
    },
    {
      head: says.columns.environment,
      cell: (merchant) => environment[merchant.environment],
    },
    ...(['sandbox', 'production'] as const).map((one) => ({
      head: says.columns[one],
      cell: (merchant: Merchant) => (
        <>
          <SmallHead head={says.columns[one]} />
          <KeyBadge merchant={merchant} environment={one} />
        </>
      ),
    })),
    {
      head: says.columns.attention,
      side: 'end',
      cell: (merchant) =>
        merchant.attention && (
          <span class="states">
            <MerchantAttention merchant={merchant} />
          </span>
        ),
    },
    { head: says.columns.created, side: 'end', cell: ({ createdAt }) => <Moment at={createdAt} /> },
  ];
}
