import type { Delivery } from '../../api/webhook-schemas';
import { Due } from '../../ui/moment';
import { words } from '../../words/order';

/** What came of telling somebody, and when it is tried again. */
export function DeliveryOutcome({ delivery }: { delivery: Delivery }) {
  const says = words.value.order.timeline;
  const { state, attempts, nextAttemptAt } = delivery;
  return (
    <>
      <span class={`delivery-${state}`}>{outcomeOf(delivery)}</span>
      {attempts > 1 && <span class="faint"> · {says.attempts(attempts)}</span>}
      {state === 'pending' && nextAttemptAt !== null && (
        <span class="faint">
          {' '}
          · {says.nextAttempt} <Due at={nextAttemptAt} />
        </span>
      )}
    </>
  );
}

function outcomeOf({ state, lastAttempt }: Delivery): string {
  const says = words.value.order.timeline;
  const status = lastAttempt?.status ?? null;
  if (state === 'delivered' && status !== null) {
    return says.delivered(status, lastAttempt?.durationMs ?? 0);
  }
  const trouble = lastAttempt?.error ?? null;
  const is = state === 'failed' ? says.failed : says.pending;
  return trouble === null ? is : `${is}: ${trouble}`;
}
