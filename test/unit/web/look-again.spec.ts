import { lookAgainInMs } from '../../../web/console/src/pages/order/look-again';
import { aDelivery, anOrder } from './orders';

const NOW = new Date('2026-11-23T12:00:00.000Z').getTime();
const at = (seconds: number): string => new Date(NOW + seconds * 1_000).toISOString();

const asked = (nextCheckAt: string | null) => {
  const order = anOrder();
  return { ...order, gateway: { ...order.gateway, nextCheckAt } };
};
const pending = (triedAt: string | null, nextAttemptAt: string) =>
  aDelivery({
    state: 'pending',
    deliveredAt: null,
    createdAt: at(-1),
    nextAttemptAt,
    lastAttempt: triedAt === null ? null : { ...aDelivery().lastAttempt!, at: triedAt },
  });

it.each([
  ['never, when nothing more will happen', null, [aDelivery()], null],
  ['after the next question', at(30), null, 31_500],
  ['soon, when a question is due', at(-5), [], 1_500],
  // Being sent right now: its next time is where the claim ends.
  ['soon, while a new delivery is under way', at(60), [pending(null, at(20))], 1_500],
  ['after half as long as it has waited', null, [pending(at(-60), at(600))], 30_000],
  ['after its next attempt', null, [pending(at(-600), at(10))], 11_500],
  ['whatever comes first', at(5), [pending(at(-60), at(600))], 6_500],
])('%s', (_when, nextCheckAt, deliveries, expected) => {
  expect(lookAgainInMs({ order: asked(nextCheckAt), deliveries }, NOW)).toBe(expected);
});
