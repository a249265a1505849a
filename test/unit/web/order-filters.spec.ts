import fc from 'fast-check';
import { ORDER_STATES } from '../../../web/console/src/api/schemas';
import {
  isAmong,
  parseFilters,
  toSearch,
  withFilter,
  type OrderFilters,
} from '../../../web/console/src/pages/orders/order-filters';
import { anOrder } from './orders';

const text = fc.string({ minLength: 1, maxLength: 25 }).filter((one) => one.trim() === one);
const moment = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString());

const filters: fc.Arbitrary<OrderFilters> = fc.record(
  {
    // In the order of an order's life, as the address has them.
    state: fc
      .subarray([...ORDER_STATES], { minLength: 1 })
      .map((states) => ORDER_STATES.filter((one) => states.includes(one))),
    environment: fc.constantFrom('sandbox' as const, 'production' as const),
    merchant: text,
    referenceId: text,
    gatewayOrderId: text,
    transactionId: text,
    attention: fc.boolean(),
    createdFrom: moment,
    createdTo: moment,
  },
  { requiredKeys: [] },
);

it('is kept by the address, whole', () => {
  fc.assert(
    fc.property(filters, (some) => {
      expect(parseFilters(toSearch(some))).toEqual(some);
    }),
  );
});

it('is no filter at all without any', () => {
  expect(toSearch({})).toBe('');
  expect(parseFilters('')).toEqual({});
});

it('leaves out what the API would refuse, and what is no filter', () => {
  const search =
    '?state=paid&state=lost&environment=moon&attention=maybe&createdFrom=soon&merchant=%20&q=x';
  expect(parseFilters(search)).toEqual({ state: ['paid'] });
});

it('reads times of any zone', () => {
  expect(parseFilters('?createdFrom=2026-11-24T00:00:00%2B06:00')).toEqual({
    createdFrom: '2026-11-23T18:00:00.000Z',
  });
});

describe('what a list would show', () => {
  const order = anOrder({ state: 'paid', transactionId: '23I2-12345678' });

  it.each<[OrderFilters, boolean]>([
    [{}, true],
    [{ state: ['pending', 'paid'] }, true],
    [{ state: ['pending'] }, false],
    [{ environment: 'sandbox' }, true],
    [{ environment: 'production' }, false],
    [{ merchant: order.merchantId }, true],
    [{ merchant: 'mrc_other' }, false],
    [{ referenceId: 'abcd1234' }, true],
    [{ referenceId: 'abcd' }, false],
    [{ gatewayOrderId: 'IPAY-12345678' }, true],
    [{ gatewayOrderId: 'IPAY-1' }, false],
    [{ transactionId: '23I2-12345678' }, true],
    [{ transactionId: '23I2-1' }, false],
    [{ attention: false }, true],
    [{ attention: true }, false],
    [{ createdFrom: order.createdAt }, true],
    [{ createdFrom: '2026-11-23T12:33:02.001Z' }, false],
    [{ createdTo: order.createdAt }, false],
    [{ createdTo: '2026-11-23T12:33:02.001Z' }, true],
  ])('%j: %s', (some, isShown) => {
    expect(isAmong(some, order)).toBe(isShown);
  });
});

it('changes one filter and keeps the others', () => {
  const some: OrderFilters = { state: ['paid'], merchant: 'mrc_1' };
  expect(withFilter(some, 'merchant', undefined)).toEqual({ state: ['paid'] });
  expect(withFilter(some, 'attention', true)).toEqual({ ...some, attention: true });
});
