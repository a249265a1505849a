import type { OrderEvent } from '../../api/schemas';
import { Icon, type IconName } from '../../ui/icon';
import { Moment } from '../../ui/moment';
import { formatCount } from '../../ui/money';
import { calendarDay } from '../../ui/time';
import { words } from '../../words/order';
import { DeliveryLine } from './delivery-line';
import { outcomeOf, readableBody, readEvidence } from './evidence';
import { byDay, foldChecks, mergeTimeline, type TimelineEntry } from './timeline';
import type { Dossier } from './use-order';

interface TimelineProps {
  dossier: Dossier;
  onChanged: () => void;
}

/** What happened, oldest first, with the evidence beside it. */
export function Timeline({
  dossier: { events, isCutShort, deliveries },
  onChanged,
}: TimelineProps) {
  const says = words.value.order.timeline;
  const entries = foldChecks(mergeTimeline(events, deliveries ?? []));
  return (
    <section class="panel timeline" aria-labelledby="timeline">
      <h2 id="timeline">{says.title}</h2>
      {byDay(entries, calendarDay).map(({ day, entries: ofDay }) => (
        <div key={day}>
          <h3 class="timeline-day">{day}</h3>
          <ol>
            {ofDay.map((entry) => (
              <li key={keyOf(entry)} class={`entry entry-${entry.kind}`}>
                <Moment at={entry.at} form="clock" />
                <Entry entry={entry} onChanged={onChanged} />
              </li>
            ))}
          </ol>
        </div>
      ))}
      {isCutShort && <p class="stale">{says.cutShort(formatCount(events.length))}</p>}
      {deliveries === null && <p class="faint">{says.noDeliveries}</p>}
    </section>
  );
}

function Entry({ entry, onChanged }: { entry: TimelineEntry; onChanged: () => void }) {
  switch (entry.kind) {
    case 'event':
      return <EventEntry event={entry.event} />;
    case 'checks':
      return <FoldedChecks events={entry.events} />;
    case 'delivery':
      return (
        <>
          <span class="entry-icon">
            <Icon name="send" size={14} />
          </span>
          <DeliveryLine delivery={entry.delivery} onChanged={onChanged} />
        </>
      );
  }
}

function EventEntry({ event }: { event: OrderEvent }) {
  const says = words.value.order.timeline;
  const { type, detail, cause, actor } = event;
  const title = says.events[type];
  // What the sentence says itself is not said twice.
  const begins = detail.toLowerCase().startsWith(title.toLowerCase());
  const by = actor === null || detail.includes(actor) ? '' : says.by(actor);
  const why = [says.causes[cause], by].filter(Boolean).join(', ');
  return (
    <>
      <span class={`entry-icon ${toneOf(event)}`}>
        <Icon name={iconOf(event)} size={14} />
      </span>
      <div class="entry-text">
        <span class={`entry-title ${toneOf(event)}`}>{title}</span>{' '}
        <span lang="en">{begins ? detail.slice(title.length) : detail}</span>{' '}
        {why !== '' && <span class="faint">· {why}</span>}
        <EvidenceOf event={event} />
      </div>
    </>
  );
}

function FoldedChecks({ events }: { events: readonly OrderEvent[] }) {
  const says = words.value.order.timeline;
  const last = events.at(-1);
  return (
    <>
      <span class="entry-icon">
        <Icon name="ask" size={14} />
      </span>
      <details class="entry-text">
        <summary>
          <span class="entry-title">{says.askedTimes(events.length)}</span>{' '}
          <span lang="en">{last?.detail}</span>{' '}
          {last && (
            <span class="faint">
              · {says.until} <Moment at={last.at} form="clock" />
            </span>
          )}
        </summary>
        <ol>
          {events.map((event) => (
            <li key={event.id} class="entry">
              <Moment at={event.at} form="clock" />
              <EventEntry event={event} />
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

/** Closed until somebody wants to see it: what was asked and answered, word for word. */
function EvidenceOf({ event }: { event: OrderEvent }) {
  const evidence = readEvidence(event.evidence);
  if (!evidence) return null;
  const { request, body, contentType } = evidence;
  return (
    <details class="evidence">
      <summary>
        {words.value.order.timeline.evidence} <code>{outcomeOf(evidence)}</code>
      </summary>
      <pre lang="en" tabIndex={0}>
        {`${request.method} ${request.path}\n`}
        {contentType !== undefined && `${contentType}\n`}
        {body !== undefined && `\n${readableBody(body)}`}
      </pre>
    </details>
  );
}

const ICONS: Readonly<Partial<Record<OrderEvent['type'], IconName>>> = {
  'order.checked': 'ask',
  'order.unanswered': 'expired',
  'order.attention': 'flag',
  'order.attention-resolved': 'check',
  'order.resent': 'send',
  'order.returned': 'back',
  'order.fulfilled': 'check',
};

function iconOf({ type, state }: OrderEvent): IconName {
  return ICONS[type] ?? state;
}

/** Changes have the colour of their state; what only happened has none. */
function toneOf({ type, state, attention }: OrderEvent): string {
  if (attention !== null) return 'state-attention';
  return type === `order.${state}` ? `state-${state}` : '';
}

function keyOf(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'event':
      return entry.event.id;
    case 'checks':
      return entry.events[0]?.id ?? entry.at;
    case 'delivery':
      return entry.delivery.id;
  }
}
