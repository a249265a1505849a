import type { Schemas } from '../../api/schemas';
import { Icon } from '../../ui/icon';
import { mayOpenPath } from '..';
import { words } from '../../words/merchants';
import { addressOf } from '../orders/order-table';
import type { Merchant } from './use-merchant';

type Item = Schemas['GoingLive']['items'][number];

/** What is to be seen working before the merchant takes real money; nobody ticks anything. */
export function GoingLivePanel({
  merchant,
  goingLive: { ready, items },
}: {
  merchant: Merchant;
  goingLive: Schemas['GoingLive'];
}) {
  const says = words.value.merchants.goingLive;
  const count = items.filter(({ done }) => done).length;
  return (
    <section class="panel" aria-labelledby="going-live">
      <h2 id="going-live">{says.title}</h2>
      <p class="going-live-summary">{ready ? says.ready : says.count(count, items.length)}</p>
      <ol class="checklist">
        {items.map((item) => (
          <ItemOf key={item.code} merchant={merchant} item={item} />
        ))}
      </ol>
      <p class="faint">{says.unseen}</p>
    </section>
  );
}

function ItemOf({ merchant, item }: { merchant: Merchant; item: Item }) {
  const says = words.value.merchants.goingLive;
  const { title, todo } = says.items[item.code];
  return (
    <li class="check">
      <span class={`state ${item.done ? 'state-paid' : ''}`}>
        <Icon name={item.done ? 'paid' : 'creating'} size={16} />
        <span class="check-word">{item.done ? says.done : says.open}</span>
      </span>
      <div>
        <p class="check-title">{title}</p>
        {!item.done && <p>{todo}</p>}
        <p class="faint">
          <span lang="en">{item.detail}</span> <Way merchant={merchant} item={item} />
        </p>
      </div>
    </li>
  );
}

/** The order that shows it, or the place where something can be done about it. */
function Way({
  merchant: { id },
  item: { code, done, orderId },
}: {
  merchant: Merchant;
  item: Item;
}) {
  const says = words.value.merchants.goingLive;
  if (orderId !== null) {
    if (!mayOpenPath('/console/orders')) return null;
    return <a href={addressOf({ merchantId: id, id: orderId })}>{says.showOrder}</a>;
  }
  if (code === 'webhook-delivered' && mayOpenPath('/console/webhooks')) {
    return <a href={`/console/webhooks?merchant=${id}`}>{says.toWebhooks}</a>;
  }
  if (code.startsWith('sandbox-') && !done && mayOpenPath('/console/orders')) {
    const address = `/console/orders?environment=sandbox&merchant=${id}`;
    return <a href={address}>{says.toOrders}</a>;
  }
  return null;
}
