/** Moments in the time of Bangladesh, which has no summer time, and in UTC beside it. */

const DHAKA = partsIn('Asia/Dhaka');
const UTC = partsIn('UTC');

/** `18:33:41` in Dhaka. */
export function clockTime(at: string | Date): string {
  const { hour, minute, second } = DHAKA(at);
  return `${hour}:${minute}:${second}`;
}

/** `18:33` in Dhaka. */
export function hourTime(at: string | Date): string {
  const { hour, minute } = DHAKA(at);
  return `${hour}:${minute}`;
}

/** `23 Nov` in Dhaka. */
export function shortDay(at: string | Date): string {
  const { day, month } = DHAKA(at);
  return `${day} ${month}`;
}

/** `23 Nov 2026` in Dhaka. */
export function calendarDay(at: string | Date): string {
  const { day, month, year } = DHAKA(at);
  return `${day} ${month} ${year}`;
}

/** `23 Nov 18:33:41` in Dhaka; with the year where it is not this one. */
export function shortMoment(at: string | Date, now = new Date()): string {
  const { day, month, year, hour, minute, second } = DHAKA(at);
  const date = year === DHAKA(now).year ? `${day} ${month}` : `${day} ${month} ${year}`;
  return `${date} ${hour}:${minute}:${second}`;
}

/** `23 Nov 2026 18:33:41 (Asia/Dhaka)` */
export function momentInDhaka(at: string | Date): string {
  return `${calendarDay(at)} ${clockTime(at)} (Asia/Dhaka)`;
}

/** `23 Nov 2026 12:33:41 UTC` */
export function momentInUtc(at: string | Date): string {
  const { day, month, year, hour, minute, second } = UTC(at);
  return `${day} ${month} ${year} ${hour}:${minute}:${second} UTC`;
}

export type Distance =
  | { unit: 'now' }
  | { unit: 'seconds' | 'minutes' | 'hours' | 'days'; count: number; isPast: boolean };

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far away a moment is, in one unit, rounded down: `3 min ago`. */
export function distance(at: string | Date, now: number): Distance {
  const seconds = Math.trunc((now - new Date(at).getTime()) / 1000);
  const away = Math.abs(seconds);
  const isPast = seconds > 0;
  if (away < 2) return { unit: 'now' };
  if (away < MINUTE) return { unit: 'seconds', count: away, isPast };
  if (away < HOUR) return { unit: 'minutes', count: Math.floor(away / MINUTE), isPast };
  if (away < 2 * DAY) return { unit: 'hours', count: Math.floor(away / HOUR), isPast };
  return { unit: 'days', count: Math.floor(away / DAY), isPast };
}

/** What `<input type="datetime-local">` holds is a time in Dhaka. */
export function fromDhakaInput(text: string): string | null {
  const at = new Date(`${text}+06:00`);
  return text === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** The other way, to the minute. */
export function toDhakaInput(at: string): string {
  const shifted = new Date(new Date(at).getTime() + 6 * HOUR * 1000);
  return Number.isNaN(shifted.getTime()) ? '' : shifted.toISOString().slice(0, 16);
}

type Parts = Record<'day' | 'month' | 'year' | 'hour' | 'minute' | 'second', string>;

function partsIn(timeZone: string): (at: string | Date) => Parts {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return (at) =>
    Object.fromEntries(
      format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]),
    ) as Parts;
}
