import fc from 'fast-check';

import { Agenda } from '../../../src/sandbox/agenda';
import { bangladeshTime } from '../../../src/sandbox/bangladesh-time';
import { SandboxClock } from '../../../src/sandbox/clock';
import { hintOf } from '../../../src/sandbox/ids';
import { LATENCY_PROFILES, latencyMs } from '../../../src/sandbox/latency';
import { acceptsCode, acceptsPin, memberOf, MEMBERS } from '../../../src/sandbox/members';
import { poishaOf, takaOf } from '../../../src/sandbox/money';
import { html } from '../../../src/sandbox/pages/html';
import { takaText } from '../../../src/sandbox/pages/language';

describe('money', () => {
  it('every amount of at most two decimals survives the way there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999 }), (poisha) => {
        expect(poishaOf(takaOf(poisha))).toBe(poisha);
        expect(poishaOf((poisha / 100).toFixed(2))).toBe(poisha);
      }),
    );
  });

  it.each([100.234, 0, -1, 1e15, 1e21, 1e-7, NaN, '0.00', '1e2', ' 5', '৫', {}, [5], null])(
    '%p is no amount',
    (amount) => {
      expect(poishaOf(amount)).toBeNull();
    },
  );

  it('is written for people in both languages', () => {
    expect(takaText(12_345_678, 'en')).toBe('৳1,23,456.78');
    expect(takaText(12_345_678, 'bn')).toBe('৳১,২৩,৪৫৬.৭৮');
  });
});

it('time is written as in the documentation’s sample', () => {
  expect(bangladeshTime(Date.parse('2017-09-18T06:33:39.749Z'))).toBe(
    '18 Sep 2017 12:33:39.749 BDT',
  );
  expect(bangladeshTime(Date.parse('2026-12-31T18:00:00.000Z'))).toBe(
    '01 Jan 2027 00:00:00.000 BDT',
  );
});

describe('the agenda', () => {
  it('runs what is due in order of time, whatever the order it was added in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000 })), (delays) => {
        const clock = new SandboxClock();
        const agenda = new Agenda(clock);
        const start = clock.now();
        const ran: number[] = [];
        for (const delay of delays) {
          agenda.add(start + delay * 60_000, (at) => ran.push((at - start) / 60_000));
        }
        clock.advance(500 * 60_000);
        agenda.runDue();
        expect(ran).toEqual(delays.filter((delay) => delay <= 500).sort((a, b) => a - b));
        agenda.clear();
      }),
    );
  });

  it('runs by itself when the time has come', async () => {
    const clock = new SandboxClock();
    const agenda = new Agenda(clock);
    const dueAt = clock.now() + 20;
    const ran = new Promise((resolve) => {
      agenda.add(dueAt, resolve);
    });
    expect(await ran).toBe(dueAt);
    expect(clock.now()).toBeGreaterThanOrEqual(dueAt);
  });

  it('runs what was added while running, where it is due', () => {
    const clock = new SandboxClock();
    const agenda = new Agenda(clock);
    const ran: string[] = [];
    agenda.add(clock.now() + 1_000, (at) => {
      ran.push('first');
      agenda.add(at + 1_000, () => ran.push('second'));
      agenda.add(at + 1_000_000, () => ran.push('never'));
    });
    clock.advance(10_000);
    agenda.runDue();
    expect(ran).toEqual(['first', 'second']);
    agenda.clear();
  });
});

describe('latency', () => {
  it.each(LATENCY_PROFILES)('%s is never negative nor endless', (profile) => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(unit, unit, (u, v) => {
        const ms = latencyMs(profile, u, v);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThan(60_000);
      }),
    );
  });
});

describe('members', () => {
  it('has one for each fate, with and without a second factor', () => {
    expect(new Set(MEMBERS.map(({ fate }) => fate))).toEqual(
      new Set(['pays', 'insufficient-balance', 'blocked', 'limit-crossed', 'wrong-pin']),
    );
    expect(new Set(MEMBERS.map(({ secondFactor }) => secondFactor)).size).toBe(2);
  });

  it.each(['01700000001', '+880 1700-000001', '8801700000001', '০১৭০০০০০০০১'])(
    'finds Amina by %s',
    (mobile) => {
      expect(memberOf(mobile)?.name.en).toBe('Amina Rahman');
    },
  );

  it.each(['', '1', '0000001', '01700000099', 'amina'])('finds nobody by %p', (mobile) => {
    expect(memberOf(mobile)).toBeNull();
  });

  it('takes the PIN and the code in Bangla digits too', () => {
    expect(acceptsPin(MEMBERS[0]!, '১২৩৪')).toBe(true);
    expect(acceptsPin(MEMBERS[0]!, '1235')).toBe(false);
    expect(acceptsCode('১২৩ ৪৫৬')).toBe(true);
  });
});

describe('html', () => {
  it('escapes whatever is not HTML itself', () => {
    const evil = `<img src=x onerror='alert("1")'>&`;
    const { text } = html`<p title="${evil}">${[html`<b>${evil}</b>`]}${null}${5}</p>`;
    const escaped = '&lt;img src=x onerror=&#39;alert(&quot;1&quot;)&#39;&gt;&amp;';
    expect(text).toBe(`<p title="${escaped}"><b>${escaped}</b>5</p>`);
  });
});

it('a key is never shown but for its end', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 100 }), (key) => {
      expect(hintOf(key).length).toBeLessThanOrEqual(5);
    }),
  );
});
