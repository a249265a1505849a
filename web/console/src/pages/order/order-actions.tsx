import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { merchantName } from '../../api/merchant-names';
import { ApiProblem } from '../../api/problem';
import type { Order } from '../../api/schemas';
import { Act } from '../../ui/act';
import { copyText } from '../../ui/copy';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { notify } from '../../ui/notices';
import { words } from '../../words/order';
import { DeliveryLine } from './delivery-line';
import { supportText } from './support-text';
import type { Dossier } from './use-order';

interface OrderActionsProps {
  dossier: Dossier;
  onChanged: () => void;
}

/** What can be done about an order. Nothing here makes it paid: only an answer of iPay does. */
export function OrderActions({ dossier, onChanged }: OrderActionsProps) {
  const says = words.value.order.actions;
  const { order, deliveries } = dossier;
  const [isResending, setResending] = useState(false);
  const [byHand, setByHand] = useState<string>();
  return (
    <>
      <Act
        className="button button-primary"
        scope="orders:write"
        hindrance={hindranceOf(order)}
        busy={says.asking}
        act={async () => {
          await askNow(order);
          onChanged();
        }}
      >
        <Icon name="ask" />
        {says.ask}
      </Act>
      {deliveries && (
        <Act
          scope="webhooks:write"
          hindrance={deliveries.length === 0 ? says.nothingSent : undefined}
          act={() => {
            setResending(true);
          }}
        >
          <Icon name="send" />
          {says.resend}
        </Act>
      )}
      <Act
        act={async () => {
          const text = textOf(dossier);
          if (await copyText(text)) notify(says.copiedForSupport);
          else setByHand(text);
        }}
      >
        <Icon name="copy" />
        {says.copy}
      </Act>
      {isResending && (
        <Dialog
          title={says.resend}
          onClose={() => {
            setResending(false);
          }}
        >
          <p>{says.resendLead}</p>
          <ul class="deliveries">
            {deliveries?.map((delivery) => (
              <li key={delivery.id}>
                <DeliveryLine delivery={delivery} onChanged={onChanged} />
              </li>
            ))}
          </ul>
        </Dialog>
      )}
      {byHand !== undefined && (
        <Dialog
          title={says.copy}
          onClose={() => {
            setByHand(undefined);
          }}
        >
          <p>{says.copyByHand}</p>
          <textarea class="support-text" readOnly aria-label={says.copy} value={byHand} />
        </Dialog>
      )}
    </>
  );
}

/** Why there is no use in asking. */
function hindranceOf({ state }: Order): string | undefined {
  const says = words.value.order.actions;
  if (state === 'paid') return says.askPaid;
  return state === 'rejected' ? says.askRejected : undefined;
}

/** @throws ApiProblem */
async function askNow(order: Order): Promise<void> {
  const { order: of, states } = words.value;
  const path = { merchant: order.merchantId, order: order.id };
  const { data, error, response } = await api
    .POST('/v1/merchants/{merchant}/orders/{order}/verify', { params: { path } })
    .catch(() => {
      throw new ApiProblem(0, undefined);
    });
  if (!data) throw new ApiProblem(response.status, error);
  // The page itself says what has changed.
  if (response.status === 202) notify(of.actions.noAnswer);
  else if (data.state === order.state) notify(of.actions.staysAs(states.order[data.state]));
}

function textOf({ order, events, explanation }: Dossier): string {
  const name = merchantName(order.merchantId);
  const merchant = name === order.merchantId ? name : `${name} (${order.merchantId})`;
  return supportText(order, events, merchant, explanation.since);
}
