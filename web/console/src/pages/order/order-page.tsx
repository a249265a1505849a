import { useRoute } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { merchantName } from '../../api/merchant-names';
import type { Order, OrderState, Schemas } from '../../api/schemas';
import { Amount } from '../../ui/amount';
import { useBack } from '../../ui/back';
import { StateBadge } from '../../ui/badge';
import { Copyable } from '../../ui/copy';
import { Icon } from '../../ui/icon';
import { notify } from '../../ui/notices';
import { Page } from '../../ui/page';
import { ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { mayOpenPath } from '..';
import { words } from '../../words/order';
import { AttentionPanel, ResolveDialog } from './attention-panel';
import { Facts } from './facts';
import { OrderActions } from './order-actions';
import { Timeline } from './timeline-view';
import { useOrder, type OrderPath } from './use-order';
import { Why } from './why';
import './order.css';

export default function OrderPage() {
  const { params } = useRoute();
  const path = { merchant: params.merchant ?? '', order: params.order ?? '' };
  // Another order is another page: nothing of this one may stand beside it.
  return <OrderOf key={path.order} path={path} />;
}

function OrderOf({ path }: { path: OrderPath }) {
  const says = words.value.order;
  const back = useBack('/console/orders');
  const { data, problem, reload } = useOrder(path);
  useSayChange(data?.order.state);
  const [resolving, setResolving] = useState<Schemas['OrderAttention']>();
  const title = says.title(data?.order.referenceId ?? path.order);
  if (!data) {
    return (
      <Page title={title} heading={says.title(path.order)}>
        {problem ? (
          <ErrorState problem={problem} onRetry={reload}>
            <a href={back}>{says.toList}</a>
          </ErrorState>
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  const { order } = data;
  return (
    <Page
      title={title}
      heading={<Heading order={order} />}
      actions={<OrderActions dossier={data} onChanged={reload} />}
    >
      <NotRenewed problem={problem} />
      <Identity order={order} />
      <div class="order">
        <div class="order-side">
          {order.attention && (
            <AttentionPanel
              attention={order.attention}
              onResolve={() => {
                setResolving(order.attention ?? undefined);
              }}
            />
          )}
          <Why dossier={data} />
          <Facts order={order} />
        </div>
        <Timeline dossier={data} onChanged={reload} />
      </div>
      {resolving && (
        <ResolveDialog
          order={order}
          flag={resolving}
          onChanged={reload}
          onClose={() => {
            setResolving(undefined);
          }}
        />
      )}
      <a class="back" href={back}>
        <Icon name="back" />
        {says.toList}
      </a>
    </Page>
  );
}

/** Changes happen while one looks elsewhere, or listens. */
function useSayChange(state: OrderState | undefined): void {
  const last = useRef(state);
  useEffect(() => {
    const { order, states } = words.value;
    if (last.current && state && last.current !== state) {
      notify(order.nowIs(states.order[state]));
    }
    last.current = state;
  }, [state]);
}

function Heading({ order }: { order: Order }) {
  return (
    <span class="order-heading">
      <Amount bdt={order.amount} />
      <StateBadge state={order.state} large />
      <span class="order-id">
        {words.value.order.order} <Copyable text={order.id} what={words.value.order.orderId} />
      </span>
    </span>
  );
}

/** By which names merchant, buyer and iPay know it. */
function Identity({ order }: { order: Order }) {
  const { order: says, environment } = words.value;
  const { gateway, transactionId } = order;
  return (
    <dl class="identity">
      <div>
        <dt>{says.merchant}</dt>
        <dd>
          <MerchantLink id={order.merchantId} />
        </dd>
      </div>
      <div>
        <dt>{says.reference}</dt>
        <dd>
          <Copyable text={order.referenceId} what={says.reference} />
        </dd>
      </div>
      {gateway.orderId !== null && (
        <div>
          <dt>{says.gatewayOrderId}</dt>
          <dd>
            <Copyable text={gateway.orderId} what={says.gatewayOrderId} />
          </dd>
        </div>
      )}
      {transactionId !== null && (
        <div>
          <dt>{says.transactionId}</dt>
          <dd>
            <Copyable text={transactionId} what={says.transactionId} />
          </dd>
        </div>
      )}
      <div>
        <dt>{says.environment}</dt>
        <dd>{environment[order.environment]}</dd>
      </div>
    </dl>
  );
}

function MerchantLink({ id }: { id: string }) {
  const name = merchantName(id);
  return mayOpenPath('/console/merchants') ? (
    <a href={`/console/merchants/${id}`}>{name}</a>
  ) : (
    <>{name}</>
  );
}
