import type { OrderDelivery } from '../../api/schemas';
import { redeliver } from '../../api/webhooks';
import { Act } from '../../ui/act';
import { notify } from '../../ui/notices';
import { words } from '../../words/order';
import { DeliveryOutcome } from '../webhook/delivery-outcome';
import { addressOfWebhook } from '../webhooks/addresses';

interface DeliveryLineProps {
  delivery: OrderDelivery;
  onChanged: () => void;
}

/** Which endpoint was told what, and what it answered; with the way to tell it again. */
export function DeliveryLine({ delivery, onChanged }: DeliveryLineProps) {
  const says = words.value.order;
  const { type, endpointUrl, endpointOwner, merchantId, webhookId, id } = delivery;
  const endpoint = {
    owner: endpointOwner === 'platform' ? null : merchantId,
    webhook: webhookId,
  };
  return (
    <div class="delivery">
      <span class="delivery-text">
        <span class="entry-title">{says.timeline.webhook}</span> <code>{type}</code> →{' '}
        <a href={addressOfWebhook(endpoint)}>{endpointUrl}</a>{' '}
        {endpointOwner === 'platform' && (
          <span class="faint">({says.timeline.platformEndpoint}) </span>
        )}
        <DeliveryOutcome delivery={delivery} />
      </span>
      <Act
        scope="webhooks:write"
        className="button-plain button-small"
        act={async () => {
          await redeliver(endpoint, id);
          notify(says.actions.resent(type));
          onChanged();
        }}
      >
        {says.timeline.sendAgain}
      </Act>
    </div>
  );
}
