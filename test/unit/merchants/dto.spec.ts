import { presentMerchant } from '../../../src/merchants/dto/merchant';
import type { MerchantRow } from '../../../src/merchants/merchants.repository';
import { newUuid, toTypedId } from '../../../src/http/typed-id';

const SET_AT = '2026-11-23T06:17:00.123456+00:00';
const credential = {
  hint: '…f9c5',
  fingerprint: 'f'.repeat(64),
  setAt: SET_AT,
  probedAt: null,
  probeAccepted: null,
  rejectedAt: null,
  rejectedDetail: null,
};
const rejected = { ...credential, rejectedAt: SET_AT, rejectedDetail: 'iPay answered 401' };

const row: MerchantRow = {
  id: newUuid(),
  name: 'Aarong',
  status: 'active',
  environment: 'production',
  returnHosts: ['shop.example.com'],
  createdAt: new Date('2026-11-23T06:17:00.123Z'),
  updatedAt: new Date('2026-11-24T06:17:00.456Z'),
  credentials: {},
  createdAtMicros: '1795414620123456',
};

describe('a merchant on the wire', () => {
  it('has exactly the members of the contract', () => {
    expect(presentMerchant({ ...row, credentials: { sandbox: credential } })).toEqual({
      id: toTypedId('mrc', row.id),
      name: 'Aarong',
      status: 'active',
      environment: 'production',
      credentials: {
        sandbox: {
          hint: '…f9c5',
          fingerprint: 'f'.repeat(64),
          setAt: '2026-11-23T06:17:00.123Z',
          lastProbe: null,
        },
        production: null,
      },
      returnHosts: ['shop.example.com'],
      attention: null,
      createdAt: '2026-11-23T06:17:00.123Z',
      updatedAt: '2026-11-24T06:17:00.456Z',
    });
  });

  it('says what iPay said to the last probe', () => {
    const probed = { ...credential, probedAt: SET_AT, probeAccepted: false };
    const { credentials } = presentMerchant({ ...row, credentials: { production: probed } });
    expect(credentials.production?.lastProbe).toEqual({
      at: '2026-11-23T06:17:00.123Z',
      accepted: false,
    });
  });

  it('needs attention while iPay rejects a key of it', () => {
    const { attention } = presentMerchant({ ...row, credentials: { sandbox: rejected } });
    expect(attention).toEqual({
      reason: 'credentials-rejected',
      environment: 'sandbox',
      since: '2026-11-23T06:17:00.123Z',
      detail: 'iPay answered 401',
    });
  });

  it('shows the rejection that hurts: the one of the environment in use', () => {
    const worse = { ...rejected, rejectedDetail: 'production' };
    const { attention } = presentMerchant({
      ...row,
      credentials: { sandbox: rejected, production: worse },
    });
    expect(attention).toMatchObject({ environment: 'production', detail: 'production' });
  });
});
