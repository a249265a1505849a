import { spawnSync } from 'node:child_process';

function cruise(folder: string) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      folder,
    ],
    { encoding: 'utf8' },
  );
  return { status, stdout };
}

describe('the floor plan', () => {
  it('holds', () => {
    expect(cruise('src')).toMatchObject({ status: 0 });
  }, 60_000);

  it('refuses a module that climbs', () => {
    const { status, stdout } = cruise('test/fixtures/floor-plan/src');
    expect(stdout).toContain('gateway-and-merchants-import-nothing-from-above');
    expect(status).not.toBe(0);
  }, 60_000);
});
