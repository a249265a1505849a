import { ENDPOINT_STATES, type EndpointState } from '../../api/webhook-schemas';

/** What the list of endpoints is narrowed to; in the address as the API names it. */
export interface WebhookFilters {
  state?: EndpointState;
  /** `mrc_…` */
  merchant?: string;
}

/** Reads the query of an address. What the API does not take is left out. */
export function parseWebhookFilters(search: string): WebhookFilters {
  const query = new URLSearchParams(search);
  const state = ENDPOINT_STATES.find((one) => one === query.get('state'));
  const merchant = query.get('merchant')?.trim() ?? '';
  return { ...(state && { state }), ...(merchant !== '' && { merchant }) };
}

/** The query of an address, with its question mark where there is any. */
export function toWebhookSearch(filters: WebhookFilters): string {
  const search = new URLSearchParams({ ...filters }).toString();
  return search === '' ? '' : `?${search}`;
}
