import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { BUILD_FOLDER } from '../support/processes';
import {
  ENCRYPTION_KEY,
  newApiKey,
  orderBody,
  startService,
  startWorld,
  type World,
} from '../support/service';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop(), 30_000);

/** Runs the built command line as its own process, over the world's database and sandbox. */
async function cli(args: string[], input = '', changes: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(BUILD_FOLDER, 'cli', 'main.js'), ...args], {
    cwd: BUILD_FOLDER,
    env: { PATH: process.env.PATH, ...world.environment, ...changes },
    stdio: 'pipe',
  });
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ]);
  return { code, stdout, stderr, result: stdout.startsWith('{') ? JSON.parse(stdout) : undefined };
}

const audited = () =>
  world.sql<{ action: string; actor: string; subject: string | null }>(
    'SELECT action, actor, subject FROM audit_events ORDER BY at, id',
  );

describe('the command line', () => {
  it('makes a merchant, its key and a token, and shows an order', async () => {
    const apiKey = newApiKey();
    world.sandbox.addMerchant('From the shell', apiKey);
    const made = await cli(['merchants:create', '--name', 'From the shell']);
    expect(made).toMatchObject({ code: 0, result: { name: 'From the shell' } });
    const merchant: string = made.result.id;

    const keyed = await cli(['credentials:set', merchant, 'sandbox'], `${apiKey}\n`);
    expect(keyed.result.credentials.sandbox.hint).toBe(`…${apiKey.slice(-4)}`);
    expect(keyed.stdout + keyed.stderr).not.toContain(apiKey);

    const issued = await cli([
      ...['tokens:create', '--name', 'shop', '--scope', 'orders:read', 'orders:write'],
      ...['--merchant', merchant],
    ]);
    const { token } = issued.result;
    const created = await world.api.post(`/v1/merchants/${merchant}/orders`, orderBody(), {
      token,
    });
    expect(created.status).toBe(201);

    world.sandbox.changeOrder(created.body.gateway.orderId, { state: 'paid' });
    const verified = await cli(['orders:verify', merchant, created.body.id]);
    expect(verified.result.state).toBe('paid');
    const shown = await cli(['orders:show', merchant, created.body.id]);
    expect(shown.result).toMatchObject({
      order: { state: 'paid' },
      explanation: { state: 'paid' },
      timeline: { data: expect.any(Array) },
    });

    const rotated = await cli(['tokens:rotate', issued.result.id, '--overlap-seconds', '0']);
    expect(rotated.result.token).not.toBe(token);
    expect(await cli(['tokens:revoke', issued.result.id])).toMatchObject({ code: 0, stdout: '' });

    const trail = await audited();
    expect(trail.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'merchant.created',
        'credentials.set',
        'token.issued',
        'order.verified',
        'token.rotated',
        'token.revoked',
      ]),
    );
    expect(trail.filter(({ actor }) => actor.startsWith('cli:'))).not.toHaveLength(0);
    expect(JSON.stringify(trail)).not.toContain(apiKey);
  }, 120_000);

  it('says in one line what is refused, and does not audit it', async () => {
    const before = (await audited()).length;
    const refused = await cli(['merchants:show', 'mrc_nonsense']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^merchant-not-found: .+\n$/);
    const wrong = await cli(['tokens:create', '--name', 'x', '--scope', 'everything']);
    expect(wrong.stderr).toMatch(/^validation-failed: .+\n$/);
    expect((await audited()).length).toBe(before);
  }, 60_000);

  it('names a wrong setting and not its value', async () => {
    const { code, stderr } = await cli(['merchants:list'], '', { PORT: 'canary' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^PORT must be .+\n$/);
    expect(stderr).not.toContain('canary');
  }, 60_000);

  it('rotates the keys while the service takes orders', async () => {
    const merchant = await world.createMerchant();
    const newKey = `new:${randomBytes(32).toString('base64')}`;
    const both = { ENCRYPTION_KEYS: `${newKey},test:${ENCRYPTION_KEY}` };
    const instance = await world.startAnother(both);
    const enough = new AbortController();
    const failures: unknown[] = [];
    const load = (async () => {
      while (!enough.signal.aborted) {
        const answer = await instance.api.post(`/v1/merchants/${merchant.id}/orders`, orderBody());
        if (answer.status !== 201) failures.push(answer.body);
      }
    })();
    const rotated = await cli(['keys:rotate'], '', both);
    expect(rotated.code).toBe(0);
    expect(rotated.result.rewrapped).toBeGreaterThan(2);
    expect((await cli(['keys:rotate'], '', both)).result).toEqual({ rewrapped: 0 });
    enough.abort();
    await load;
    expect(failures).toEqual([]);

    const alone = await startService({ ...world.environment, ENCRYPTION_KEYS: newKey });
    const created = await alone.api.post(`/v1/merchants/${merchant.id}/orders`, orderBody());
    expect(created.status).toBe(201);
    await alone.stop();
    expect(await world.sql("SELECT 1 FROM merchant_credentials WHERE key_id <> 'new'")).toEqual([]);
  }, 120_000);
});
