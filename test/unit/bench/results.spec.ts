import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figureOf } from '../../../bench/figures';
import { writeResults } from '../../../bench/results';

describe('the results of a day', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'results-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const outcome = (measured: number) => ({
    over: { orders: 10 },
    figures: [figureOf({ name: 'it', unit: '/s', measured })],
  });
  const written = async (): Promise<any> => {
    const [file = '', ...others] = await readdir(folder);
    expect(others).toEqual([]);
    return JSON.parse(await readFile(join(folder, file), 'utf8'));
  };

  it('stand beside each other in one file, each with its moment and its machine', async () => {
    jest.useFakeTimers({ now: new Date('2026-11-28T20:00:00Z') });
    const file = await writeResults('creates', outcome(1), folder);
    await writeResults('reads', outcome(2), folder);
    jest.useRealTimers();
    expect(file).toMatch(/2026-11-28\.json$/);
    const { creates, reads } = await written();
    expect(creates).toMatchObject({ at: '2026-11-28T20:00:00.000Z', over: { orders: 10 } });
    expect(creates.machine).toHaveProperty('cores');
    expect([creates, reads].map(({ figures }) => figures[0].measured)).toEqual([1, 2]);
  });

  it('replace what the same benchmark measured before', async () => {
    jest.useFakeTimers({ now: new Date('2026-11-28T20:00:00Z') });
    await writeResults('creates', outcome(1), folder);
    await writeResults('creates', outcome(3), folder);
    jest.useRealTimers();
    expect((await written()).creates.figures).toMatchObject([{ measured: 3 }]);
  });
});
