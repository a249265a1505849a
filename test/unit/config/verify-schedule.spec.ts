import { parseConfig } from '../../../src/config/config';
import { DEFAULT_VERIFY_SCHEDULE, verifySchedule } from '../../../src/config/verify-schedule';
import { minimal } from './environments';

const parse = (text: string) => parseConfig({ ...minimal(), VERIFY_SCHEDULE: text }).verifySchedule;

const growing = { first: 1, max: 2, for: 3, thenEvery: 4, thenFor: 5 };

describe('VERIFY_SCHEDULE', () => {
  it('is the table of the documentation where it is absent', () => {
    expect(parseConfig(minimal()).verifySchedule).toEqual(DEFAULT_VERIFY_SCHEDULE);
    expect(DEFAULT_VERIFY_SCHEDULE).toEqual({
      pending: [
        ...[30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 660, 720, 780],
        ...[905, 960, 1080, 1800, 3600, 10_800, 21_600, 43_200, 86_400],
      ],
      expiryEdge: 905,
      afterReturn: [2, 5, 10, 20, 40],
      late: [600, 3600, 21_600, 86_400],
      error: { first: 15, max: 1800, for: 86_400, thenEvery: 86_400, thenFor: 604_800 },
      creating: { first: 1, max: 60, for: 1800, thenEvery: 1800, thenFor: 86_400 },
      jitter: 0.1,
    });
  });

  it.each([
    ['pending', [1, 2.5]],
    ['expiryEdge', 10],
    ['afterReturn', []],
    ['late', [5]],
    ['error', growing],
    ['creating', { ...growing, thenFor: 0 }],
    ['jitter', 0],
  ])('replaces %s alone', (member, value) => {
    const parsed = parse(JSON.stringify({ [member]: value }));
    expect(parsed).toEqual({ ...DEFAULT_VERIFY_SCHEDULE, [member]: value });
  });

  it.each([
    ['not JSON', 'pending: 1', 'VERIFY_SCHEDULE must be JSON'],
    ['a list', '[]', 'VERIFY_SCHEDULE must be object'],
    ['an unknown member', '{"pendng":[1]}', 'VERIFY_SCHEDULE has a member that is not known'],
    ['no question while pending', '{"pending":[]}', 'VERIFY_SCHEDULE pending: must be at least 1'],
    ['offsets that fall', '{"pending":[5,4]}', 'VERIFY_SCHEDULE pending: must rise'],
    ['an offset twice', '{"late":[5,5]}', 'VERIFY_SCHEDULE late: must rise'],
    [
      'an offset of zero',
      '{"afterReturn":[0]}',
      'VERIFY_SCHEDULE afterReturn.0: must be more than 0',
    ],
    ['a text for a number', '{"pending":["5"]}', 'VERIFY_SCHEDULE pending.0: must be number'],
    ['too far away', '{"late":[1e9]}', 'VERIFY_SCHEDULE late.0: must be at most 31622400'],
    ['half a member', '{"error":{"first":1}}', 'VERIFY_SCHEDULE error.max: must be number'],
    [
      'gaps that shrink',
      JSON.stringify({ error: { ...growing, first: 3 } }),
      'VERIFY_SCHEDULE error: max must not be below first',
    ],
    ['too much jitter', '{"jitter":0.6}', 'VERIFY_SCHEDULE jitter: must be at most 0.5'],
  ])('refuses %s', (_what, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('refuses more offsets than anybody could mean', () => {
    const pending = Array.from({ length: 501 }, (_, i) => i + 1);
    expect(verifySchedule.safeParse({ pending }).success).toBe(false);
  });
});
