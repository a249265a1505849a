import type { IncomingHttpHeaders } from 'node:http';

/**
 * Which page sent a request, as its browser tells; pages cannot change what is read here. Over plain
 * http browsers leave `Sec-Fetch-Site` out, and tell the `Origin` with every unsafe method. Unsaid:
 * no browser, or an old one.
 */
export function pageOrigin(headers: IncomingHttpHeaders): 'own' | 'foreign' | 'unsaid' {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' ? 'own' : 'foreign';
  if (origin === undefined) return 'unsaid';
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase() ? 'own' : 'foreign';
}
