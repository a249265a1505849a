import { isIP } from 'node:net';
import { IPv6, parse, type IPv4 } from 'ipaddr.js';

export const MAX_URL_LENGTH = 2_048;

/** Where clouds keep the secrets of a machine, outside the ranges that are refused anyway. */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set([
  '100.100.100.200', // Alibaba Cloud
  '168.63.129.16', // Azure
  '192.0.0.192', // Oracle Cloud
]);

const REFUSED_RANGES: ReadonlySet<string> = new Set([
  'unspecified',
  'loopback',
  'linkLocal',
  'multicast',
  'broadcast',
  'uniqueLocal',
  'deprecatedSiteLocal',
  // Hides an IPv4 address behind an exclusive or; nobody receives webhooks there.
  'teredo',
]);

/** NAT64 of a network's own (RFC 8215): where in it the IPv4 address stands, only the network knows. */
const LOCAL_NAT64: [IPv6, number] = [IPv6.parse('64:ff9b:1::'), 48];

/** Prefixes of IPv6 addresses that lead to an IPv4 address, and the byte where that begins. */
const EMBEDDINGS: readonly { prefix: [IPv6, number]; at: number }[] = [
  { prefix: [IPv6.parse('::ffff:0:0'), 96], at: 12 }, // mapped, RFC 4291
  { prefix: [IPv6.parse('::'), 96], at: 12 }, // compatible, RFC 4291
  { prefix: [IPv6.parse('::ffff:0:0:0'), 96], at: 12 }, // translated, RFC 2765
  { prefix: [IPv6.parse('64:ff9b::'), 96], at: 12 }, // NAT64, RFC 6052
  { prefix: [IPv6.parse('2002::'), 16], at: 2 }, // 6to4, RFC 3056
];

export interface AddressRules {
  /** Frees 127.0.0.0/8 and ::1, and no other way to write them. */
  allowLoopback: boolean;
}

/**
 * Whether a webhook may be sent to this IP address. Private IPv4 networks are where our platforms
 * live; loopback, link-local, unique-local, multicast, unspecified and metadata addresses are not,
 * nor whatever IPv6 address leads to one of them.
 */
export function isAllowedAddress(address: string, { allowLoopback }: AddressRules): boolean {
  if (isIP(address) === 0) return false;
  const ip = parse(address);
  if (ip.range() === 'loopback') return allowLoopback;
  return isUsable(ip);
}

function isUsable(ip: IPv4 | IPv6): boolean {
  if (REFUSED_RANGES.has(ip.range()) || METADATA_ADDRESSES.has(ip.toString())) return false;
  if (!(ip instanceof IPv6)) return true;
  const embedded = embeddedIn(ip);
  return embedded === null ? !ip.match(LOCAL_NAT64) : isUsable(embedded);
}

function embeddedIn(ip: IPv6): IPv4 | IPv6 | null {
  const embedding = EMBEDDINGS.find(({ prefix }) => ip.match(prefix));
  if (!embedding) return null;
  const bytes = ip.toByteArray().slice(embedding.at, embedding.at + 4);
  return parse(bytes.join('.'));
}

/**
 * The IP address that a parsed URL names instead of a host; null for a name. Decimal, hexadecimal,
 * octal and shortened IPv4 are spelled out by the URL parser (WHATWG URL, "host parsing").
 */
export function literalAddress({ hostname }: Pick<URL, 'hostname'>): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? null : bare;
}

/**
 * Why an address cannot be registered, for the caller; null where it can. Names are not looked up:
 * what counts is where they lead when a delivery is sent.
 */
export function objectionToUrl(value: unknown, rules: AddressRules): string | null {
  const isText = typeof value === 'string' && value.length <= MAX_URL_LENGTH;
  if (!isText || !/^https?:\/\/[^\s\p{Cc}\\]+$/iu.test(value) || !URL.canParse(value)) {
    return `must be an absolute http or https URL of at most ${MAX_URL_LENGTH} characters`;
  }
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return 'must not carry credentials';
  const literal = literalAddress(url);
  if (literal === null || isAllowedAddress(literal, rules)) return null;
  return 'must not be a loopback, link-local, unique-local, multicast or metadata address';
}
