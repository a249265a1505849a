import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import { merchantName } from '../../api/merchant-names';
import type { Schemas } from '../../api/schemas';
import { serverNow } from '../../api/server-clock';
import { session } from '../../api/session';
import { Act } from '../../ui/act';
import { useAsList } from '../../ui/back';
import { CopyButton } from '../../ui/copy';
import { Icon } from '../../ui/icon';
import { Ago, Moment } from '../../ui/moment';
import { Page } from '../../ui/page';
import { EmptyState, ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { Older, useListRenewal, usePages, type Paged } from '../../ui/paged';
import { SecretOnce } from '../../ui/secret-once';
import { SmallHead, Table, type Column } from '../../ui/table';
import { words } from '../../words/tokens';
import { isExpired, isOwn } from './grant';
import { NewToken } from './new-token';
import { RevokeToken } from './revoke-token';
import { RotateToken } from './rotate-token';
import './tokens.css';

type Token = Schemas['Token'];
type Issued = Schemas['IssuedToken'];

const RENEWED_EVERY_MS = 15_000;

/** A dialog that is open, and which token it is about. */
type Open =
  | { what: 'create' }
  | { what: 'rotate' | 'revoke'; token: Token }
  | { what: 'issued'; issued: Issued };

export default function TokensPage() {
  useAsList();
  const says = words.value.tokens;
  const list = usePages('', pageOf);
  useListRenewal(list, RENEWED_EVERY_MS);
  const [open, setOpen] = useState<Open>();
  return (
    <Page
      title={says.title}
      actions={
        <Act
          scope="tokens:write"
          className="button button-primary"
          act={() => {
            setOpen({ what: 'create' });
          }}
        >
          <Icon name="plus" />
          {says.create.title}
        </Act>
      }
    >
      <Tokens list={list} onOpen={setOpen} />
      <Dialogs list={list} open={open} onOpen={setOpen} />
    </Page>
  );
}

interface PartProps {
  list: Paged<Token>;
  onOpen: (open: Open | undefined) => void;
}

function Tokens({ list, onOpen }: PartProps) {
  const says = words.value.tokens;
  if (!list.data) {
    return list.problem ? <ErrorState problem={list.problem} onRetry={list.reload} /> : <Loading />;
  }
  const tokens = list.data.data;
  return (
    <>
      <NotRenewed problem={list.problem} />
      {tokens.length === 0 ? (
        <EmptyState title={says.empty}>
          <p>{says.emptyHint}</p>
        </EmptyState>
      ) : (
        <Table
          caption={says.title}
          columns={columns(onOpen)}
          rows={tokens}
          keyOf={({ id }) => id}
        />
      )}
      <Older list={list} />
    </>
  );
}

function Dialogs({ list, open, onOpen }: PartProps & { open: Open | undefined }) {
  const says = words.value.tokens;
  const close = (): void => {
    onOpen(undefined);
  };
  switch (open?.what) {
    case undefined:
      return null;
    case 'create':
      return (
        <NewToken
          onClose={close}
          onFailed={list.reload}
          onIssued={(issued) => {
            list.update((page) => ({ ...page, data: [withoutSecret(issued), ...page.data] }));
            onOpen({ what: 'issued', issued });
          }}
        />
      );
    case 'rotate':
      return (
        <RotateToken
          token={open.token}
          onClose={close}
          onFailed={list.reload}
          onRotated={(issued) => {
            const rotated = withoutSecret(issued);
            list.update((page) => ({
              ...page,
              data: page.data.map((token) => (token.id === rotated.id ? rotated : token)),
            }));
            onOpen({ what: 'issued', issued });
          }}
        />
      );
    case 'revoke':
      return (
        <RevokeToken
          token={open.token}
          onClose={close}
          onFailed={list.reload}
          onRevoked={({ id }) => {
            list.update((page) => ({
              ...page,
              data: page.data.filter((token) => token.id !== id),
            }));
            close();
          }}
        />
      );
    case 'issued': {
      const { name, token, previousValidUntil } = open.issued;
      return (
        <SecretOnce title={says.issued(name)} what={says.token} secret={token} onClose={close}>
          {previousValidUntil !== null && (
            <p>
              {says.oldWorksUntil} <Moment at={previousValidUntil} />.
            </p>
          )}
        </SecretOnce>
      );
    }
  }
}

/** What the list keeps of it. */
function withoutSecret(issued: Issued): Token {
  const kept: Token & Partial<Issued> = { ...issued };
  delete kept.token;
  return kept;
}

function columns(onOpen: PartProps['onOpen']): Column<Token>[] {
  const says = words.value.tokens;
  return [
    { head: says.columns.name, cell: (token) => <NameOf token={token} /> },
    { head: says.columns.scopes, cell: ({ scopes }) => scopes.join(', ') },
    { head: says.columns.merchants, cell: (token) => <MerchantsOf token={token} /> },
    {
      head: says.columns.lastUsed,
      side: 'end',
      cell: ({ lastUsedAt }) => (
        <>
          <SmallHead head={says.columns.lastUsed} />
          {lastUsedAt === null ? <span class="faint">{says.never}</span> : <Ago at={lastUsedAt} />}
        </>
      ),
    },
    {
      head: says.columns.expires,
      side: 'end',
      cell: (token) => (
        <>
          <SmallHead head={says.columns.expires} />
          <ExpiryOf token={token} />
        </>
      ),
    },
    {
      head: says.columns.previous,
      side: 'end',
      cell: ({ previousValidUntil }) =>
        previousValidUntil !== null && (
          <>
            <SmallHead head={says.columns.previous} />
            <Moment at={previousValidUntil} />
          </>
        ),
    },
    { head: says.columns.acts, cell: (token) => <ActsOf token={token} onOpen={onOpen} /> },
  ];
}

function NameOf({ token: { id, name } }: { token: Token }) {
  const says = words.value.tokens;
  const me = session.value;
  return (
    <div class="token-name">
      <span>
        <strong>{name}</strong>
        {me && isOwn(me, id) && <span class="faint"> {says.yours}</span>}
      </span>
      <span class="copyable">
        <code class="faint">{id}</code>
        <CopyButton text={id} what={says.idOf(name)} />
      </span>
    </div>
  );
}

const MOST_NAMED = 3;

function MerchantsOf({ token: { merchants } }: { token: Token }) {
  const says = words.value.tokens;
  if (merchants === '*') return <>{says.all}</>;
  const others = merchants.length - MOST_NAMED;
  const names = merchants.map(merchantName);
  return (
    <span title={names.join('\n')}>
      {names.slice(0, MOST_NAMED).join(', ')}
      {others > 0 && ` ${says.andMore(others)}`}
    </span>
  );
}

function ExpiryOf({ token }: { token: Token }) {
  const says = words.value.tokens;
  if (token.expiresAt === null) return <span class="faint">{says.unlimited}</span>;
  if (!isExpired(token, serverNow())) return <Moment at={token.expiresAt} />;
  return (
    <span class="state state-failed" title={token.expiresAt}>
      <Icon name="expired" size={14} />
      {says.expired}
    </span>
  );
}

function ActsOf({ token, onOpen }: { token: Token; onOpen: PartProps['onOpen'] }) {
  const says = words.value.tokens;
  return (
    <span class="token-acts" role="group" aria-label={token.name}>
      <Act
        scope="tokens:write"
        className="button button-small"
        hindrance={isExpired(token, serverNow()) ? says.rotate.expired : undefined}
        act={() => {
          onOpen({ what: 'rotate', token });
        }}
      >
        {says.rotate.open}
      </Act>
      <Act
        scope="tokens:write"
        className="button button-small"
        act={() => {
          onOpen({ what: 'revoke', token });
        }}
      >
        {says.revoke.open}
      </Act>
    </span>
  );
}

function pageOf(cursor: string | undefined, signal?: AbortSignal): Promise<Schemas['TokenPage']> {
  const query = cursor === undefined ? {} : { cursor };
  const options = signal ? { signal } : {};
  return answerOf(api.GET('/v1/tokens', { params: { query }, ...options }));
}
