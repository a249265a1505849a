import type { EndpointKey } from '../../api/webhooks';

const PLATFORM = 'platform';

/** The page of an endpoint: `/console/webhooks/platform/whk_…` where it hears all merchants. */
export function addressOfWebhook({ owner, webhook }: EndpointKey): string {
  return `/console/webhooks/${owner ?? PLATFORM}/${webhook}`;
}

/** Whose an endpoint is, by the address of its page. */
export function ownerIn(segment: string): string | null {
  return segment === PLATFORM ? null : segment;
}
