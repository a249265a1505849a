import type { OrderDelivery, OrderEvent } from '../../api/schemas';

/** What happened to an order, from all that was written down about it. */
export type TimelineEntry =
  | { kind: 'event'; at: string; event: OrderEvent }
  /** Questions in a row with the same answer. */
  | { kind: 'checks'; at: string; events: readonly OrderEvent[] }
  | { kind: 'delivery'; at: string; delivery: OrderDelivery };

export interface TimelineDay {
  day: string;
  entries: readonly TimelineEntry[];
}

/** Fewer are shown one by one. */
const FOLD_FROM = 4;

/** Oldest first; where moments are equal, the change comes before who was told of it. */
export function mergeTimeline(
  events: readonly OrderEvent[],
  deliveries: readonly OrderDelivery[],
): TimelineEntry[] {
  const changes = [...events]
    .sort((one, other) => one.seq - other.seq)
    .map((event): TimelineEntry => ({ kind: 'event', at: event.at, event }));
  const told = deliveries
    .map((delivery): TimelineEntry => ({ kind: 'delivery', at: lastAt(delivery), delivery }))
    .sort((one, other) => compare(one.at, other.at));
  return [...changes, ...told].sort((one, other) => compare(one.at, other.at));
}

/** Long waits are one line: `asked 12 times`, which opens. */
export function foldChecks(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const folded: TimelineEntry[] = [];
  let run: OrderEvent[] = [];
  const endRun = (): void => {
    const [first] = run;
    if (first && run.length >= FOLD_FROM) {
      folded.push({ kind: 'checks', at: first.at, events: run });
    } else {
      folded.push(...run.map((event) => ({ kind: 'event' as const, at: event.at, event })));
    }
    run = [];
  };
  for (const entry of entries) {
    if (entry.kind === 'event' && isQuietCheck(entry.event)) {
      if (run[0] && run[0].detail !== entry.event.detail) endRun();
      run.push(entry.event);
    } else {
      endRun();
      folded.push(entry);
    }
  }
  endRun();
  return folded;
}

/** @param dayOf the calendar day of a moment, where the reader is */
export function byDay(
  entries: readonly TimelineEntry[],
  dayOf: (at: string) => string,
): TimelineDay[] {
  const days: { day: string; entries: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

function isQuietCheck({ type, attention }: OrderEvent): boolean {
  return (type === 'order.checked' || type === 'order.unanswered') && attention === null;
}

/** A delivery stands where it last got somewhere. */
function lastAt({ deliveredAt, lastAttempt, createdAt }: OrderDelivery): string {
  return deliveredAt ?? lastAttempt?.at ?? createdAt;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
