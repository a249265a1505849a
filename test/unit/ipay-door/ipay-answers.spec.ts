import { statusTable } from '../../../src/gateway/ipay-status';
import { placedAnswer, statusAnswer } from '../../../src/ipay-door/ipay-answers';
import type { OrderRow } from '../../../src/orders';

const TABLE = statusTable(null);

function order(over: Partial<OrderRow> = {}): OrderRow {
  return {
    state: 'pending',
    referenceId: 'abcd1234',
    amountMinor: 12_050n,
    gatewayOrderId: 'IPAY-12345678',
    gatewayPaymentUrl: 'app.ipay.com.bd/pay/IPAY-12345678',
    gatewayStatusCode: 100,
    gatewayStatus: 'Created by merchant',
    gatewayUpdateTime: null,
    transactionId: null,
    transactionTimeRaw: null,
    ...over,
  } as OrderRow;
}

describe('an accepted create', () => {
  it('is answered as in the documentation’s sample', () => {
    expect(placedAnswer(order())).toEqual({
      message: 'Order placed successfully',
      orderId: 'IPAY-12345678',
      paymentUrl: 'app.ipay.com.bd/pay/IPAY-12345678',
      referenceId: 'abcd1234',
    });
  });

  it.each([{ gatewayOrderId: null }, { gatewayPaymentUrl: null }])('is not one with %j', (over) => {
    expect(placedAnswer(order(over))).toBeNull();
  });
});

describe('a status', () => {
  it('is the documentation’s sample for a paid order', () => {
    const paid = order({
      state: 'paid',
      gatewayStatusCode: 200,
      gatewayStatus: 'Successfully paid',
      gatewayUpdateTime: '18 Sep 2017 12:33:40.001 BDT',
      transactionId: '23I2-12345678',
      transactionTimeRaw: '18 Sep 2017 12:33:39.749 BDT',
    });
    expect(statusAnswer(paid, TABLE)).toEqual({
      statusCode: 200,
      status: 'Successfully paid',
      orderId: 'IPAY-12345678',
      referenceId: 'abcd1234',
      transactionId: '23I2-12345678',
      transactionTime: '18 Sep 2017 12:33:39.749 BDT',
      orderAmount: 120.5,
      updateTime: '18 Sep 2017 12:33:40.001 BDT',
    });
  });

  it.each([
    ['pending', 100, 'Created by merchant'],
    ['pending', 102, ''],
    ['cancelled', 3, 'Cancelled'],
    ['failed', 400, 'Failed'],
    ['expired', 500, 'Expired'],
    // Evidence only: the order stays what it was, iPay has the word towards its client.
    ['expired', 400, 'Failed'],
    ['error', 6, 'Contact iPay'],
    ['pending', 777, 'Something new'],
    ['pending', 300, 'Returned'],
  ] as const)('of a %s order hands on %i “%s”', (state, gatewayStatusCode, gatewayStatus) => {
    const said = statusAnswer(order({ state, gatewayStatusCode, gatewayStatus }), TABLE);
    expect(said).toMatchObject({ statusCode: gatewayStatusCode, status: gatewayStatus });
  });

  it.each([
    ['another amount', 200, 'Successfully paid'],
    ['a paid code that the label does not confirm', 2, 'Done'],
    ['a paid code that the label denies', 200, 'Not paid'],
    ['a label that says paid', 100, 'Paid'],
    ['two different ends', 300, 'Expired'],
  ])('never says paid of an order that is not: %s', (_why, gatewayStatusCode, gatewayStatus) => {
    for (const state of ['pending', 'cancelled', 'error'] as const) {
      expect(statusAnswer(order({ state, gatewayStatusCode, gatewayStatus }), TABLE)).toBeNull();
    }
  });

  it('withholds what clients compare with under any table of the operator', () => {
    const codes = {
      created: [1],
      paid: [20],
      cancelled: [3],
      failed: [4],
      expired: [5],
      error: [6],
    };
    const said = order({ gatewayStatusCode: 200, gatewayStatus: 'OK' });
    expect(statusAnswer(said, statusTable(codes))).toBeNull();
  });

  it.each([
    [500, 'Expired'],
    [200, 'Not paid'],
    [777, 'Something new'],
    [null, null],
  ])(
    'of a paid order says paid, whatever iPay said last: %p',
    (gatewayStatusCode, gatewayStatus) => {
      const said = statusAnswer(order({ state: 'paid', gatewayStatusCode, gatewayStatus }), TABLE);
      expect(said).toMatchObject({ statusCode: 200, status: 'Successfully paid' });
    },
  );

  it('is none before iPay has given one, or without iPay’s own id', () => {
    expect(statusAnswer(order({ gatewayStatusCode: null, gatewayStatus: null }), TABLE)).toBeNull();
    expect(statusAnswer(order({ gatewayOrderId: null }), TABLE)).toBeNull();
  });
});
