import { Webhook } from 'standardwebhooks';
import { mintSecret, signatureHeaders } from '../../../src/webhooks/webhook-signature';

const body = '{"type":"order.paid","timestamp":"2026-11-23T09:00:00.000Z","data":{"name":"আড়ং"}}';
const now = () => Math.floor(Date.now() / 1_000);

describe('signatureHeaders', () => {
  it('gives the signature of the specification’s own example', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    expect(signatureHeaders([secret], message)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is believed by the public package, and by nobody with another secret', () => {
    const secret = mintSecret();
    const headers = signatureHeaders([secret], { id: 'evt_1', timestamp: now(), body });
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(mintSecret()).verify(body, headers)).toThrow();
    expect(() => new Webhook(secret).verify(body.replace('paid', 'failed'), headers)).toThrow();
  });

  it('signs with both secrets while a rotation overlaps', () => {
    const secrets = [mintSecret(), mintSecret()];
    const headers = signatureHeaders(secrets, { id: 'evt_1', timestamp: now(), body });
    for (const secret of secrets) {
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    }
  });
});

describe('mintSecret', () => {
  it('gives 32 random bytes in base64 behind the prefix', () => {
    const secret = mintSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(mintSecret()).not.toBe(secret);
  });
});
