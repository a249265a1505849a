import { ORDER_EVENTS, type WebhookEvent } from '../../api/webhook-schemas';
import { words } from '../../words/webhooks';

/** The events of orders among these; a test comes whenever it is asked for. */
export function chosenEvents(events: readonly WebhookEvent[]): WebhookEvent[] {
  return ORDER_EVENTS.filter((event) => events.includes(event));
}

/** What an endpoint listens to, in a few words; all of it when one asks. */
export function EventList({ events }: { events: readonly WebhookEvent[] }) {
  const says = words.value.webhooks;
  const chosen = chosenEvents(events);
  const [first = '', ...others] = chosen;
  const isAll = chosen.length === ORDER_EVENTS.length;
  if (isAll) return <span title={chosen.join('\n')}>{says.allEvents}</span>;
  return (
    <span title={chosen.join('\n')}>
      {others.length === 0 ? <code>{first}</code> : says.moreEvents(first, others.length)}
    </span>
  );
}
