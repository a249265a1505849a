import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

describe('npm run sandbox', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'starts, serves, and ends with 0 on %s',
    async (signal) => {
      const sandbox = run({ SANDBOX_API_KEYS: 'entry-test-key' });
      while (!sandbox.said().includes('entry-test-key')) {
        if (sandbox.child.exitCode !== null) throw new Error(sandbox.said());
        await new Promise((resolve) => sandbox.child.stdout.once('data', resolve));
      }
      const [gatewayUrl] = /http:\S+\/api\/pg/.exec(sandbox.said()) ?? [''];
      const answer = await fetch(`${gatewayUrl}/order/IPAY-1/status`, {
        headers: { authorization: 'Bearer entry-test-key' },
      });
      expect(answer.status).toBe(404);
      sandbox.child.kill(signal);
      expect(await sandbox.ended).toBe(0);
    },
  );

  it.each([
    [{ SANDBOX_PORT: 'http' }, /SANDBOX_PORT/],
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
