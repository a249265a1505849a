import { useRenewal } from '../../api/use-renewal';
import { useLoaded, type Loaded } from '../../api/use-loaded';
import type { Delivery, DeliveryState, Webhook } from '../../api/webhook-schemas';
import { listDeliveries, readWebhook, type EndpointKey } from '../../api/webhooks';
import { serverNow } from '../../api/server-clock';
import { useListRenewal, usePages, type Paged } from '../../ui/paged';

/** One row: it costs next to nothing. */
const ENDPOINT_MS = 5_000;
/** While nothing is under way. */
const QUIET_MS = 15_000;
const BUSY_MS = 2_000;
/** What is due later than this is no reason to look often. */
const SOON_MS = 60_000;

/** The endpoint, as it is and becomes. */
export function useWebhook(endpoint: EndpointKey): Loaded<Webhook> {
  const loaded = useLoaded(endpoint.webhook, (signal) => readWebhook(endpoint, signal));
  useRenewal(loaded, { everyMs: ENDPOINT_MS });
  return loaded;
}

/** What it was told and is to be told, newest first; looked at often while something is under way. */
export function useDeliveries(
  endpoint: EndpointKey,
  state: DeliveryState | undefined,
  isEnabled: boolean,
): Paged<Delivery> {
  const list = usePages(`${endpoint.webhook} ${state ?? ''}`, (cursor, signal) => {
    const query = { ...(state && { state }), ...(cursor !== undefined && { cursor }) };
    return listDeliveries(endpoint, query, signal);
  });
  const shown = list.data?.data ?? [];
  const isBusy = isEnabled && shown.some((delivery) => isUnderWay(delivery, serverNow()));
  useListRenewal(list, isBusy ? BUSY_MS : QUIET_MS);
  return list;
}

/** @param now by the service's clock */
function isUnderWay({ nextAttemptAt }: Delivery, now: number): boolean {
  return nextAttemptAt !== null && new Date(nextAttemptAt).getTime() - now < SOON_MS;
}
