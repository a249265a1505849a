import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { orderRequest } from './gateway-caller';

const ROOT = join(__dirname, '../../..');
const SOURCES = join(ROOT, 'src/sandbox');

function run(environment: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/sandbox/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', SANDBOX_PORT: '0', ...environment },
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended, said: () => said };
}

/** Waits for the keys, the last lines of the start, and returns the gateway's base address. */
async function started(sandbox: ReturnType<typeof run>): Promise<string> {
  while (!sandbox.said().includes('test-key')) {
    if (sandbox.child.exitCode !== null) throw new Error(sandbox.said());
    const said = new Promise((resolve) => sandbox.child.stdout.once('data', resolve));
    await Promise.race([said, sandbox.ended]);
  }
  const [gatewayUrl] = /http:\S+\/api\/pg/.exec(sandbox.said()) ?? [''];
  return gatewayUrl;
}

describe('npm run sandbox', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'starts, serves, and ends with 0 on %s',
    async (signal) => {
      const sandbox = run({ SANDBOX_API_KEYS: 'entry-test-key' });
      const gatewayUrl = await started(sandbox);
      const answer = await fetch(`${gatewayUrl}/order/IPAY-1/status`, {
        headers: { authorization: 'Bearer entry-test-key' },
      });
      expect(answer.status).toBe(404);
      sandbox.child.kill(signal);
      expect(await sandbox.ended).toBe(0);
    },
  );

  it('takes its settings from the environment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    const scenario = join(folder, 'evening.json');
    const steps = [{ at: '0s', do: 'settings', settings: { codeFamily: 'ordinal' } }];
    writeFileSync(scenario, JSON.stringify({ name: 'evening', steps }));
    const sandbox = run({
      SANDBOX_API_KEYS: 'entry-test-key,second-test-key',
      SANDBOX_PUBLIC_URL: 'https://play.example/',
      SANDBOX_PAYMENT_URL_SCHEME: 'https',
      SANDBOX_MAGIC_AMOUNTS: 'false',
      SANDBOX_EXPIRY_MS: '60000',
      SANDBOX_LATENCY: '',
      SANDBOX_SCENARIO: scenario,
    });
    const gatewayUrl = await started(sandbox);
    const headers = {
      authorization: 'Bearer second-test-key',
      'content-type': 'application/json',
    };
    const placed = await fetch(`${gatewayUrl}/order`, {
      method: 'POST',
      headers,
      body: JSON.stringify(orderRequest({ amount: 1.01 })),
    });
    const { orderId, paymentUrl } = (await placed.json()) as Record<string, string>;
    expect(paymentUrl).toBe(`https://play.example/pay/${orderId}`);
    const asked = await fetch(`${gatewayUrl}/order/${orderId}/status`, { headers });
    expect(await asked.json()).toMatchObject({ statusCode: 1 });
    sandbox.child.kill();
    await sandbox.ended;
    rmSync(folder, { recursive: true });
  });

  it.each([
    [{ SANDBOX_PORT: 'http' }, /SANDBOX_PORT/],
    [{ SANDBOX_EXPIRY_MS: '0' }, /SANDBOX_EXPIRY_MS/],
    [{ SANDBOX_SCENARIO: join(ROOT, 'nest-cli.json') }, /name|steps/],
    [{ SANDBOX_CODE_FAMILY: 'roman' }, /SANDBOX_CODE_FAMILY/],
    [{ SANDBOX_SCENARIO: '/nowhere.json' }, /nowhere/],
  ])('does not start with %j, and says why in one line', async (environment, why) => {
    const sandbox = run(environment);
    expect(await sandbox.ended).toBe(1);
    expect(sandbox.said()).toMatch(why);
    expect(sandbox.said().trim().split('\n')).toHaveLength(1);
  });
});

it('imports nothing of the service but the types of iPay’s wire', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  const imports = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const depth = file.split('/').length - 1;
      const text = readFileSync(join(SOURCES, file), 'utf8');
      return [...text.matchAll(/^(?:import|export)\s[^;]*?from '([^']+)';/gms)].map((match) => ({
        statement: match[0],
        from: match[1] ?? '',
        leaves: (match[1]?.match(/\.\.\//g)?.length ?? 0) > depth,
      }));
    });
  const outside = imports.filter(({ leaves }) => leaves);
  expect(new Set(outside.map(({ from }) => from))).toEqual(new Set(['../gateway/ipay-wire']));
  for (const { statement } of outside) {
    expect(statement.replace(/\s+/g, ' ')).toMatch(/^import \{( ?type \w+,?)+ \} from/);
  }
  const packages = imports.filter(({ from }) => !from.startsWith('.') && !from.startsWith('node:'));
  expect(new Set(packages.map(({ from }) => from))).toEqual(
    new Set(['fastify', '@fastify/formbody', 'zod']),
  );
});
