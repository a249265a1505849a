import { keyStateOf } from '../../../web/console/src/pages/merchant/key-state';

const SET_AT = '2026-11-28T06:00:00.000Z';
const NOW = Date.parse(SET_AT) + 5_000;
const credential = { hint: '…f9c5', fingerprint: 'f', setAt: SET_AT, lastProbe: null };
const probed = (accepted: boolean) => ({ ...credential, lastProbe: { at: SET_AT, accepted } });
const refused = (environment: 'sandbox' | 'production') => ({
  reason: 'credentials-rejected' as const,
  environment,
  since: SET_AT,
  detail: '',
});

const merchantWith = (sandbox: typeof credential | ReturnType<typeof probed> | null) => ({
  credentials: { sandbox, production: null },
  attention: null,
});

it.each([
  ['none', null],
  ['asking', credential],
  ['accepted', probed(true)],
  ['refused', probed(false)],
])('says %s', (state, sandbox) => {
  expect(keyStateOf(merchantWith(sandbox), 'sandbox', NOW)).toBe(state);
  expect(keyStateOf(merchantWith(sandbox), 'production', NOW)).toBe('none');
});

it('does not wait for an answer for ever', () => {
  const states = [0, 29_999, 30_000, 3_600_000].map((age) =>
    keyStateOf(merchantWith(credential), 'sandbox', Date.parse(SET_AT) + age),
  );
  expect(states).toEqual(['asking', 'asking', 'unanswered', 'unanswered']);
});

it.each(['sandbox', 'production'] as const)(
  'takes a refusal in earnest of the %s key for what counts, whatever the last probe said',
  (environment) => {
    const merchant = {
      credentials: { sandbox: probed(true), production: probed(true) },
      attention: refused(environment),
    };
    const other = environment === 'sandbox' ? 'production' : 'sandbox';
    expect(keyStateOf(merchant, environment, NOW)).toBe('refused');
    expect(keyStateOf(merchant, other, NOW)).toBe('accepted');
  },
);
