import { supportText } from '../../../web/console/src/pages/order/support-text';
import { anEvent, anOrder } from './orders';

const asked = (body: string, httpStatus = 200) => ({
  request: { method: 'GET', path: '/api/pg/order/IPAY-12345678/status' },
  httpStatus,
  body,
  durationMs: 9.4,
});
const PAID = '{"statusCode":200,"status":"Successfully paid"}';
const CREATED = '{"statusCode":100,"status":"Order created"}';

it('holds all that iPay asks for, in one text', () => {
  const order = anOrder({
    state: 'paid',
    amount: 123456.78,
    transactionId: '23I2-12345678',
    transactionTime: '2026-11-23T12:33:39.749Z',
    gateway: {
      orderId: 'IPAY-12345678',
      statusCode: 200,
      status: 'Successfully paid',
      checkedAt: '2026-11-23T12:33:41.000Z',
      checks: 3,
      nextCheckAt: null,
    },
  });
  const events = [
    anEvent({ seq: 1, type: 'order.creating', state: 'creating' }),
    anEvent({
      seq: 2,
      type: 'order.pending',
      evidence: {
        request: { method: 'POST', path: '/api/pg/order' },
        httpStatus: 200,
        body: '{"orderId":"IPAY-12345678"}',
        durationMs: 182,
      },
    }),
    anEvent({ seq: 3, evidence: asked(CREATED) }),
    anEvent({ seq: 4, evidence: asked(CREATED) }),
    anEvent({ seq: 5, type: 'order.paid', state: 'paid', evidence: asked(PAID) }),
  ];
  expect(supportText(order, events, 'Aarong (mrc_1)', '2026-11-23T12:33:41.000Z')).toBe(
    `Question about the payment IPAY-12345678

iPay order id:     IPAY-12345678
Reference:         abcd1234
Transaction id:    23I2-12345678
Amount:            ৳1,23,456.78 (BDT 123456.78)
Environment:       sandbox
Merchant:          Aarong (mrc_1)
Our order id:      ord_01k8r3fdxve7hsk0ybzr4qvbn5
Created:           23 Nov 2026 18:33:02 (Asia/Dhaka) = 23 Nov 2026 12:33:02 UTC
Accepted by iPay:  23 Nov 2026 18:33:02 (Asia/Dhaka) = 23 Nov 2026 12:33:02 UTC
Transaction time:  23 Nov 2026 18:33:39 (Asia/Dhaka) = 23 Nov 2026 12:33:39 UTC
State here:        paid since 23 Nov 2026 18:33:41 (Asia/Dhaka) = 23 Nov 2026 12:33:41 UTC
iPay said last:    200 "Successfully paid" at 23 Nov 2026 18:33:41 (Asia/Dhaka) = 23 Nov 2026 12:33:41 UTC, asked 3 times

What we asked, and what iPay answered:
1. 23 Nov 2026 18:33:02 (Asia/Dhaka) = 23 Nov 2026 12:33:02 UTC
   POST /api/pg/order
   200 in 182 ms: {"orderId":"IPAY-12345678"}
2. 23 Nov 2026 18:33:03 (Asia/Dhaka) = 23 Nov 2026 12:33:03 UTC
   GET /api/pg/order/IPAY-12345678/status
   200 in 9 ms: ${CREATED}
   the same answer 2 times, last at 23 Nov 2026 18:33:04 (Asia/Dhaka) = 23 Nov 2026 12:33:04 UTC
3. 23 Nov 2026 18:33:05 (Asia/Dhaka) = 23 Nov 2026 12:33:05 UTC
   GET /api/pg/order/IPAY-12345678/status
   200 in 9 ms: ${PAID}
`,
  );
});

it('says what there is not, and why a human is needed', () => {
  const order = anOrder({
    state: 'creating',
    attention: {
      reason: 'creation-unresolved',
      since: '2026-11-23T13:03:02.000Z',
      detail: 'it could not be found out',
    },
    gateway: {
      orderId: null,
      statusCode: null,
      status: null,
      checkedAt: null,
      checks: 4,
      nextCheckAt: null,
    },
  });
  const silence = {
    request: { method: 'POST', path: '/api/pg/order' },
    error: 'no answer within 2000 ms',
    durationMs: 2000,
  };
  const text = supportText(
    order,
    [anEvent({ seq: 1, evidence: silence })],
    'Aarong',
    order.createdAt,
  );
  expect(text).toContain('Question about the payment abcd1234\n');
  expect(text).toMatch(/^iPay order id: +none: iPay has not confirmed the order$/m);
  expect(text).toMatch(/^Transaction id: +none$/m);
  expect(text).toMatch(/^iPay said last: +no answer, asked 4 times$/m);
  expect(text).toMatch(/^Needs attention: +creation-unresolved: it could not be found out$/m);
  expect(text).toContain('   no answer within 2000 ms in 2000 ms\n');
  expect(text).not.toContain('Transaction time');
});
