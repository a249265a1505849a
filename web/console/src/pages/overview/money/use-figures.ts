import { useRef } from 'preact/hooks';
import { answerOf, api } from '../../../api/client';
import { serverNow } from '../../../api/server-clock';
import { useLoaded, type Loaded } from '../../../api/use-loaded';
import { useRenewal } from '../../../api/use-renewal';
import type { Counted } from './figures';
import { stretchOf, type Period, type Span, type Stretch } from './period';

/** Hours begin, and clocks of other machines move, without any order changing. */
const EVERY_MS = 60_000;
/** The past hardly changes: late money, and that its end moves on with the clock. */
const PAST_HOLDS_MS = 60_000;

/**
 * What was counted, counted again as orders change.
 * @param period null: nothing
 */
export function useFigures(period: Period | null): Loaded<Counted> {
  const past = useRef<Counted | undefined>(undefined);
  const loaded = useLoaded(period, async (signal) => {
    const stretch = stretchOf(period ?? 'today', serverNow());
    const known = past.current;
    const holds = known !== undefined && isStillThePast(known.stretch, stretch);
    const [now, before] = await Promise.all([
      count(stretch, stretch.now, signal),
      holds ? known.before : count(stretch, stretch.before, signal),
    ]);
    const counted = { stretch, now, before };
    if (!holds) past.current = counted;
    return counted;
  });
  useRenewal(loaded, { everyMs: EVERY_MS, asOf: ({ now }) => Date.parse(now.countedAt) });
  return loaded;
}

function isStillThePast(known: Stretch, stretch: Stretch): boolean {
  return (
    known.period === stretch.period &&
    known.before.from.getTime() === stretch.before.from.getTime() &&
    stretch.at.getTime() - known.at.getTime() < PAST_HOLDS_MS
  );
}

function count({ bucket }: Stretch, { from, to }: Span, signal: AbortSignal) {
  const query = { from: from.toISOString(), to: to.toISOString(), bucket };
  return answerOf(api.GET('/v1/orders/stats', { params: { query }, signal }));
}
