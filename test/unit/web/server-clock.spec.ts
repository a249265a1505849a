import { learnServerTime, serverNow } from '../../../web/console/src/api/server-clock';

const answered = (ms: number): Headers => new Headers({ date: new Date(ms).toUTCString() });

afterEach(() => {
  learnServerTime(answered(Date.now()));
});

it('goes by the service where the clock of this machine is minutes off', () => {
  learnServerTime(answered(Date.now() + 600_000));
  expect(Math.abs(serverNow() - Date.now() - 600_000)).toBeLessThan(2_000);
  // An answer that does not say the time teaches nothing.
  learnServerTime(new Headers());
  expect(serverNow()).toBeGreaterThan(Date.now() + 500_000);
});

it('leaves small differences alone', () => {
  learnServerTime(answered(Date.now() - 2_000));
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(100);
});
