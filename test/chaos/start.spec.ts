import { freePort } from '../../tools/process/free-port';
import { runToEnd, startProcessWorld, type ProcessWorld } from '../support/processes';

let world: ProcessWorld;
beforeAll(async () => {
  world = await startProcessWorld();
}, 60_000);
afterAll(() => world.stop());

describe('five migrations at once on an empty database', () => {
  it('all succeed, and apply each migration once', async () => {
    await world.sql('CREATE DATABASE empty_at_first');
    const url = new URL(world.database.url);
    url.pathname = '/empty_at_first';
    const environment = { ...world.environment, DATABASE_URL: url.href };
    const runs = await Promise.all(
      Array.from({ length: 5 }, () => runToEnd('migrate.js', environment)),
    );
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(runs.map(() => [0, '']));
    const applied = runs.flatMap(({ stdout }) => JSON.parse(stdout).applied as string[]);
    expect(applied.length).toBeGreaterThan(0);
    expect(new Set(applied).size).toBe(applied.length);
    // And what they made is a schema that the service starts on.
    const service = await world.start({ DATABASE_URL: url.href });
    expect(await service.stop()).toBe('exit code 0');
    await world.sql('DROP DATABASE empty_at_first WITH (FORCE)');
  }, 60_000);
});

describe('a wrong setting', () => {
  it.each([
    ['DATABASE_URL', 'mysql://canary-4711@localhost/x'],
    ['ENCRYPTION_KEYS', 'canary-4711:tooshort'],
    ['ADMIN_TOKEN', 'canary-4711'],
    ['VERIFY_SCHEDULE', '{"canary-4711": 1}'],
    ['IPAY_STATUS_CODES', 'canary-4711'],
    ['ROLE', 'canary-4711'],
    ['PORT', 'canary-4711'],
    ['REDIS_URL', 'http://canary-4711'],
  ])(
    '%s stops the start with one line that names it and not its value',
    async (name, value) => {
      for (const file of ['main.js', 'migrate.js'] as const) {
        const { code, stdout, stderr } = await runToEnd(file, {
          ...world.environment,
          [name]: value,
        });
        expect(code).toBe(1);
        expect(stdout).toBe('');
        expect(stderr).toMatch(new RegExp(`^The configuration is not valid: ${name} [^\\n]+\\n$`));
        expect(stderr).not.toContain('canary-4711');
      }
    },
    30_000,
  );

  it('a port that is taken ends the start with a line of JSON', async () => {
    const first = await world.start();
    const { code, stdout } = await runToEnd('main.js', {
      ...world.environment,
      PORT: String(first.port),
    });
    await first.stop();
    expect(code).toBe(1);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    // It is written at once, and may overtake the line before it.
    expect(lines.slice(-2)).toContainEqual(
      expect.objectContaining({
        level: 'fatal',
        err: expect.objectContaining({ code: 'EADDRINUSE' }),
      }),
    );
  }, 30_000);

  it('a database that is away ends the start, and its password is told to nobody', async () => {
    const away = `postgres://user:canary-4711@127.0.0.1:${await freePort()}/x`;
    for (const file of ['main.js', 'migrate.js'] as const) {
      const { code, stdout, stderr } = await runToEnd(file, {
        ...world.environment,
        DATABASE_URL: away,
      });
      expect(code).toBe(1);
      expect(stdout + stderr).toContain('ECONNREFUSED');
      expect(stdout + stderr).not.toContain('canary-4711');
    }
  }, 30_000);
});
