import { z } from 'zod';
import { ROLES, type Environment, type Role } from './environment';
import { redisAddress, type RedisAddress } from './redis-address';
import { verifySchedule, type VerifySchedule } from './verify-schedule';

/** What an iPay answer can say of an order; see `gateway/ipay-status.ts`. */
export const IPAY_STATES = ['created', 'paid', 'cancelled', 'failed', 'expired', 'error'] as const;
export type IpayState = (typeof IPAY_STATES)[number];

export interface EncryptionKey {
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

/** The settings of a process, checked. Injected by this class; nothing else reads the environment. */
export class Config {
  readonly port!: number;
  readonly host!: string;
  readonly role!: Role;
  readonly databaseUrl!: string;
  readonly databasePoolSize!: number;
  /** Null: everything is read from the primary. */
  readonly databaseReadUrl!: string | null;
  /** Null: the queue lives in Postgres. */
  readonly redis!: RedisAddress | null;
  readonly queuePrefix!: string;
  readonly ipay!: Record<Environment, { baseUrl: string; paymentUrl: string }>;
  /** The operator's own status table; null: the inferred one holds, with its label rule. */
  readonly ipayStatusCodes!: Record<IpayState, number[]> | null;
  readonly ipayTimeoutMs!: number;
  /** The first encrypts, every one decrypts. */
  readonly encryptionKeys!: [EncryptionKey, ...EncryptionKey[]];
  readonly adminToken!: string | null;
  /** No trailing slash. Null: buyers return straight to the platform. */
  readonly publicBaseUrl!: string | null;
  readonly verifySchedule!: VerifySchedule;
  readonly dispatchIntervalMs!: number;
  /** Well below the half minute after which a process counts as silent. */
  readonly heartbeatIntervalMs!: number;
  /** Requests of one token. */
  readonly rateLimitPerMinute!: number;
  /** Whether webhooks may go to 127.0.0.0/8 and ::1. */
  readonly webhookAllowLoopback!: boolean;
  readonly logLevel!: LogLevel;
  readonly shutdownTimeoutMs!: number;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const url = (...schemes: string[]) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), {
    message: `must be a URL of scheme ${schemes.map((scheme) => scheme.slice(0, -1)).join(' or ')}`,
  });

const httpBase = url('http:', 'https:').transform((text) => text.replace(/\/+$/, ''));

const paymentTemplate = url('http:', 'https:').refine((text) => text.includes('{orderId}'), {
  message: 'must contain {orderId}',
});

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

const statusCodes = json
  .pipe(
    z.strictObject(
      Object.fromEntries(IPAY_STATES.map((state) => [state, z.array(z.int())])) as Record<
        IpayState,
        z.ZodArray<z.ZodInt>
      >,
    ),
  )
  .refine((table) => table.paid.length > 0, { message: 'must name a code for paid' })
  .refine(
    (table) => new Set(Object.values(table).flat()).size === Object.values(table).flat().length,
    {
      message: 'must name each code once',
    },
  );

const encryptionKeys = z
  .string()
  .transform((text, context): [EncryptionKey, ...EncryptionKey[]] => {
    const keys = text.split(',').map((entry) => {
      const [id = '', base64 = ''] = entry.trim().split(':', 2);
      return { id, key: Buffer.from(base64, 'base64') };
    });
    const [first, ...rest] = keys;
    if (
      !first ||
      !keys.every(({ id, key }) => /^[A-Za-z0-9_-]{1,32}$/.test(id) && key.length === 32) ||
      new Set(keys.map(({ id }) => id)).size !== keys.length
    ) {
      context.addIssue({
        code: 'custom',
        message: 'must be id:base64 pairs, comma-separated, each 32 bytes under an id of its own',
      });
      return z.NEVER;
    }
    return [first, ...rest];
  });

/**
 * The one schema of the environment. Names are the contract; `.env.example` explains each.
 * An empty value counts as absent, as compose files and shells write it.
 */
const environmentSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  ROLE: z.enum(ROLES).default('all'),
  DATABASE_URL: url('postgres:', 'postgresql:'),
  DATABASE_POOL_SIZE: wholeNumber(2, 500).default(10),
  DATABASE_READ_URL: url('postgres:', 'postgresql:').optional(),
  REDIS_URL: redisAddress.optional(),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,40}$/, 'must be lower-case letters, digits and underscores')
    .default('ipay_connect'),
  IPAY_SANDBOX_BASE_URL: httpBase.default('https://demo.ipay.com.bd/api/pg'),
  IPAY_PRODUCTION_BASE_URL: httpBase.default('https://app.ipay.com.bd/api/pg'),
  IPAY_SANDBOX_PAYMENT_URL: paymentTemplate.default('https://demo.ipay.com.bd/pay/{orderId}'),
  IPAY_PRODUCTION_PAYMENT_URL: paymentTemplate.default('https://app.ipay.com.bd/pay/{orderId}'),
  IPAY_STATUS_CODES: statusCodes.optional(),
  IPAY_TIMEOUT_MS: wholeNumber(100, 120_000).default(10_000),
  ENCRYPTION_KEYS: encryptionKeys,
  ADMIN_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{32,512}$/, 'must be 32 or more visible ASCII characters')
    .optional(),
  PUBLIC_BASE_URL: httpBase.optional(),
  VERIFY_SCHEDULE: json.pipe(verifySchedule).default(() => verifySchedule.parse({})),
  DISPATCH_INTERVAL_MS: wholeNumber(50, 60_000).default(1_000),
  HEARTBEAT_INTERVAL_MS: wholeNumber(50, 10_000).default(5_000),
  RATE_LIMIT_PER_MINUTE: wholeNumber(1, 100_000_000).default(60_000),
  WEBHOOK_ALLOW_LOOPBACK: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  SHUTDOWN_TIMEOUT_MS: wholeNumber(100, 600_000).default(25_000),
});

/** Every setting by name. */
export const SETTING_NAMES: readonly string[] = Object.keys(environmentSchema.shape);

/** A setting is missing or wrong. The message names settings and reasons, never values. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the settings out of an environment.
 * @throws ConfigError one line that names every wrong setting
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environmentSchema.safeParse(present);
  if (!result.success) throw new ConfigError(describe(result.error, present));
  const env = result.data;
  return Object.assign(new Config(), {
    port: env.PORT,
    host: env.HOST,
    role: env.ROLE,
    databaseUrl: env.DATABASE_URL,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    databaseReadUrl: env.DATABASE_READ_URL ?? null,
    redis: env.REDIS_URL ?? null,
    queuePrefix: env.QUEUE_PREFIX,
    ipay: {
      sandbox: { baseUrl: env.IPAY_SANDBOX_BASE_URL, paymentUrl: env.IPAY_SANDBOX_PAYMENT_URL },
      production: {
        baseUrl: env.IPAY_PRODUCTION_BASE_URL,
        paymentUrl: env.IPAY_PRODUCTION_PAYMENT_URL,
      },
    } satisfies Config['ipay'],
    ipayStatusCodes: env.IPAY_STATUS_CODES ?? null,
    ipayTimeoutMs: env.IPAY_TIMEOUT_MS,
    encryptionKeys: env.ENCRYPTION_KEYS,
    adminToken: env.ADMIN_TOKEN ?? null,
    publicBaseUrl: env.PUBLIC_BASE_URL ?? null,
    verifySchedule: env.VERIFY_SCHEDULE,
    dispatchIntervalMs: env.DISPATCH_INTERVAL_MS,
    heartbeatIntervalMs: env.HEARTBEAT_INTERVAL_MS,
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    webhookAllowLoopback: env.WEBHOOK_ALLOW_LOOPBACK,
    logLevel: env.LOG_LEVEL,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
  });
}

function describe(error: z.ZodError, present: Readonly<Record<string, unknown>>): string {
  const reasons = new Map<string, string>();
  for (const issue of error.issues) {
    const [name, ...path] = issue.path.map(String);
    if (!name || reasons.has(name)) continue;
    const where = path.length > 0 ? `${path.join('.')}: ` : '';
    reasons.set(name, name in present ? `${where}${reasonOf(issue)}` : 'is missing');
  }
  return [...reasons].map(([name, reason]) => `${name} ${reason}`).join('; ');
}

/** Zod's own words for an unknown key or a wrong option could carry the value: ours do not. */
function reasonOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${String(issue.minimum)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}`;
    case 'unrecognized_keys':
      return 'has a member that is not known';
    case 'invalid_type':
      return `must be ${issue.expected}`;
    default:
      return issue.message;
  }
}
