import {
  byDay,
  foldChecks,
  mergeTimeline,
  type TimelineEntry,
} from '../../../web/console/src/pages/order/timeline';
import { calendarDay } from '../../../web/console/src/ui/time';
import { aDelivery, anEvent } from './orders';

const named = (entries: readonly TimelineEntry[]): string[] =>
  entries.map((entry) => {
    if (entry.kind === 'event') return `${entry.event.seq}`;
    return entry.kind === 'checks' ? `${entry.events.length} checks` : entry.delivery.id;
  });

it('is one story: changes by their number, deliveries where they got somewhere', () => {
  const events = [
    anEvent({ seq: 2, at: '2026-11-23T12:00:02.000Z' }),
    anEvent({ seq: 1, at: '2026-11-23T12:00:01.000Z' }),
    anEvent({ seq: 3, at: '2026-11-23T12:00:09.000Z' }),
  ];
  const deliveries = [
    aDelivery({ id: 'arrived', deliveredAt: '2026-11-23T12:00:05.000Z' }),
    aDelivery({
      id: 'tried',
      deliveredAt: null,
      lastAttempt: {
        at: '2026-11-23T12:00:10.000Z',
        durationMs: 1,
        status: 500,
        error: 'answered 500',
        answer: '',
      },
    }),
    aDelivery({
      id: 'waits',
      deliveredAt: null,
      lastAttempt: null,
      createdAt: '2026-11-23T12:00:02.000Z',
    }),
  ];
  // Who is told of a change stands after it, also in the same millisecond.
  expect(named(mergeTimeline(events, deliveries))).toEqual([
    '1',
    '2',
    'waits',
    'arrived',
    '3',
    'tried',
  ]);
});

describe('questions with the same answer', () => {
  const checks = (from: number, to: number, detail?: string) =>
    Array.from({ length: to - from + 1 }, (_, index) =>
      anEvent({ seq: from + index, ...(detail !== undefined && { detail }) }),
    );
  const folded = (...events: ReturnType<typeof anEvent>[]) =>
    named(foldChecks(mergeTimeline(events, [])));

  it('fold into one line from four on', () => {
    expect(folded(...checks(1, 3))).toEqual(['1', '2', '3']);
    expect(folded(...checks(1, 4))).toEqual(['4 checks']);
  });

  it('do not fold over another answer, a change, or a flag', () => {
    expect(folded(...checks(1, 4), ...checks(5, 8, 'no answer'))).toEqual(['4 checks', '4 checks']);
    const paid = anEvent({ seq: 5, type: 'order.paid', state: 'paid' });
    expect(folded(...checks(1, 4), paid)).toEqual(['4 checks', '5']);
    const flag = anEvent({ seq: 3, attention: 'amount-mismatch' });
    expect(folded(...checks(1, 2), flag, ...checks(4, 5))).toEqual(['1', '2', '3', '4', '5']);
  });
});

it('is told day by day, by the calendar of Bangladesh', () => {
  const entries = mergeTimeline(
    [
      anEvent({ seq: 1, at: '2026-11-23T17:59:59.000Z' }),
      anEvent({ seq: 2, at: '2026-11-23T18:00:00.000Z' }),
    ],
    [],
  );
  expect(byDay(entries, calendarDay).map(({ day }) => day)).toEqual(['23 Nov 2026', '24 Nov 2026']);
});
