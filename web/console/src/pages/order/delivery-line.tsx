import { answerOf, api } from '../../api/client';
import type { OrderDelivery } from '../../api/schemas';
import { Act } from '../../ui/act';
import { Due } from '../../ui/moment';
import { notify } from '../../ui/notices';
import { words } from '../../words';

interface DeliveryLineProps {
  delivery: OrderDelivery;
  onChanged: () => void;
}

/** Which endpoint was told what, and what it answered; with the way to tell it again. */
export function DeliveryLine({ delivery, onChanged }: DeliveryLineProps) {
  const says = words.value.order;
  const { type, endpointUrl, endpointOwner, nextAttemptAt, attempts, state } = delivery;
  return (
    <div class="delivery">
      <span class="delivery-text">
        <span class="entry-title">{says.timeline.webhook}</span> <code>{type}</code> → {endpointUrl}{' '}
        {endpointOwner === 'platform' && (
          <span class="faint">({says.timeline.platformEndpoint}) </span>
        )}
        <span class={`delivery-${state}`}>{outcomeOf(delivery)}</span>
        {attempts > 1 && <span class="faint"> · {says.timeline.attempts(attempts)}</span>}
        {state === 'pending' && nextAttemptAt !== null && (
          <span class="faint">
            {' '}
            · {says.timeline.nextAttempt} <Due at={nextAttemptAt} />
          </span>
        )}
      </span>
      <Act
        scope="webhooks:write"
        className="button-plain button-small"
        act={async () => {
          await redeliver(delivery);
          notify(says.actions.resent(type));
          onChanged();
        }}
      >
        {says.timeline.sendAgain}
      </Act>
    </div>
  );
}

function outcomeOf({ state, lastAttempt }: OrderDelivery): string {
  const says = words.value.order.timeline;
  const status = lastAttempt?.status ?? null;
  if (state === 'delivered' && status !== null) {
    return says.delivered(status, lastAttempt?.durationMs ?? 0);
  }
  const trouble = lastAttempt?.error ?? null;
  const is = state === 'failed' ? says.failed : says.pending;
  return trouble === null ? is : `${is}: ${trouble}`;
}

/** @throws ApiProblem */
async function redeliver({
  id,
  webhookId,
  endpointOwner,
  merchantId,
}: OrderDelivery): Promise<void> {
  const ids = { webhook: webhookId, delivery: id };
  if (endpointOwner === 'platform' || merchantId === null) {
    const params = { path: ids };
    await answerOf(api.POST('/v1/webhooks/{webhook}/deliveries/{delivery}/redeliver', { params }));
    return;
  }
  const params = { path: { merchant: merchantId, ...ids } };
  await answerOf(
    api.POST('/v1/merchants/{merchant}/webhooks/{webhook}/deliveries/{delivery}/redeliver', {
      params,
    }),
  );
}
