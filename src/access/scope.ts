/** What a token may do; each handler of `/v1` asks for one of them. */
export const SCOPES = [
  'merchants:read',
  'merchants:write',
  'orders:read',
  'orders:write',
  'webhooks:read',
  'webhooks:write',
  'tokens:write',
  'ops:read',
] as const;
export type Scope = (typeof SCOPES)[number];
