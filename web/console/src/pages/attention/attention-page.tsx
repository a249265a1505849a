import { attention, attentionProblem, refreshAttention } from '../../api/attention';
import { merchantName } from '../../api/merchant-names';
import type { Order, Schemas } from '../../api/schemas';
import { environment } from '../../preferences';
import { Amount } from '../../ui/amount';
import { useAsList } from '../../ui/back';
import { AttentionBadge, StateBadge } from '../../ui/badge';
import { Ago, Moment } from '../../ui/moment';
import { Page } from '../../ui/page';
import { EmptyState, ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { Table, type Column } from '../../ui/table';
import { words } from '../../words/attention';
import { addressOf } from '../orders/order-table';
import './attention.css';

type Group = Schemas['AttentionList']['data'][number];

/** The orders that need a human, by reason: what it means and what to do, then the orders. */
export default function AttentionPage() {
  useAsList();
  const says = words.value.attention;
  return (
    <Page title={says.title}>
      <Groups />
    </Page>
  );
}

function Groups() {
  const groups = attention.value;
  const problem = attentionProblem.value;
  if (!groups) {
    if (!problem) return <Loading />;
    return <ErrorState problem={problem} onRetry={() => void refreshAttention()} />;
  }
  if (groups.length === 0) return <NoneFlagged />;
  return (
    <>
      <NotRenewed problem={problem} />
      {groups.map((group) => (
        <GroupOf key={group.reason} group={group} />
      ))}
    </>
  );
}

/** Never a false all-clear: what was not looked at is named. */
function NoneFlagged() {
  const { attention: says, environment: names } = words.value;
  const chosen = environment.value;
  if (chosen === 'all') {
    return (
      <EmptyState title={says.empty}>
        <p>{says.emptyHint}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={says.emptyIn(names[chosen])}>
      <p>{says.onlyIn}</p>
      <button
        type="button"
        class="button"
        onClick={() => {
          environment.value = 'all';
        }}
      >
        {says.lookAtAll}
      </button>
    </EmptyState>
  );
}

function GroupOf({ group: { reason, count, oldestSince, orders } }: { group: Group }) {
  const says = words.value.attention;
  const { means, todo } = says.reasons[reason];
  return (
    <section class="reason" aria-labelledby={reason}>
      <div class="reason-head">
        <h2 id={reason}>
          <AttentionBadge reason={reason} />
        </h2>
        <span class="faint">
          {says.orders(count)} · {says.oldest} <Ago at={oldestSince} />
        </span>
      </div>
      <p>
        {means} <strong>{says.todo}:</strong> {todo}
      </p>
      <Table
        caption={words.value.states.attention[reason]}
        columns={columns()}
        rows={orders}
        keyOf={({ id }) => id}
        hrefOf={addressOf}
      />
      {count > orders.length && (
        <p class="reason-more">
          {says.firstOnes(orders.length, count)}{' '}
          <a href="/console/orders?attention=true">{says.allOfThem}</a>
        </p>
      )}
    </section>
  );
}

function columns(): Column<Order>[] {
  const { attention: says, orders, environment: names } = words.value;
  return [
    {
      head: says.flaggedSince,
      cell: ({ attention: flag, createdAt }) => <Moment at={flag?.since ?? createdAt} />,
    },
    {
      head: orders.columns.amount,
      isNumber: true,
      side: 'end',
      cell: ({ amount }) => <Amount bdt={amount} />,
    },
    { head: orders.columns.reference, opens: true, cell: ({ referenceId }) => referenceId },
    {
      head: orders.columns.state,
      side: 'end',
      cell: ({ state }) => <StateBadge state={state} />,
    },
    { head: orders.columns.merchant, cell: ({ merchantId }) => merchantName(merchantId) },
    {
      head: orders.columns.environment,
      side: 'end',
      cell: (order) => names[order.environment],
    },
    {
      head: says.detail,
      cell: ({ attention: flag }) => <span lang="en">{flag?.detail}</span>,
    },
  ];
}
