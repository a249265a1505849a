import type { Order, OrderDelivery, OrderEvent } from '../../../web/console/src/api/schemas';

/** An order as the API gives it, of iPay's own documentation. */
export function anOrder(fields: Partial<Order> = {}): Order {
  return {
    id: 'ord_01k8r3fdxve7hsk0ybzr4qvbn5',
    merchantId: 'mrc_01k8r3fdxve7hsk0ybzr4qvbn5',
    referenceId: 'abcd1234',
    environment: 'sandbox',
    version: 2,
    amount: 120,
    currency: 'BDT',
    description: 'Buy x, y, z from XYZ.com',
    metadata: {},
    state: 'pending',
    payable: true,
    paymentUrl: 'https://demo.ipay.com.bd/pay/IPAY-12345678',
    gateway: {
      orderId: 'IPAY-12345678',
      statusCode: 100,
      status: 'Order created',
      checkedAt: '2026-11-23T12:33:32.000Z',
      checks: 1,
      nextCheckAt: '2026-11-23T12:34:32.000Z',
    },
    transactionId: null,
    transactionTime: null,
    paidAt: null,
    fulfilment: null,
    attention: null,
    successCallbackUrl: 'https://xyz.com/success',
    failureCallbackUrl: 'https://xyz.com/failure',
    cancelCallbackUrl: 'https://xyz.com/cancel',
    createdAt: '2026-11-23T12:33:02.000Z',
    updatedAt: '2026-11-23T12:33:32.000Z',
    expiresAt: '2026-11-23T12:48:02.000Z',
    ...fields,
  };
}

export function anEvent(fields: Partial<OrderEvent> & Pick<OrderEvent, 'seq'>): OrderEvent {
  return {
    id: `evt_${fields.seq}`,
    type: 'order.checked',
    at: `2026-11-23T12:33:${String(fields.seq).padStart(2, '0')}.000Z`,
    cause: 'scheduled-check',
    actor: null,
    fromState: 'pending',
    state: 'pending',
    detail: 'iPay says created; the order stays pending',
    attention: null,
    requestId: null,
    evidence: null,
    ...fields,
  };
}

export function aDelivery(fields: Partial<OrderDelivery> = {}): OrderDelivery {
  return {
    id: 'dlv_1',
    webhookId: 'whk_1',
    eventId: 'evt_1',
    type: 'order.paid',
    merchantId: 'mrc_01k8r3fdxve7hsk0ybzr4qvbn5',
    orderId: 'ord_01k8r3fdxve7hsk0ybzr4qvbn5',
    state: 'delivered',
    attempts: 1,
    nextAttemptAt: null,
    lastAttempt: {
      at: '2026-11-23T12:33:41.000Z',
      durationMs: 35,
      status: 200,
      error: null,
      answer: '',
    },
    deliveredAt: '2026-11-23T12:33:41.000Z',
    createdAt: '2026-11-23T12:33:40.000Z',
    endpointUrl: 'https://shop.example/hook',
    endpointOwner: 'merchant',
    ...fields,
  };
}
