import { useEffect } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import { live, onOrderChange } from '../../api/live-stream';
import type { Order, OrderDelivery, OrderEvent, Schemas } from '../../api/schemas';
import { serverNow } from '../../api/server-clock';
import { may } from '../../api/session';
import { useLoaded, type Loaded } from '../../api/use-loaded';
import { lookAgainInMs } from './look-again';

/** All that is known of an order. */
export interface Dossier {
  order: Order;
  events: readonly OrderEvent[];
  /** There are newer ones than these. */
  isCutShort: boolean;
  explanation: Schemas['OrderExplanation'];
  /** Null: the session may not see them. */
  deliveries: readonly OrderDelivery[] | null;
}

export interface OrderPath {
  merchant: string;
  order: string;
}

/** More than any order has that is not asked about by hand, day after day. */
const MOST_PAGES = 5;

/** The order, and what follows: changes when they are told, questions and deliveries when due. */
export function useOrder(path: OrderPath): Loaded<Dossier> {
  const loaded = useLoaded(`${path.merchant}/${path.order}`, (signal) => dossierOf(path, signal));
  const { data, problem, reload } = loaded;
  const version = data?.order.version ?? 0;
  const isFollowing = live.value === 'live';
  useEffect(
    () =>
      onOrderChange(({ data: changed }) => {
        if (changed.id === path.order && changed.version > version) reload();
      }),
    [path.order, version, reload],
  );
  useEffect(() => {
    const ms = data && lookAgainInMs(data, serverNow());
    if (ms === undefined || ms === null || !isFollowing) return;
    const timer = setTimeout(reload, ms);
    return () => {
      clearTimeout(timer);
    };
    // What finds nothing new, or fails, looks again, too.
  }, [data, problem, isFollowing, reload]);
  return loaded;
}

async function dossierOf(path: OrderPath, signal: AbortSignal): Promise<Dossier> {
  const params = { path };
  const [order, { events, isCutShort }, explanation, deliveries] = await Promise.all([
    answerOf(api.GET('/v1/merchants/{merchant}/orders/{order}', { params, signal })),
    eventsOf(path, signal),
    answerOf(api.GET('/v1/merchants/{merchant}/orders/{order}/explain', { params, signal })),
    may('webhooks:read')
      ? answerOf(api.GET('/v1/merchants/{merchant}/orders/{order}/deliveries', { params, signal }))
      : null,
  ]);
  return { order, events, isCutShort, explanation, deliveries: deliveries?.data ?? null };
}

async function eventsOf(
  path: OrderPath,
  signal: AbortSignal,
): Promise<Pick<Dossier, 'events' | 'isCutShort'>> {
  const events: OrderEvent[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query: { limit: number; cursor?: string } = {
      limit: 200,
      ...(cursor !== null && { cursor }),
    };
    const { data, nextCursor }: Schemas['OrderEventPage'] = await answerOf(
      api.GET('/v1/merchants/{merchant}/orders/{order}/events', {
        params: { path, query },
        signal,
      }),
    );
    events.push(...data);
    if (nextCursor === null) return { events, isCutShort: false };
    cursor = nextCursor;
  }
  return { events, isCutShort: true };
}
