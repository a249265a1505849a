import { DemoClone, exitCodeOf, untilUp } from '../../support/demo-clone';
import { descendantsOf, isGone } from '../../support/process-table';
import { eventually } from '../../support/service';

const LIMIT_MS = 120_000;

let clone: DemoClone;

beforeAll(async () => {
  clone = await DemoClone.make();
}, LIMIT_MS);
afterAll(() => clone.remove());

it(
  'takes a payment to its verified end and leaves nothing running',
  async () => {
    const demo = clone.start(['--once']);
    const exitCode = await exitCodeOf(demo);
    expect([exitCode, demo.output()]).toEqual([0, expect.stringContaining('order.paid')]);
    expect(demo.output()).toContain('Verified with iPay: paid');
    expect(demo.output()).toContain('Shipped once by demo-shop');
    expect(demo.output()).toMatch(/arrived at http:\/\/127\.0\.0\.1:\d+\/orders\/\S+\/success\./);
  },
  LIMIT_MS,
);

it(
  'stays up until it is told to end, and then ends everything it started',
  async () => {
    const demo = clone.start();
    await untilUp(demo);
    const started = descendantsOf(demo.process.pid!);
    const merchants = await clone.inSecondTerminal('npm run --silent cli -- merchants:list');
    expect(JSON.parse(merchants).data).toContainEqual(
      expect.objectContaining({ name: 'Demo shop' }),
    );
    demo.process.kill('SIGINT');
    expect(await exitCodeOf(demo)).toBe(0);
    expect(started.filter((pid) => !isGone(pid))).toEqual([]);
    await expect(clone.inSecondTerminal('true')).rejects.toThrow();
  },
  LIMIT_MS,
);

it(
  'leaves nothing behind when it, or only the npm above it, is killed, and starts again',
  async () => {
    for (const victim of ['the demo', 'npm'] as const) {
      const demo = clone.start();
      await untilUp(demo);
      const npm = demo.process.pid!;
      const started = descendantsOf(npm);
      expect(started.length).toBeGreaterThan(3);
      process.kill(victim === 'npm' ? npm : started[0]!, 'SIGKILL');
      await eventually(() => started.every(isGone), { withinMs: 30_000, what: 'the last end' });
    }
    const again = clone.start(['--once']);
    expect([await exitCodeOf(again), again.output()]).toEqual([0, expect.any(String)]);
  },
  3 * LIMIT_MS,
);

it('refuses to run where it could be taken for the real thing', async () => {
  const demo = clone.start(['--once'], { NODE_ENV: 'production' });
  expect(await exitCodeOf(demo)).toBe(1);
  expect(demo.output()).toContain('not in production');
});
