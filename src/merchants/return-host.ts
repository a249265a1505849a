import { isIPv4 } from 'node:net';

const MAX_LENGTH = 253;
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const IPV6 = /^\[[0-9a-f:.]+\]$/;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^:[\]]+)(?::([1-9]\d{0,4}))?$/;
/** What would end or change the host when the text is read as the host of a URL. */
const NOT_IN_A_HOST = /[\s/\\?#@%<>^|*]/;

/**
 * A host that buyers may be sent back to, in the form that is stored and compared: lower case,
 * international names in ASCII (as in a parsed URL), with the port where one is named. Without a
 * port it stands for every port.
 * @returns null for what is not a hostname or an IP address (IPv6 in brackets), optionally `:port`
 */
export function returnHost(text: string): string | null {
  const [, host = '', port] = HOST_AND_PORT.exec(text) ?? [];
  if (host === '' || NOT_IN_A_HOST.test(host) || Number(port ?? 0) > 65_535) return null;
  if (!URL.canParse(`http://${host}`)) return null;
  const { hostname } = new URL(`http://${host}`);
  if (hostname.length > MAX_LENGTH || !(NAME.test(hostname) || IPV6.test(hostname))) return null;
  // `1` and `0x7f.1` are IPv4 addresses to a URL parser, but not what somebody meant to write.
  if (isIPv4(hostname) && hostname !== host) return null;
  return port === undefined ? hostname : `${hostname}:${port}`;
}

/** The entries of {@link returnHost} under any of which a callback URL is allowed. */
export function returnHostsOf(url: URL): [host: string, hostAndPort: string] {
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : url.port;
  return [url.hostname, `${url.hostname}:${port ?? ''}`];
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };
