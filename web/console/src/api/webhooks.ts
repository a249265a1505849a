import type { paths } from '../../../../packages/client/src/contract';
import { answerOf, api } from './client';
import type { Schemas } from './schemas';
import type { Delivery, DeliveryState, EndpointState, WebhookEvent } from './webhook-schemas';

/** Endpoints and their deliveries, of a merchant or of the platform itself. */

/** An endpoint and whose it is; null: it hears all merchants. */
export interface EndpointKey {
  owner: string | null;
  webhook: string;
}

type PlatformPath = keyof paths & `/v1/webhooks${string}`;

/** What the platform has at one address, a merchant has at the same under its own. */
function at<Path extends PlatformPath>(owner: string | null, path: Path): Path {
  return (owner === null ? path : path.replace('/v1', '/v1/merchants/{merchant}')) as Path;
}

/** The ids that the address takes. */
function idsOf<Ids extends object>(owner: string | null, ids: Ids): Ids {
  return owner === null ? ids : { merchant: owner, ...ids };
}

export function listWatched(
  query: { merchant?: string; state?: EndpointState; cursor?: string },
  signal?: AbortSignal,
): Promise<Schemas['WatchedWebhookPage']> {
  const options = signal ? { signal } : {};
  return answerOf(api.GET('/v1/ops/webhooks', { params: { query }, ...options }));
}

export function createWebhook(
  owner: string | null,
  body: { url: string; description: string; events: WebhookEvent[]; enabled: boolean },
): Promise<Schemas['WebhookWithSecret']> {
  if (owner === null) return answerOf(api.POST('/v1/webhooks', { body }));
  const params = { path: { merchant: owner } };
  return answerOf(api.POST('/v1/merchants/{merchant}/webhooks', { params, body }));
}

export function readWebhook({ owner, webhook }: EndpointKey, signal: AbortSignal) {
  const params = { path: idsOf(owner, { webhook }) };
  return answerOf(api.GET(at(owner, '/v1/webhooks/{webhook}'), { params, signal }));
}

export function changeWebhook({ owner, webhook }: EndpointKey, body: Schemas['ChangeWebhook']) {
  const params = { path: idsOf(owner, { webhook }) };
  return answerOf(api.PATCH(at(owner, '/v1/webhooks/{webhook}'), { params, body }));
}

export async function deleteWebhook({ owner, webhook }: EndpointKey): Promise<void> {
  const params = { path: idsOf(owner, { webhook }) };
  await answerOf(api.DELETE(at(owner, '/v1/webhooks/{webhook}'), { params }));
}

export function rotateSecret({ owner, webhook }: EndpointKey, overlapSeconds: number) {
  const params = { path: idsOf(owner, { webhook }) };
  const body = { overlapSeconds };
  return answerOf(api.POST(at(owner, '/v1/webhooks/{webhook}/rotate-secret'), { params, body }));
}

export function sendTest({ owner, webhook }: EndpointKey): Promise<Delivery> {
  const params = { path: idsOf(owner, { webhook }) };
  return answerOf(api.POST(at(owner, '/v1/webhooks/{webhook}/test'), { params }));
}

/** From and, where it has an end, before: RFC 3339 times. */
export interface ReplayWindow {
  from: string;
  to?: string;
}

export function countReplay(
  { owner, webhook }: EndpointKey,
  query: ReplayWindow,
  signal: AbortSignal,
): Promise<Schemas['ReplayCount']> {
  const params = { path: idsOf(owner, { webhook }), query };
  return answerOf(api.GET(at(owner, '/v1/webhooks/{webhook}/replay'), { params, signal }));
}

export function replay(
  { owner, webhook }: EndpointKey,
  body: ReplayWindow,
): Promise<{ count: number }> {
  const params = { path: idsOf(owner, { webhook }) };
  return answerOf(api.POST(at(owner, '/v1/webhooks/{webhook}/replay'), { params, body }));
}

export function listDeliveries(
  { owner, webhook }: EndpointKey,
  query: { state?: DeliveryState; cursor?: string },
  signal?: AbortSignal,
): Promise<Schemas['DeliveryPage']> {
  const params = { path: idsOf(owner, { webhook }), query };
  const options = signal ? { signal } : {};
  return answerOf(api.GET(at(owner, '/v1/webhooks/{webhook}/deliveries'), { params, ...options }));
}

export async function redeliver({ owner, webhook }: EndpointKey, delivery: string): Promise<void> {
  const params = { path: idsOf(owner, { webhook, delivery }) };
  const path = at(owner, '/v1/webhooks/{webhook}/deliveries/{delivery}/redeliver');
  await answerOf(api.POST(path, { params }));
}
