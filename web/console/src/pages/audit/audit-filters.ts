/** What the trail is narrowed to; in the address as the API names it. */
export interface AuditFilters {
  actor?: string;
  action?: string;
  subject?: string;
  /** RFC 3339; `to` is not in it any more. */
  from?: string;
  to?: string;
}

export const AUDIT_TEXTS = ['actor', 'action', 'subject'] as const;
export const AUDIT_MOMENTS = ['from', 'to'] as const;

/** Reads the query of an address. What the API would refuse is left out. */
export function parseAuditFilters(search: string): AuditFilters {
  const query = new URLSearchParams(search);
  const filters: AuditFilters = {};
  for (const name of AUDIT_TEXTS) {
    const text = query.get(name)?.trim();
    if (text) filters[name] = text;
  }
  for (const name of AUDIT_MOMENTS) {
    const at = new Date(query.get(name) ?? '');
    if (!Number.isNaN(at.getTime())) filters[name] = at.toISOString();
  }
  return filters;
}

/** The query of an address, with its question mark where there is any. */
export function toAuditSearch(filters: AuditFilters): string {
  const search = new URLSearchParams({ ...filters }).toString();
  return search === '' ? '' : `?${search}`;
}
