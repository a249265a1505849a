/** `npm run sandbox`, and the sandbox's own image. */
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { type SandboxOptions } from './options';
import { type ScenarioInput } from './scenario';
import { startSandbox } from './server';
import { DEFAULT_SETTINGS, settingsSchema } from './settings';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const wholeNumber = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number);

const setting = settingsSchema.shape;

const environment = z.object({
  SANDBOX_HOST: z.string().default('127.0.0.1'),
  SANDBOX_PORT: wholeNumber.default(4010),
  SANDBOX_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  SANDBOX_PAYMENT_URL_SCHEME: setting.paymentUrlScheme.default(DEFAULT_SETTINGS.paymentUrlScheme),
  SANDBOX_API_KEYS: z.string().optional(),
  SANDBOX_ACCEPT_ANY_KEY: flag.default(false),
  SANDBOX_EXPIRY_MS: wholeNumber.pipe(setting.expiryMs).default(DEFAULT_SETTINGS.expiryMs),
  SANDBOX_CODE_FAMILY: setting.codeFamily.default(DEFAULT_SETTINGS.codeFamily),
  SANDBOX_LATENCY: setting.latency.default(DEFAULT_SETTINGS.latency),
  SANDBOX_MAGIC_AMOUNTS: flag.default(true),
  /** Path of a JSON file. */
  SANDBOX_SCENARIO: z.string().min(1).optional(),
});

async function main(): Promise<void> {
  const sandbox = await startSandbox(readOptions());
  console.log(`iPay sandbox, play money only: ${sandbox.url}`);
  console.log(`gateway base address:          ${sandbox.gatewayUrl}`);
  for (const { name, apiKey } of sandbox.merchants())
    console.log(`API key of "${name}": ${apiKey}`);

  const end = () => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

function readOptions(): SandboxOptions {
  // Compose files pass what is not set as an empty text.
  const given = Object.entries(process.env).filter(([, value]) => value !== '');
  const env = environment.parse(Object.fromEntries(given));
  const keys = env.SANDBOX_API_KEYS?.split(',').filter((key) => key !== '') ?? [];
  return {
    host: env.SANDBOX_HOST,
    port: env.SANDBOX_PORT,
    ...(env.SANDBOX_PUBLIC_URL === undefined ? {} : { publicUrl: env.SANDBOX_PUBLIC_URL }),
    paymentUrlScheme: env.SANDBOX_PAYMENT_URL_SCHEME,
    merchants:
      keys.length === 0
        ? [{ name: 'Demo shop' }]
        : keys.map((apiKey, index) => ({ name: `Demo shop ${index + 1}`, apiKey })),
    acceptAnyKey: env.SANDBOX_ACCEPT_ANY_KEY,
    expiryMs: env.SANDBOX_EXPIRY_MS,
    codeFamily: env.SANDBOX_CODE_FAMILY,
    latency: env.SANDBOX_LATENCY,
    magicAmounts: env.SANDBOX_MAGIC_AMOUNTS,
    ...(env.SANDBOX_SCENARIO === undefined ? {} : { scenario: readScenario(env.SANDBOX_SCENARIO) }),
  };
}

/** `startSandbox` checks what it says. */
function readScenario(path: string): ScenarioInput {
  return JSON.parse(readFileSync(path, 'utf8')) as ScenarioInput;
}

/** One line, whatever was wrong. */
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`;
  }
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  console.error(`the sandbox cannot start: ${reasonOf(error)}`);
  process.exit(1);
});
