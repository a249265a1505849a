import { signal } from '@preact/signals';
import { serverNow } from '../api/server-clock';
import { words } from '../words';
import { clockTime, distance, momentInDhaka, momentInUtc, shortMoment } from './time';

/** The minute hand of the page: whoever shows how long ago something was follows it. */
const now = signal(serverNow());
const TICK_MS = 1_000;
setInterval(() => {
  if (!document.hidden) now.value = serverNow();
}, TICK_MS);

/** A drawing that asks is drawn anew as time passes. */
export function isOlderThan(at: string, ms: number): boolean {
  return now.value - new Date(at).getTime() > ms;
}

/** A moment in Dhaka, with UTC when one asks. */
export function Moment({ at, form = 'short' }: { at: string; form?: 'short' | 'clock' }) {
  return (
    <time class="figures" dateTime={at} title={`${momentInDhaka(at)}\n${momentInUtc(at)}`}>
      {form === 'clock' ? clockTime(at) : shortMoment(at)}
    </time>
  );
}

/** Dhaka and UTC both, where there is room for certainty. */
export function FullMoment({ at }: { at: string }) {
  return (
    <time class="figures" dateTime={at}>
      {momentInDhaka(at)} <span class="faint">{momentInUtc(at)}</span>
    </time>
  );
}

/** `3 min ago`, `in 23 s`; the moment itself when one asks. */
export function Ago({ at }: { at: string }) {
  return (
    <time class="figures" dateTime={at} title={`${momentInDhaka(at)}\n${momentInUtc(at)}`}>
      {inWords(at)}
    </time>
  );
}

/** What is to happen then: `in 23 s`, and `due now` from then on. */
export function Due({ at }: { at: string }) {
  if (distance(at, now.value).unit === 'now' || new Date(at).getTime() < now.value) {
    return <>{words.value.ago.due}</>;
  }
  return <Ago at={at} />;
}

function inWords(at: string): string {
  const { ago } = words.value;
  const away = distance(at, now.value);
  switch (away.unit) {
    case 'now':
      return ago.now;
    case 'seconds':
      return away.isPast ? ago.seconds(away.count) : ago.inSeconds(away.count);
    case 'minutes':
      return away.isPast ? ago.minutes(away.count) : ago.inMinutes(away.count);
    case 'hours':
      return away.isPast ? ago.hours(away.count) : ago.inHours(away.count);
    case 'days':
      return away.isPast ? ago.days(away.count) : ago.inDays(away.count);
  }
}
