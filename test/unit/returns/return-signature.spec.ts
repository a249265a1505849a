import fc from 'fast-check';
import { signReturn, type ReturnClaims } from '../../../src/returns/return-signature';

const CLAIMS: ReturnClaims = {
  order: 'ord_01h455vb4pex5vsknk084sn02q',
  reference: 'abcd 1234/৳',
  state: 'paid',
  timestamp: 1_763_856_000,
};

it('is the HMAC-SHA256 of the documented lines', () => {
  // printf 'ipay-return-v1\nord_01h455vb4pex5vsknk084sn02q\nabcd 1234/৳\npaid\n1763856000' |
  //   openssl dgst -sha256 -hmac rs_test -binary | basenc --base64url | tr -d =
  expect(signReturn(CLAIMS, 'rs_test')).toBe('XWXyWoQVVOzfy-6CjwpPrlWt2wcmgNAVUpQoCBcDidE');
});

it('changes with every claim and with the secret', () => {
  const signatures = [
    signReturn(CLAIMS, 'rs_test'),
    signReturn(CLAIMS, 'rs_other'),
    signReturn({ ...CLAIMS, order: 'ord_01h455vb4pex5vsknk084sn02r' }, 'rs_test'),
    signReturn({ ...CLAIMS, reference: 'abcd' }, 'rs_test'),
    signReturn({ ...CLAIMS, state: 'failed' }, 'rs_test'),
    signReturn({ ...CLAIMS, timestamp: CLAIMS.timestamp + 1 }, 'rs_test'),
  ];
  expect(new Set(signatures).size).toBe(signatures.length);
});

it('tells apart whatever a reference can hold', () => {
  const reference = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(reference, reference, (one, other) => {
      const same =
        signReturn({ ...CLAIMS, reference: one }, 's') ===
        signReturn({ ...CLAIMS, reference: other }, 's');
      expect(same).toBe(one === other);
    }),
  );
});
