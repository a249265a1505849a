import { Lanes, type Lane } from '../../../src/gateway/lanes';

const at = { signal: new AbortController().signal, patienceMs: 1_000 };
const refuse = (): string => 'refused';

const lanes = (): Lanes => new Lanes((outcome) => outcome === 'failed');
const meet = (all: Lanes, merchants: number): void => {
  for (let i = 0; i < merchants; i += 1) all.enter(`mrc_${i}`, 'sandbox', 'create');
};
const break20 = async (lane: Lane): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await lane.run(() => Promise.resolve('failed'), refuse, at);
};

describe('the lanes', () => {
  it('are one per environment, operation and merchant', () => {
    const all = lanes();
    const lane = all.enter('mrc_a', 'sandbox', 'create');
    expect(all.enter('mrc_a', 'sandbox', 'create')).toBe(lane);
    expect(all.enter('mrc_a', 'sandbox', 'status')).not.toBe(lane);
    expect(all.enter('mrc_a', 'production', 'create')).not.toBe(lane);
    expect(all.enter('mrc_b', 'sandbox', 'create')).not.toBe(lane);
  });

  it('are bounded: the one unused for longest is forgotten', async () => {
    const all = lanes();
    await break20(all.enter('mrc_broken', 'sandbox', 'create'));
    meet(all, 4_095);
    expect(all.isOpen('mrc_broken', 'sandbox', 'create')).toBe(true);
    meet(all, 4_096);
    expect(all.isOpen('mrc_broken', 'sandbox', 'create')).toBe(false);
    expect(all.broken()).toEqual([]);
  });

  it('keep one that is in use', async () => {
    const all = lanes();
    const lane = all.enter('mrc_busy', 'sandbox', 'create');
    let finish: (outcome: string) => void = () => undefined;
    const call = lane.run(() => new Promise<string>((resolve) => (finish = resolve)), refuse, at);
    meet(all, 5_000);
    expect(all.enter('mrc_busy', 'sandbox', 'create')).toBe(lane);
    finish('done');
    expect(await call).toBe('done');
  });

  it('pass an error of the caller’s own on', async () => {
    const lane = lanes().enter('mrc_a', 'sandbox', 'create');
    const bug = new Error('bug');
    await expect(lane.run(() => Promise.reject(bug), refuse, at)).rejects.toBe(bug);
  });
});
