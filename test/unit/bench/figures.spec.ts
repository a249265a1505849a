import {
  atMost,
  figureOf,
  figureOfTimes,
  overFloorAtMost,
  percentile,
  ratioAtLeast,
  ratioAtMost,
} from '../../../bench/figures';

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

  it.each([
    [hundred, 0.5, 50],
    [hundred, 0.95, 95],
    [hundred, 0.99, 99],
    [hundred, 1, 100],
    [hundred, 0, 1],
    [[3, 1, 2], 0.5, 2],
    [[7], 0.99, 7],
  ])('of %p at %p', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });

  it('of nothing is no number', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('a target', () => {
  it.each([
    [atMost(20), 20, null, true],
    [atMost(20), 20.1, null, false],
    [ratioAtLeast(0.9), 90, 100, true],
    [ratioAtLeast(0.9), 89, 100, false],
    [ratioAtMost(1.3), 13, 10, true],
    [ratioAtMost(1.3), 14, 10, false],
    [overFloorAtMost(1.5), 11.5, 10, true],
    [overFloorAtMost(1.5), 11.6, 10, false],
    // Without a floor there is nothing that it could be met by.
    [ratioAtLeast(0.9), 90, null, false],
    [overFloorAtMost(1.5), 1, null, false],
  ])('$text: %p beside %p', (target, measured, floor, met) => {
    expect(figureOf({ name: 'it', unit: 'ms', measured, floor, target })).toMatchObject({
      target: target.text,
      met,
    });
  });

  it('is judged by what was measured, not by what is shown of it', () => {
    const target = ratioAtLeast(0.9);
    const figure = figureOf({ name: 'it', unit: '/s', measured: 899.6, floor: 1_000, target });
    expect(figure).toMatchObject({ measured: 900, ratio: 0.9, met: false });
  });
});

it('has a ratio where it has a floor, and is neither met nor missed without a target', () => {
  expect(figureOf({ name: 'it', unit: '/s', measured: 50, floor: 40 })).toEqual({
    name: 'it',
    unit: '/s',
    measured: 50,
    floor: 40,
    ratio: 1.25,
    target: null,
    met: null,
  });
});

it('tells of times their median and what 95 in 100 stay under', () => {
  const times = Array.from({ length: 20 }, (_, i) => i + 1);
  expect(figureOfTimes('it', times, { floor: 5 })).toMatchObject({
    unit: 'ms',
    measured: 10,
    p95: 19,
    floor: 5,
    ratio: 2,
  });
});
