import { addChanges, withChanges } from '../../../web/console/src/pages/orders/live-orders';
import { anOrder } from './orders';

const older = anOrder({ id: 'ord_1', createdAt: '2026-11-23T12:00:00.000Z' });
const newer = anOrder({ id: 'ord_2', createdAt: '2026-11-23T12:05:00.000Z' });
const rows = [newer, older];
const loaded = { orders: rows, hasMore: true, told: new Map() };
const whole = { ...loaded, hasMore: false };
const told = (...orders: ReturnType<typeof anOrder>[]) => addChanges(new Map(), orders, 100);

it('shows an order as it was told of last, in its place', () => {
  const paid = { ...older, version: 3, state: 'paid' as const };
  const { orders, fresh, arrived } = withChanges(loaded, told(paid), {});
  expect(orders).toEqual([newer, paid]);
  expect([...fresh]).toEqual(['ord_1']);
  expect(arrived).toBe(0);
});

it('keeps the row of an order that would not be in the list any more', () => {
  const paid = { ...older, version: 3, state: 'paid' as const };
  const { orders } = withChanges(loaded, told(paid), { state: ['pending'] });
  expect(orders[1]).toBe(paid);
});

it('never goes back to what was loaded before', () => {
  const { orders, fresh } = withChanges(loaded, told({ ...older, version: 1 }, older), {});
  expect(orders).toEqual(rows);
  expect(fresh.size).toBe(0);
});

it('counts the orders that are new to the list, and only those', () => {
  const later = '2026-11-23T12:06:00.000Z';
  const changes = told(
    anOrder({ id: 'ord_3', createdAt: later }),
    anOrder({ id: 'ord_4', createdAt: later, environment: 'production' }),
    // On a page that is not loaded yet.
    anOrder({ id: 'ord_0', createdAt: '2026-11-23T11:00:00.000Z' }),
  );
  expect(withChanges(loaded, changes, {}).arrived).toBe(2);
  expect(withChanges(loaded, changes, { environment: 'sandbox' }).arrived).toBe(1);
  expect(withChanges({ ...whole, orders: [] }, changes, {}).arrived).toBe(3);
});

it('counts old orders that have become what the list is of', () => {
  const between = anOrder({ id: 'ord_3', createdAt: '2026-11-23T12:02:00.000Z', state: 'paid' });
  const before = anOrder({ id: 'ord_0', createdAt: '2026-11-23T11:00:00.000Z', state: 'paid' });
  const changes = told(between, before);
  // There is more below, where the oldest of them would stand.
  expect(withChanges(loaded, changes, { state: ['paid'] }).arrived).toBe(1);
  expect(withChanges(whole, changes, { state: ['paid'] }).arrived).toBe(2);
});

it('does not announce what was flagged when it was told, and is not in the list loaded since', () => {
  const attention = { reason: 'amount-mismatch', since: older.createdAt, detail: '…' } as const;
  const flagged = anOrder({ id: 'ord_3', createdAt: older.createdAt, attention });
  const changes = told(flagged);
  expect(withChanges(whole, changes, { attention: true }).arrived).toBe(1);
  expect(withChanges({ ...whole, told: changes }, changes, { attention: true }).arrived).toBe(0);
  const again = addChanges(changes, [{ ...flagged, version: 9 }], 100);
  expect(withChanges({ ...whole, told: changes }, again, { attention: true }).arrived).toBe(1);
});

it('keeps the newest version, in whatever order they are told, and not too many', () => {
  const third = { ...older, version: 3 };
  expect(addChanges(told(third), [older], 100).get('ord_1')).toBe(third);
  const many = [1, 2, 3].map((number) => anOrder({ id: `ord_${number}` }));
  expect([...addChanges(new Map(), many, 2).keys()]).toEqual(['ord_2', 'ord_3']);
});
