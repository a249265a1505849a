import { ConfigError, parseConfig, type Config } from '../../../src/config/config';
import { minimal } from './environments';

const KEY = Buffer.alloc(32, 7).toString('base64');
const SHORT_KEY = Buffer.alloc(31, 7).toString('base64');

function refusal(environment: Record<string, string | undefined>): string {
  try {
    parseConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('the configuration was accepted');
}

describe('what is left out', () => {
  it('has the defaults of the documentation', () => {
    expect(parseConfig(minimal())).toMatchObject({
      port: 3000,
      host: '0.0.0.0',
      role: 'all',
      databasePoolSize: 10,
      databaseReadUrl: null,
      redis: null,
      queuePrefix: 'ipay_connect',
      ipay: {
        sandbox: {
          baseUrl: 'https://demo.ipay.com.bd/api/pg',
          paymentUrl: 'https://demo.ipay.com.bd/pay/{orderId}',
        },
        production: {
          baseUrl: 'https://app.ipay.com.bd/api/pg',
          paymentUrl: 'https://app.ipay.com.bd/pay/{orderId}',
        },
      },
      ipayStatusCodes: null,
      ipayTimeoutMs: 10_000,
      adminToken: null,
      publicBaseUrl: null,
      dispatchIntervalMs: 1_000,
      heartbeatIntervalMs: 5_000,
      webhookAllowLoopback: false,
      logLevel: 'info',
      shutdownTimeoutMs: 25_000,
    });
  });

  it.each(['DATABASE_URL', 'ENCRYPTION_KEYS'])('stops the start where it is %s', (name) => {
    expect(refusal({ ...minimal(), [name]: undefined })).toBe(`${name} is missing`);
  });

  it('may also be empty, as compose files write it', () => {
    const empty = { PORT: '', REDIS_URL: '', ADMIN_TOKEN: '', VERIFY_SCHEDULE: '' };
    expect(parseConfig({ ...minimal(), ...empty })).toEqual(parseConfig(minimal()));
    expect(refusal({ ...minimal(), DATABASE_URL: '' })).toBe('DATABASE_URL is missing');
  });

  it('is nothing that the service does not know', () => {
    expect(() =>
      parseConfig({ ...minimal(), PATH: '/usr/bin', NODE_ENV: 'production' }),
    ).not.toThrow();
  });
});

const STATUS_CODES = {
  created: [1],
  paid: [2],
  cancelled: [3],
  failed: [4],
  expired: [5],
  error: [6],
};

const ACCEPTED: [name: string, value: string, member: keyof Config, parsed: unknown][] = [
  ['PORT', '0', 'port', 0],
  ['PORT', '65535', 'port', 65_535],
  ['HOST', '127.0.0.1', 'host', '127.0.0.1'],
  ['ROLE', 'api', 'role', 'api'],
  ['ROLE', 'worker', 'role', 'worker'],
  ['DATABASE_URL', 'postgresql://h/d', 'databaseUrl', 'postgresql://h/d'],
  ['DATABASE_POOL_SIZE', '2', 'databasePoolSize', 2],
  ['DATABASE_READ_URL', 'postgres://h/d', 'databaseReadUrl', 'postgres://h/d'],

  ['REDIS_URL', 'redis://h/1', 'redis', { form: 'single', url: 'redis://h/1' }],
  ['QUEUE_PREFIX', 'shop_2', 'queuePrefix', 'shop_2'],
  ['IPAY_TIMEOUT_MS', '100', 'ipayTimeoutMs', 100],
  ['IPAY_STATUS_CODES', JSON.stringify(STATUS_CODES), 'ipayStatusCodes', STATUS_CODES],
  ['ADMIN_TOKEN', '!'.repeat(32), 'adminToken', '!'.repeat(32)],
  ['PUBLIC_BASE_URL', 'https://pay.example.com//', 'publicBaseUrl', 'https://pay.example.com'],
  ['DISPATCH_INTERVAL_MS', '50', 'dispatchIntervalMs', 50],
  ['HEARTBEAT_INTERVAL_MS', '10000', 'heartbeatIntervalMs', 10_000],
  ['WEBHOOK_ALLOW_LOOPBACK', 'true', 'webhookAllowLoopback', true],
  ['LOG_LEVEL', 'silent', 'logLevel', 'silent'],
  ['SHUTDOWN_TIMEOUT_MS', '600000', 'shutdownTimeoutMs', 600_000],
];

describe('a right value', () => {
  it.each(ACCEPTED)('%s=%s', (name, value, member, parsed) => {
    expect(parseConfig({ ...minimal(), [name]: value })[member]).toEqual(parsed);
  });

  it('of ENCRYPTION_KEYS is one key or more, the first of which encrypts', () => {
    const { encryptionKeys } = parseConfig({
      ...minimal(),
      ENCRYPTION_KEYS: `new:${KEY}, old:${KEY}`,
    });
    expect(encryptionKeys.map(({ id, key }) => [id, key.length])).toEqual([
      ['new', 32],
      ['old', 32],
    ]);
  });

  it('of an iPay address is kept without the slash at its end', () => {
    const { ipay } = parseConfig({
      ...minimal(),
      IPAY_SANDBOX_BASE_URL: 'http://127.0.0.1:4000/api/pg/',
      IPAY_PRODUCTION_PAYMENT_URL: 'https://pay.example.com/{orderId}/now',
    });
    expect(ipay.sandbox.baseUrl).toBe('http://127.0.0.1:4000/api/pg');
    expect(ipay.production.paymentUrl).toBe('https://pay.example.com/{orderId}/now');
  });
});

const URL_REASON = 'must be a URL of scheme http or https';
const TEMPLATE_REASON = 'must contain {orderId}';
const KEYS_REASON =
  'must be id:base64 pairs, comma-separated, each 32 bytes under an id of its own';

const REFUSED: [name: string, value: string, reason: string][] = [
  ['PORT', 'http-canary', 'must be a whole number'],
  ['PORT', '-1', 'must be a whole number'],
  ['PORT', '3000.5', 'must be a whole number'],
  ['PORT', '70000', 'must be at most 65535'],
  ['ROLE', 'boss-canary', 'must be one of api, worker, all'],
  ['DATABASE_URL', 'mysql://u:canary@h/d', 'must be a URL of scheme postgres or postgresql'],
  ['DATABASE_URL', 'canary', 'must be a URL of scheme postgres or postgresql'],
  ['DATABASE_POOL_SIZE', '1', 'must be at least 2'],
  ['DATABASE_POOL_SIZE', '501', 'must be at most 500'],
  ['DATABASE_READ_URL', 'canary', 'must be a URL of scheme postgres or postgresql'],
  [
    'REDIS_URL',
    'redis+sentinel://:canary@h',
    'must name the master after the hosts, as in redis+sentinel://host:26379/mymaster',
  ],
  ['QUEUE_PREFIX', 'Canary', 'must be lower-case letters, digits and underscores'],
  ['QUEUE_PREFIX', 'canary;drop', 'must be lower-case letters, digits and underscores'],
  ['IPAY_SANDBOX_BASE_URL', 'ftp://canary', URL_REASON],
  ['IPAY_PRODUCTION_BASE_URL', 'canary', URL_REASON],
  ['IPAY_SANDBOX_PAYMENT_URL', 'https://canary.example/pay', TEMPLATE_REASON],
  ['IPAY_PRODUCTION_PAYMENT_URL', 'canary/{orderId}', URL_REASON],
  ['IPAY_STATUS_CODES', 'canary', 'must be JSON'],
  ['IPAY_STATUS_CODES', '{"paid":[2],"canary":[3]}', 'created: must be array'],
  [
    'IPAY_STATUS_CODES',
    JSON.stringify({ ...STATUS_CODES, canary: [7] }),
    'has a member that is not known',
  ],
  ['IPAY_STATUS_CODES', JSON.stringify({ ...STATUS_CODES, paid: [] }), 'must name a code for paid'],
  [
    'IPAY_STATUS_CODES',
    JSON.stringify({ ...STATUS_CODES, error: [6, 2] }),
    'must name each code once',
  ],
  ['IPAY_STATUS_CODES', JSON.stringify({ ...STATUS_CODES, paid: [2.5] }), 'paid.0: must be int'],
  ['IPAY_TIMEOUT_MS', '99', 'must be at least 100'],
  ['IPAY_TIMEOUT_MS', '10s-canary', 'must be a whole number'],
  ['ENCRYPTION_KEYS', `canary:${SHORT_KEY}`, KEYS_REASON],
  ['ENCRYPTION_KEYS', KEY, KEYS_REASON],
  ['ENCRYPTION_KEYS', `a:${KEY},a:${KEY}`, KEYS_REASON],
  ['ENCRYPTION_KEYS', `canary key:${KEY}`, KEYS_REASON],
  ['ADMIN_TOKEN', 'canary', 'must be 32 or more visible ASCII characters'],
  ['ADMIN_TOKEN', 'canary '.repeat(6), 'must be 32 or more visible ASCII characters'],
  ['PUBLIC_BASE_URL', 'canary.example.com', URL_REASON],
  ['VERIFY_SCHEDULE', '{canary}', 'must be JSON'],
  ['VERIFY_SCHEDULE', '{"canary":1}', 'has a member that is not known'],
  ['DISPATCH_INTERVAL_MS', '49', 'must be at least 50'],
  ['WEBHOOK_ALLOW_LOOPBACK', 'canary', 'must be one of true, false'],
  ['LOG_LEVEL', 'canary', 'must be one of fatal, error, warn, info, debug, trace, silent'],
  ['SHUTDOWN_TIMEOUT_MS', '600001', 'must be at most 600000'],
];

describe('a wrong value', () => {
  it.each(REFUSED)('%s=%s', (name, value, reason) => {
    const message = refusal({ ...minimal(), [name]: value });
    expect(message).toBe(`${name} ${reason}`);
    // Whatever else it is, it is not what was written there.
    expect(message).not.toContain(value);
    expect(message.toLowerCase()).not.toContain('canary');
    expect(message).not.toContain('\n');
  });

  it('of several settings is told of all of them, in one line', () => {
    const message = refusal({ PORT: 'x', ENCRYPTION_KEYS: 'x', ROLE: 'x' });
    expect(message.split('; ')).toEqual([
      'PORT must be a whole number',
      'ROLE must be one of api, worker, all',
      'DATABASE_URL is missing',
      `ENCRYPTION_KEYS ${KEYS_REASON}`,
    ]);
  });
});
