import { percent } from '../../../web/console/src/pages/overview/percent';

it.each([
  [1, '100.0%'],
  [0, '0.0%'],
  [0.9214, '92.1%'],
  // Three of ten thousand have failed: that is not all.
  [0.9997, '99.9%'],
  [0.0003, '0.1%'],
])('says of a share of %d: %s', (share, text) => {
  expect(percent(share)).toBe(text);
});
