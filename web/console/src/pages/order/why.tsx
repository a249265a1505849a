import type { Order } from '../../api/schemas';
import { Ago, Due, Moment } from '../../ui/moment';
import { Served } from '../../ui/served';
import { words } from '../../words/order';
import type { Dossier } from './use-order';

/** Why the order stands where it stands: what is sure, since when, and what comes next. */
export function Why({ dossier: { order, explanation } }: { dossier: Dossier }) {
  const says = words.value.order.why;
  const { wouldChange, mayAct } = explanation;
  // What operators can do stands as buttons on the page.
  const others = mayAct.filter(({ who }) => who !== 'operator');
  return (
    <section class="panel why" aria-labelledby="why">
      <h2 id="why">{says.title}</h2>
      <p class="why-summary">
        <Served text={explanation.summary} />
      </p>
      <dl class="facts">
        <dt>{says.since}</dt>
        <dd>
          <Moment at={explanation.since} />{' '}
          <span class="faint">
            (<Ago at={explanation.since} />)
          </span>
        </dd>
        <dt>{says.last}</dt>
        <dd>
          <LastWord order={order} />
        </dd>
        {order.paidAt !== null && (
          <>
            <dt>{says.paid}</dt>
            <dd>
              <Moment at={order.paidAt} />
              {order.transactionTime !== null && (
                <span class="faint">
                  {' · '}
                  {says.atIpay} <Moment at={order.transactionTime} />
                </span>
              )}
            </dd>
            <dt>{says.fulfilment}</dt>
            <dd>
              <Fulfilment order={order} />
            </dd>
          </>
        )}
        <dt>{says.next}</dt>
        <dd>
          <NextQuestion order={order} />
        </dd>
        {wouldChange.length > 0 && (
          <>
            <dt>{says.wouldChange}</dt>
            <dd>
              <ul>
                {wouldChange.map((text) => (
                  <li key={text}>
                    <Served text={text} />
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        {others.length > 0 && (
          <>
            <dt>{says.mayAct}</dt>
            <dd>
              <ul>
                {others.map(({ who, what }) => (
                  <li key={what}>
                    {says.who[who]}: <Served text={what} />
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function LastWord({ order: { gateway } }: { order: Order }) {
  const says = words.value.order.why;
  const { statusCode, status, checkedAt, checks } = gateway;
  if (checkedAt === null) {
    return <>{checks === 0 ? says.neverAsked : says.neverAnswered(checks)}</>;
  }
  return (
    <>
      {says.answer(statusCode, status ?? '')}{' '}
      <span class="faint">
        {says.at} <Moment at={checkedAt} form="clock" /> (<Ago at={checkedAt} />
        ), {says.asked(checks)}
      </span>
    </>
  );
}

function NextQuestion({ order: { gateway } }: { order: Order }) {
  const says = words.value.order.why;
  if (gateway.nextCheckAt === null) return <>{says.nothingMore}</>;
  return (
    <>
      {says.askedAgain} <Due at={gateway.nextCheckAt} />{' '}
      <span class="faint">
        (<Moment at={gateway.nextCheckAt} form="clock" />)
      </span>
    </>
  );
}

function Fulfilment({ order: { fulfilment } }: { order: Order }) {
  const says = words.value.order.why;
  if (!fulfilment) return <>{says.notFulfilled}</>;
  return (
    <>
      {says.fulfilledBy(fulfilment.by)}{' '}
      <span class="faint">
        {says.at} <Moment at={fulfilment.at} />
      </span>
    </>
  );
}
