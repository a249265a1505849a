import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { may } from '../../api/session';
import {
  DELIVERY_STATES,
  type Delivery,
  type DeliveryState,
  type Webhook,
} from '../../api/webhook-schemas';
import { redeliver, type EndpointKey } from '../../api/webhooks';
import { Act } from '../../ui/act';
import { Icon, type IconName } from '../../ui/icon';
import { Moment } from '../../ui/moment';
import { notify } from '../../ui/notices';
import { useOwnUrl } from '../../ui/own-url';
import { EmptyState, ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { Older } from '../../ui/paged';
import { Table, type Column } from '../../ui/table';
import { words } from '../../words/webhooks';
import { addressOf } from '../orders/order-table';
import { DeliveryOutcome } from './delivery-outcome';
import { useDeliveries } from './use-webhook';

interface DeliveriesProps {
  endpoint: EndpointKey;
  webhook: Webhook;
  /** Grows when something is on its way. */
  sent: number;
  onSent: () => void;
}

/** What the endpoint was told and is to be told. */
export function Deliveries({ endpoint, webhook, sent, onSent }: DeliveriesProps) {
  const says = words.value.webhooks.deliveries;
  const { route } = useLocation();
  const { pathname, searchParams } = useOwnUrl();
  const state = DELIVERY_STATES.find((one) => one === searchParams.get('state'));
  const list = useDeliveries(endpoint, state, webhook.enabled);
  useEffect(() => {
    if (sent > 0) list.reload();
  }, [sent]);
  return (
    <section class="endpoint-deliveries" aria-labelledby="deliveries">
      <div class="deliveries-head">
        <h2 id="deliveries">{says.title}</h2>
        <div class="filter-states" role="group" aria-label={says.columns.state}>
          {DELIVERY_STATES.map((one) => (
            <button
              key={one}
              type="button"
              class="chip"
              aria-pressed={state === one}
              onClick={() => {
                route(state === one ? pathname : `${pathname}?state=${one}`, true);
              }}
            >
              <Icon name={SHAPES[one]} size={14} />
              {says.states[one]}
            </button>
          ))}
        </div>
        <span class="faint">{says.newest}</span>
      </div>
      {!list.data ? (
        <NothingYet list={list} />
      ) : (
        <>
          <NotRenewed problem={list.problem} />
          {list.data.data.length === 0 ? (
            <EmptyState title={state ? says.emptyFiltered : says.empty}>
              {!state && <p>{says.emptyHint}</p>}
            </EmptyState>
          ) : (
            <Table
              caption={says.title}
              columns={columns(endpoint, webhook, onSent)}
              rows={list.data.data}
              keyOf={({ id }) => id}
            />
          )}
          <Older list={list} />
        </>
      )}
    </section>
  );
}

function NothingYet({ list }: { list: ReturnType<typeof useDeliveries> }) {
  if (!list.problem) return <Loading />;
  return <ErrorState problem={list.problem} onRetry={list.reload} />;
}

const SHAPES = {
  pending: 'pending',
  delivered: 'check',
  failed: 'failed',
} as const satisfies Record<DeliveryState, IconName>;

function columns(endpoint: EndpointKey, webhook: Webhook, onSent: () => void): Column<Delivery>[] {
  const { webhooks, order } = words.value;
  const says = webhooks.deliveries;
  return [
    { head: says.columns.created, cell: ({ createdAt }) => <Moment at={createdAt} /> },
    { head: says.columns.event, cell: ({ type }) => <code>{type}</code> },
    {
      head: says.columns.state,
      side: 'end',
      cell: ({ state }) => (
        <span class={`state delivery-${state}`}>
          <Icon name={SHAPES[state]} size={14} />
          {says.states[state]}
        </span>
      ),
    },
    { head: says.columns.order, cell: (delivery) => <OrderLink delivery={delivery} /> },
    {
      head: says.columns.outcome,
      cell: (delivery) => (
        <>
          <DeliveryOutcome delivery={delivery} />
          <AnswerOf delivery={delivery} />
        </>
      ),
    },
    {
      head: says.columns.act,
      side: 'end',
      cell: ({ id, type }) => (
        <Act
          scope="webhooks:write"
          hindrance={webhook.enabled ? undefined : webhooks.actions.isDisabled}
          className="button-plain button-small"
          act={async () => {
            await redeliver(endpoint, id);
            notify(order.actions.resent(type));
            onSent();
          }}
        >
          {order.timeline.sendAgain}
        </Act>
      ),
    },
  ];
}

function OrderLink({ delivery: { merchantId, orderId } }: { delivery: Delivery }) {
  if (merchantId === null || orderId === null) {
    return <span class="faint">{words.value.webhooks.deliveries.noOrder}</span>;
  }
  const id = <code>{orderId}</code>;
  return may('orders:read') ? <a href={addressOf({ merchantId, id: orderId })}>{id}</a> : id;
}

/** The beginning of what came back, closed until somebody wants to see it. */
function AnswerOf({ delivery: { lastAttempt } }: { delivery: Delivery }) {
  const says = words.value.webhooks.deliveries;
  const answer = lastAttempt?.answer ?? null;
  if (answer === null || answer === '') return null;
  return (
    <details class="evidence">
      <summary>{says.answer}</summary>
      <pre lang="en" tabIndex={0}>
        {answer}
      </pre>
    </details>
  );
}
