import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { WebhookRefused, verifyWebhook } from '../../../packages/client/src';
import { mintSecret, signatureHeaders } from '../../../src/webhooks/webhook-signature';

const NOW = new Date('2026-11-23T09:00:00Z');
const SECONDS = NOW.getTime() / 1_000;
const SECRET = mintSecret();
const BODY = '{"type":"order.paid","timestamp":"2026-11-23T09:00:00.000Z","data":{"id":"ord_ক"}}';

function signed(body = BODY, { secrets = [SECRET], timestamp = SECONDS } = {}) {
  return signatureHeaders(secrets, { id: 'evt_1', timestamp, body });
}

const verify = (headers: Parameters<typeof verifyWebhook>[1], body: string | Uint8Array = BODY) =>
  verifyWebhook(body, headers, SECRET, { now: NOW });

describe('a webhook', () => {
  it.each([
    ['as text', BODY],
    ['as bytes', Buffer.from(BODY)],
    ['as plain bytes', new TextEncoder().encode(BODY)],
  ])('that the service signed is read, %s', (_as, body) => {
    expect(verify(signed(), body)).toEqual({ ...JSON.parse(BODY), id: 'evt_1' });
  });

  it('has its headers in whatever bag a server keeps them', () => {
    const named = Object.entries(signed());
    const capitals = Object.fromEntries(
      named.map(([name, value]) => [name.replace(/\b\w/g, (one) => one.toUpperCase()), value]),
    );
    for (const bag of [new Headers(signed()), capitals]) {
      expect(verify(bag).type).toBe('order.paid');
    }
  });

  it('of any body is told the same as by the public package', () => {
    const property = fc.property(
      fc.string({ unit: 'binary' }).map((text) => JSON.stringify({ type: 'order.paid', text })),
      fc.boolean(),
      (body, isTampered) => {
        const headers = signed(body, { timestamp: Math.floor(Date.now() / 1_000) });
        const arrived = isTampered ? `${body} ` : body;
        const verdict = (verifier: () => unknown) => {
          try {
            verifier();
            return true;
          } catch {
            return false;
          }
        };
        const ours = verdict(() => verifyWebhook(arrived, headers, SECRET));
        expect(ours).toBe(!isTampered);
        expect(ours).toBe(verdict(() => new Webhook(SECRET).verify(arrived, headers)));
      },
    );
    fc.assert(property);
  });
});

describe('while a secret is replaced', () => {
  const other = mintSecret();

  it('either of two signatures will do', () => {
    for (const secrets of [
      [SECRET, other],
      [other, SECRET],
    ]) {
      expect(verify(signed(BODY, { secrets })).id).toBe('evt_1');
    }
  });

  it('either of two secrets will do', () => {
    const headers = signed();
    expect(verifyWebhook(BODY, headers, [other, SECRET], { now: NOW }).id).toBe('evt_1');
    expect(() => verifyWebhook(BODY, headers, [other], { now: NOW })).toThrow(WebhookRefused);
    expect(() => verifyWebhook(BODY, headers, [], { now: NOW })).toThrow(WebhookRefused);
  });

  it('signatures of kinds that are not known are passed over', () => {
    const headers = signed();
    headers['webhook-signature'] = `v1a,abc  v2,x ${headers['webhook-signature']!}`;
    expect(verify(headers).id).toBe('evt_1');
  });
});

describe('refused is', () => {
  const without = (name: string) =>
    Object.fromEntries(Object.entries(signed()).filter(([key]) => key !== name));

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('one without %s', (name) => {
    expect(() => verify(without(name))).toThrow(WebhookRefused);
    expect(() => verify({ ...signed(), [name]: '' })).toThrow(WebhookRefused);
    expect(() => verify({ ...signed(), [name]: ['a', 'b'] })).toThrow(WebhookRefused);
  });

  it.each([
    ['another id', { 'webhook-id': 'evt_2' }],
    ['another time', { 'webhook-timestamp': String(SECONDS + 1) }],
    ['no time at all', { 'webhook-timestamp': 'NaN' }],
    ['no signature at all', { 'webhook-signature': 'v1,' }],
    ['half a signature', { 'webhook-signature': signed()['webhook-signature']!.slice(0, 20) }],
    ['the signature alone', { 'webhook-signature': signed()['webhook-signature']!.slice(3) }],
  ])('one with %s', (_what, change) => {
    expect(() => verify({ ...signed(), ...change })).toThrow(WebhookRefused);
  });

  it('one whose time is more than five minutes away, either way', () => {
    for (const [seconds, isRight] of [
      [-301, false],
      [-300, true],
      [300, true],
      [301, false],
    ] as const) {
      const act = () => verify(signed(BODY, { timestamp: SECONDS + seconds }));
      if (isRight) expect(act().id).toBe('evt_1');
      else expect(act).toThrow(/time/);
    }
    const headers = signed(BODY, { timestamp: SECONDS - 900 });
    const tolerant = { now: NOW, toleranceSeconds: 3_600 };
    expect(verifyWebhook(BODY, headers, SECRET, tolerant).id).toBe('evt_1');
  });

  it('to check with no secret: anybody could sign', () => {
    expect(() => verifyWebhook(BODY, signed(), '')).toThrow(TypeError);
    expect(() => verifyWebhook(BODY, signed(), 'whsec_')).toThrow(TypeError);
  });
});
