import { formatDuration } from '../../../web/console/src/pages/overview/duration';
import { en } from '../../../web/console/src/words/en';

it.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [1_000, '1 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [130_000, '2 min 10 s'],
  [3_600_000, '1 h'],
  [47 * 3_600_000 + 61_000, '47 h 1 min'],
  [48 * 3_600_000, '2 d'],
  [52 * 3_600_000, '2 d 4 h'],
])('%s ms are %s', (ms, text) => {
  expect(formatDuration(ms, en.overview.took)).toBe(text);
});
