import { toEventMessage } from '../../../src/orders';
import { toTypedId } from '../../../src/http/typed-id';

const MERCHANT = '01890a5d-ac96-774b-bcce-b302099a8057';
const ORDER = '01890a5d-ac96-774b-bcce-b302099a8058';

/** As Postgres writes the row of a paid order. */
const SNAPSHOT = {
  merchant_id: MERCHANT,
  id: ORDER,
  reference_id: 'abcd1234',
  environment: 'sandbox',
  version: 3,
  state: 'paid',
  state_since: '2026-11-23T15:00:30.123456+06:00',
  amount_minor: 999_999_999_999,
  description: 'Buy x, y, z from XYZ.com',
  success_callback_url: 'https://xyz.com/success',
  failure_callback_url: 'https://xyz.com/failure',
  cancel_callback_url: 'https://xyz.com/cancel',
  metadata: { colour: 'নীল' },
  idempotency_key: 'a-key',
  request_hash: 'a-hash',
  credential_fingerprint: 'a-fingerprint',
  create_attempts: 1,
  accepted_at: '2026-11-23T09:00:00.5+00:00',
  gateway_order_id: 'IPAY-12345678',
  payment_url: 'https://demo.ipay.com.bd/pay/IPAY-12345678',
  gateway_status_code: 200,
  gateway_status: 'Success',
  gateway_checked_at: '2026-11-23T09:00:30.123456+00:00',
  gateway_checks: 1,
  not_found_streak: 0,
  transaction_id: 'TX1',
  paid_at: '2026-11-23T09:00:30.123456+00:00',
  attention_reason: null,
  created_at: '2026-11-23T09:00:00+00:00',
  updated_at: '2026-11-23T09:00:30.123456+00:00',
};

const at = new Date('2026-11-23T09:00:30.123Z');

it('is the order as of the event, on the wire', () => {
  const body = toEventMessage({ type: 'order.paid', at, snapshot: SNAPSHOT });
  expect(JSON.parse(JSON.stringify(body))).toMatchObject({
    type: 'order.paid',
    timestamp: '2026-11-23T09:00:30.123Z',
    data: {
      id: toTypedId('ord', ORDER),
      merchantId: toTypedId('mrc', MERCHANT),
      state: 'paid',
      version: 3,
      amount: 9_999_999_999.99,
      metadata: { colour: 'নীল' },
      gateway: { orderId: 'IPAY-12345678', checkedAt: '2026-11-23T09:00:30.123Z' },
      paidAt: '2026-11-23T09:00:30.123Z',
      attention: null,
      createdAt: '2026-11-23T09:00:00.000Z',
      expiresAt: '2026-11-23T09:15:00.500Z',
    },
  });
});

it('tells nothing that an order does not show', () => {
  const text = JSON.stringify(toEventMessage({ type: 'order.paid', at, snapshot: SNAPSHOT }));
  for (const hidden of ['a-key', 'a-hash', 'a-fingerprint']) expect(text).not.toContain(hidden);
});

it('reads what a snapshot of an older version lacks as null', () => {
  const older = { ...SNAPSHOT, transaction_id: undefined };
  expect(toEventMessage({ type: 'order.paid', at, snapshot: older }).data.transactionId).toBeNull();
});
