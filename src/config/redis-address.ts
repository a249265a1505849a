import { z } from 'zod';

export interface Endpoint {
  host: string;
  port: number;
}

/** Absent: nobody is asked who they are. */
interface Credentials {
  username?: string;
  password?: string;
}

/** Where Redis is, in each of the forms that `REDIS_URL` has. */
export type RedisAddress =
  | { form: 'single'; url: string }
  | {
      form: 'sentinel';
      sentinels: Endpoint[];
      /** The sentinels' own; `redis` are those of the servers that they watch. */
      sentinel: Credentials;
      redis: Credentials;
      masterName: string;
      database: number;
      isTls: boolean;
    }
  | { form: 'cluster'; nodes: Endpoint[]; redis: Credentials; isTls: boolean };

const SCHEMES =
  'must be a URL of scheme redis or rediss, or of redis+sentinel, rediss+sentinel, redis+cluster or rediss+cluster';
const ONE_HOST =
  'must name one host; several belong to the schemes redis+sentinel and redis+cluster';
const HOSTS = 'must name hosts as host or host:port, comma-separated';
const CREDENTIALS = 'must give credentials as user:password, percent-encoded';
const DATABASE = 'must give its database as a number, once';
const MASTER = 'must name the master after the hosts, as in redis+sentinel://host:26379/mymaster';
const PARAMETERS = 'has a parameter that is not known, or has one twice';
const CLUSTER_ENDS = 'must end after the hosts: a Cluster has one database';

const SEVERAL =
  /^redis(?<tls>s?)\+(?<form>sentinel|cluster):\/\/(?:(?<user>[^@/?#]*)@)?(?<hosts>[^@/?#]*)(?<path>\/[^?#]*)?(?:\?(?<query>[^#]*))?$/;

/** Never with a part of the text: it may hold a password. */
class Refusal extends Error {}

/** `REDIS_URL` as the rest of the service wants it. */
export const redisAddress = z.string().transform((text, context): RedisAddress => {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

function read(text: string): RedisAddress {
  if (/^rediss?:/i.test(text)) return readSingle(text);
  const parts = SEVERAL.exec(text)?.groups;
  if (!parts) throw new Refusal(/^rediss?\+(sentinel|cluster):/.test(text) ? HOSTS : SCHEMES);
  const { user, hosts = '', path = '/', query = '' } = parts;
  const isTls = parts.tls === 's';
  const redis = user === undefined ? {} : readCredentials(user);
  if (parts.form === 'cluster') {
    if (path !== '/' || query !== '') throw new Refusal(CLUSTER_ENDS);
    return { form: 'cluster', nodes: readHosts(hosts, 6379), redis, isTls };
  }
  const sentinels = readHosts(hosts, 26_379);
  const { db, ...sentinel } = readParameters(query);
  const [, masterName, number] = /^\/([\w.-]+)(?:\/(.*))?$/.exec(path) ?? [];
  if (masterName === undefined) throw new Refusal(MASTER);
  if (db !== undefined && number !== undefined) throw new Refusal(DATABASE);
  const database = readDatabase(db ?? number ?? '0');
  return { form: 'sentinel', sentinels, sentinel, redis, masterName, database, isTls };
}

/** What else it may hold, the driver reads by itself. */
function readSingle(url: string): RedisAddress {
  if (!URL.canParse(url)) throw new Refusal(ONE_HOST);
  const { hostname, pathname } = new URL(url);
  if (hostname === '') throw new Refusal(ONE_HOST);
  if (pathname.length > 1) readDatabase(pathname.slice(1));
  return { form: 'single', url };
}

function readHosts(text: string, defaultPort: number): Endpoint[] {
  return text.split(',').map((entry) => {
    const [, name, literal, digits] =
      /^(?:([\w.-]+)|\[([\da-fA-F:.]+)\])(?::(\d{1,5}))?$/.exec(entry) ?? [];
    const host = name ?? literal;
    const port = digits === undefined ? defaultPort : Number(digits);
    if (host === undefined || port < 1 || port > 65_535) throw new Refusal(HOSTS);
    return { host, port };
  });
}

function readCredentials(text: string): Credentials {
  const [username = '', password = '', ...rest] = text.split(':').map(decode);
  if (password === '' || rest.length > 0) throw new Refusal(CREDENTIALS);
  return { ...(username !== '' && { username }), password };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(CREDENTIALS);
  }
}

function readDatabase(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new Refusal(DATABASE);
  return Number(text);
}

const PARAMETER_NAMES: Readonly<Record<string, 'db' | keyof Credentials>> = {
  db: 'db',
  sentinel_username: 'username',
  sentinel_password: 'password',
};

function readParameters(query: string): Credentials & { db?: string } {
  const found: Credentials & { db?: string } = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const member = Object.hasOwn(PARAMETER_NAMES, name) ? PARAMETER_NAMES[name] : undefined;
    if (member === undefined || found[member] !== undefined) throw new Refusal(PARAMETERS);
    found[member] = value;
  }
  if (found.username !== undefined && found.password === undefined) throw new Refusal(CREDENTIALS);
  return found;
}
