import { readCreate } from '../../../src/ipay-door/create-request';
import { orderRequest } from '../sandbox/gateway-caller';
import { CREATE_FIELD_TABLE, REFERENCE_RULE } from '../sandbox/ipay-tables';

const TABLE = [...CREATE_FIELD_TABLE, { field: 'referenceId', ...REFERENCE_RULE }];
const cases = TABLE.flatMap(({ field, passes, refused }) => [
  ...passes.map((value) => ({ field, value, passes: true })),
  ...refused.map((value) => ({ field, value, passes: false })),
]);

it.each(cases)('$field = $value: $passes', ({ field, value, passes }) => {
  const read = readCreate({ ...orderRequest(), [field]: value });
  if (passes) expect(read).toHaveProperty('terms');
  else expect(read).toEqual({ refusal: expect.stringMatching(new RegExp(`^${field} `)) });
});

it('keeps iPay’s six fields and nothing else', () => {
  const { amount, ...texts } = orderRequest();
  const body = JSON.parse(JSON.stringify({ ...texts, amount, currency: 'BDT', metadata: 5 }));
  expect(readCreate(body)).toEqual({ terms: { ...texts, amountMinor: 12_000n } });
});

it('names one wrong field, the first', () => {
  expect(readCreate({ referenceId: 5 })).toEqual({ refusal: 'amount is required' });
  expect(readCreate({ amount: 1, referenceId: '..' })).toEqual({
    refusal: 'referenceId must be a text of 1 to 50 characters',
  });
});

it.each([null, undefined, 'text', 5, [], [orderRequest()]])('refuses %p', (body) => {
  expect(readCreate(body)).toEqual({ refusal: 'the body must be a JSON object' });
});

it('takes no field that the body only inherits', () => {
  expect(readCreate(Object.create(orderRequest()))).toEqual({ refusal: 'amount is required' });
});
