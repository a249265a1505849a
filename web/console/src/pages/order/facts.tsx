import type { Order } from '../../api/schemas';
import { Moment } from '../../ui/moment';
import { words } from '../../words/order';

/** What was ordered, for who needs more than why. */
export function Facts({ order }: { order: Order }) {
  const says = words.value.order.facts;
  const addresses = [
    [says.paymentUrl, order.paymentUrl],
    [says.success, order.successCallbackUrl],
    [says.failure, order.failureCallbackUrl],
    [says.cancel, order.cancelCallbackUrl],
  ] as const;
  const metadata = Object.entries(order.metadata);
  return (
    <section class="panel" aria-labelledby="facts">
      <h2 id="facts">{says.title}</h2>
      <dl class="facts">
        <dt>{says.description}</dt>
        <dd>{order.description}</dd>
        <dt>{says.created}</dt>
        <dd>
          <Moment at={order.createdAt} />
        </dd>
        <dt>{says.updated}</dt>
        <dd>
          <Moment at={order.updatedAt} />{' '}
          <span class="faint">
            ({says.version} {order.version})
          </span>
        </dd>
        {order.expiresAt !== null && (
          <>
            <dt>{says.expires}</dt>
            <dd>
              <Moment at={order.expiresAt} />
            </dd>
          </>
        )}
        {addresses.map(
          ([label, address]) =>
            address !== null && (
              <>
                <dt>{label}</dt>
                <dd>
                  <code>{address}</code>
                </dd>
              </>
            ),
        )}
        {metadata.length > 0 && (
          <>
            <dt>{says.metadata}</dt>
            <dd>
              {metadata.map(([key, value]) => (
                <div key={key}>
                  <code>{key}</code>: {value}
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
