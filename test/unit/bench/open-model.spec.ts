import { arrivals, atTheirMoments } from '../../../bench/load/open-model';

describe('arrivals', () => {
  const moments = arrivals(200, 50);

  it('come as often as they are to, on the average', () => {
    expect(moments.length).toBeGreaterThan(9_600);
    expect(moments.length).toBeLessThan(10_400);
  });

  it('come one after the other, within the time', () => {
    expect(moments).toEqual([...moments].sort((one, other) => one - other));
    expect(moments.at(0)).toBeGreaterThan(0);
    expect(moments.at(-1)).toBeLessThan(50_000);
  });

  it('are independent: some gaps are short, and some are long', () => {
    const gaps = moments.map((moment, i) => moment - (moments[i - 1] ?? 0));
    const share = (most: number): number => gaps.filter((gap) => gap <= most).length / gaps.length;
    // Of an exponential distribution with a mean of 5 ms.
    expect(share(1)).toBeCloseTo(1 - Math.exp(-0.2), 1);
    expect(share(5)).toBeCloseTo(1 - Math.exp(-1), 1);
    expect(share(15)).toBeCloseTo(1 - Math.exp(-3), 1);
  });

  it('are the same for everybody', () => {
    expect(arrivals(200, 50)).toEqual(moments);
  });
});

describe('what is sent at its moment', () => {
  it('does not wait for an answer to what was sent before', async () => {
    let sent = 0;
    let answerAll: () => void = () => undefined;
    const answer = new Promise<void>((resolve) => {
      answerAll = resolve;
    });
    const times = await atTheirMoments([0, 1, 2, 3, 4], () => {
      sent += 1;
      if (sent === 5) answerAll();
      // Nobody is answered before all have been sent: one that waited would wait for ever.
      return answer;
    });
    expect(times).toHaveLength(5);
  });

  it('is timed from that moment, however late it could be sent', async () => {
    const times = await atTheirMoments([0, 1], () => {
      const until = performance.now() + 50;
      // Busy, so that the second one cannot be sent in time.
      while (performance.now() < until);
      return Promise.resolve();
    });
    expect(times[0]).toBeGreaterThanOrEqual(50);
    expect(times[1]).toBeGreaterThanOrEqual(99);
  });

  it('fails where one of them does', async () => {
    await expect(
      atTheirMoments([0, 1], () => Promise.reject(new Error('answered 500'))),
    ).rejects.toThrow('answered 500');
  });
});
